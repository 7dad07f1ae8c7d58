import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { recall, remember } from '../../app/browser-memory.js';
import { sessionContext, wordsContext } from '../../contexts/contexts.js';
import { fetchBot } from '../../data/bots.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import { fetchSpecialKeys } from '../../data/special-keys.js';
import { type DiagnosisTexts, loadDiagnosisTexts } from '../../diagnosis/diagnosis.js';
import '../../elements/console-code.js';
import '../../elements/console-problem.js';
import { iconCheck, iconInfo, iconWarning } from '../../elements/icons.js';
import type { Locale, Words } from '../../locale/words.js';
import { nameOf, SAMPLES, type Sample, sampleOf, textOf } from '../../samples/samples.js';
import { botSnippet, IDENTITY_SNIPPET } from '../../snippets/snippets.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { settingsFrame } from '../settings/settings-frame.js';
import { customUserIdStyles } from './custom-user-id-page.styles.js';
import './check-endpoint.js';
import './find-key.js';
import './identity-log.js';
import './identity-policy.js';
import './special-keys.js';
import './test-hash.js';

const SECTIONS = ['key', 'hash', 'snippet', 'policy', 'test', 'log', 'website'] as const;
type Section = (typeof SECTIONS)[number];

/**
 * Set Custom User ID: everything an installer needs to have the website's users verified, and to find out why one is
 * not.
 *
 * @summary Webchat Widget Settings, Display Style, Set Custom User ID.
 * @tag console-custom-user-id-page
 */
@customElement('console-custom-user-id-page')
export class ConsoleCustomUserIdPage extends LitElement {
  static override styles = [base, controls, surfaces, customUserIdStyles];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @property({ attribute: false }) botId = '';
  /** A request of the identity log to show, from the address. */
  @property({ attribute: false }) requestId: string | null = null;
  @state() private sample: Sample = sampleOf(recall('backend'));
  private bot = new Remote(
    this,
    (signal, id: string) => fetchBot(id, signal),
    () => [this.botId],
  );
  private keys = new Remote(
    this,
    (signal, id: string) => fetchSpecialKeys(id, signal),
    () => (may(this.me.user.role, 'keys.manage') ? [this.botId] : null),
  );
  /** Kept while another language is fetched, so that a half-filled form stays. */
  @state() private texts: DiagnosisTexts | undefined;
  #textsFor: Locale | undefined;

  override willUpdate(): void {
    const { locale } = this.words;
    if (this.#textsFor === locale) return;
    this.#textsFor = locale;
    void loadDiagnosisTexts(locale).then((texts) => {
      if (this.#textsFor === locale) this.texts = texts;
    });
  }

  #choose = (event: Event): void => {
    this.sample = sampleOf((event.target as HTMLSelectElement).value);
    remember('backend', this.sample.id);
  };

  #jump(event: Event, section: Section): void {
    event.preventDefault();
    const heading = this.renderRoot.querySelector<HTMLElement>(`#${section}`);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  }

  override render() {
    const { t } = this.words;
    const bot = this.bot.value;
    return html`<div class="page">
      ${settingsFrame(bot, this.botId, 'custom_user_id', t, this.me.user.role)}
      ${this.bot.problem ? html`<console-problem .problem=${this.bot.problem} retryable @retry=${() => this.bot.reload()}></console-problem>` : nothing}
      ${may(this.me.user.role, 'keys.manage') ? this.#body(bot?.loader_url) : html`<div class="note">${iconInfo}<div>${t.custom_user_id.admins_only}</div></div>`}
    </div>`;
  }

  #body(loaderUrl: string | undefined) {
    const { t } = this.words;
    if (loaderUrl === undefined)
      return this.bot.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing;
    return html`<div class="columns">
      <div class="stack">
        ${this.#steps()} ${this.#key()} ${this.#hash()} ${this.#snippet(loaderUrl)} ${this.#policy()} ${this.#test()}
        ${this.#log()} ${this.#website()}
      </div>
      <nav class="contents" aria-label=${t.custom_user_id.on_this_page}>
        <p class="soft small">${t.custom_user_id.on_this_page}</p>
        <ul role="list">
          ${SECTIONS.map(
            (section) => html`<li>
              <a href="#${section}" @click=${(event: Event) => this.#jump(event, section)}>${this.#nameOf(section)}</a>
            </li>`,
          )}
        </ul>
      </nav>
    </div>`;
  }

  #heading(section: Section) {
    return html`<h2 id=${section} tabindex="-1">${this.#nameOf(section)}</h2>`;
  }

  #nameOf(section: Section): string {
    const { custom_user_id: page, proofs } = this.words.t;
    return section === 'policy' || section === 'website' ? proofs.sections[section] : page.sections[section];
  }

  #steps() {
    const { t } = this.words;
    const { steps } = t.custom_user_id;
    return html`<section class="card" aria-labelledby="steps">
      <header>
        <h2 id="steps">${t.custom_user_id.steps_title}</h2>
      </header>
      <ol class="steps">
        ${[steps.one, steps.two, steps.three, steps.four].map((step) => html`<li><span>${step}</span></li>`)}
      </ol>
      <p class="soft">${t.custom_user_id.purpose}</p>
    </section>`;
  }

  #key() {
    const { t } = this.words;
    return html`<section class="card" aria-labelledby="key">
      <header>
        ${this.#heading('key')}
        <p class="soft">${t.custom_user_id.key_what}</p>
      </header>
      ${this.keys.problem ? html`<console-problem .problem=${this.keys.problem} retryable @retry=${() => this.keys.reload()}></console-problem>` : nothing}
      ${
        this.keys.value === undefined
          ? this.keys.loading
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : html`<console-special-keys .botId=${this.botId} .keys=${this.keys.value} @keys-changed=${() => this.keys.reload()}></console-special-keys>`
      }
      <div class="note warn">${iconWarning}<div>${t.custom_user_id.key_secret}</div></div>
    </section>`;
  }

  #hash() {
    const { t } = this.words;
    return html`<section class="card" aria-labelledby="hash">
      <header>
        <div class="row spread">
          ${this.#heading('hash')}
          <div class="language">
            <label for="backend" class="soft small">${t.custom_user_id.backend}</label>
            <select id="backend" @change=${this.#choose}>
              ${SAMPLES.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.sample.id}>${name}</option>`)}
            </select>
          </div>
        </div>
        <p class="soft">${t.custom_user_id.hash_what}</p>
      </header>
      <div class="row spread">
        <p>${t.samples.make}</p>
        ${this.#executed()}
      </div>
      ${this.#code(this.sample.hash)}
      <p>${t.samples.who}</p>
      ${this.#code(this.sample.identity)}
      <div class="note">${iconInfo}<div><strong>${t.custom_user_id.why_session_title}</strong><br />${t.custom_user_id.why_session}</div></div>
      ${
        this.sample.token === undefined
          ? nothing
          : html`<details>
              <summary>${t.samples.token}</summary>
              <p class="soft">${t.samples.token_how}</p>
              ${this.#code(this.sample.token)}
            </details>`
      }
    </section>`;
  }

  #executed() {
    const { samples } = this.words.t;
    const { executed, hash, id } = this.sample;
    if (!executed) return html`<span class="chip warn executed">${iconWarning}${samples.not_executed}</span>`;
    const isFramework = SAMPLES.find((one) => one.hash === hash)?.id !== id;
    return html`<span class="chip good executed">${iconCheck}${isFramework ? samples.function_executed : samples.executed}</span>`;
  }

  #code(file: string) {
    const code = textOf(file, this.words.t.samples.comments);
    return html`<console-code .code=${code} .label=${`${this.sample.name}: ${nameOf(file)}`}></console-code>`;
  }

  #snippet(loaderUrl: string) {
    const { t } = this.words;
    return html`<section class="card" aria-labelledby="snippet">
      <header>
        ${this.#heading('snippet')}
        <p class="soft">${t.custom_user_id.snippet_what}</p>
      </header>
      <console-code .code=${`${botSnippet(loaderUrl)}\n${IDENTITY_SNIPPET}`} .label=${'HTML'}></console-code>
      <p>${t.custom_user_id.fill_in}</p>
      ${this.#code(this.sample.page)}
      <p class="soft small">${t.custom_user_id.nonce}</p>
    </section>`;
  }

  #policy() {
    return html`<section class="card" aria-labelledby="policy">
      <header>
        ${this.#heading('policy')}
        <p class="soft">${this.words.t.proofs.policy.lead}</p>
      </header>
      <console-identity-policy .botId=${this.botId}></console-identity-policy>
    </section>`;
  }

  #website() {
    return html`<section class="card" aria-labelledby="website">
      <header>${this.#heading('website')}</header>
      <console-find-key
        .botId=${this.botId}
        .keys=${this.keys.value ?? []}
        @go-to-keys=${(event: Event) => this.#jump(event, 'key')}
      ></console-find-key>
      <console-check-endpoint .botId=${this.botId}></console-check-endpoint>
    </section>`;
  }

  #test() {
    const { t } = this.words;
    return html`<section class="card" aria-labelledby="test">
      <header>
        ${this.#heading('test')}
        <p class="soft">${t.proofs.test.lead}</p>
      </header>
      ${
        this.texts === undefined
          ? nothing
          : html`<console-test-hash .botId=${this.botId} .keys=${this.keys.value ?? []} .texts=${this.texts} .backend=${this.sample.lines}></console-test-hash>`
      }
    </section>`;
  }

  #log() {
    const { t } = this.words;
    return html`<section class="card" aria-labelledby="log">
      <header>
        ${this.#heading('log')}
        <p class="soft">${t.log.lead}</p>
      </header>
      ${
        this.texts === undefined
          ? nothing
          : html`<console-identity-log
              .botId=${this.botId}
              .keys=${this.keys.value ?? []}
              .texts=${this.texts}
              .backend=${this.sample.lines}
              .requestId=${this.requestId}
            ></console-identity-log>`
      }
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-custom-user-id-page': ConsoleCustomUserIdPage;
  }
}
