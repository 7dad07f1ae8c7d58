import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import {
  type Guard,
  guardContext,
  type Notices,
  noticesContext,
  sessionContext,
  wordsContext,
} from '../../contexts/contexts.js';
import type { Bot } from '../../data/bots.js';
import { fetchInstallations, type InstallationFinding, type InstallationState } from '../../data/onboarding.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import { WhileVisible } from '../../data/while-visible.js';
import { type DiagnosisTexts, loadDiagnosisTexts } from '../../diagnosis/diagnosis.js';
import '../../elements/console-code.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import { iconCheck, iconInfo, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import { apiOf, policyLines } from '../../snippets/installs.js';
import { botSnippet } from '../../snippets/snippets.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { BotSaver } from './bot-saver.js';

const LOOK_EVERY_MS = 2_000;

type Mood = 'bad' | 'warn' | 'info' | 'good';

const MOODS: { readonly [F in InstallationFinding]: Mood } = {
  origin_not_allowed: 'bad',
  public_url_is_local: 'bad',
  mixed_content: 'bad',
  loaded_but_silent: 'warn',
  several_bots: 'warn',
  identity_refused: 'warn',
  no_proof: 'info',
  verified: 'good',
};

const ICONS = { bad: iconWarning, warn: iconWarning, info: iconInfo, good: iconCheck } as const;

/**
 * Every website the bot was seen on, what is wrong there, and the one line to change. Looks again every two seconds.
 *
 * @summary Settings: the live check of an installation.
 * @tag console-installation-check
 * @fires bot-changed - A website was let in.
 */
@customElement('console-installation-check')
export class ConsoleInstallationCheck extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .live::before {
        content: '';
        inline-size: 0.5rem;
        block-size: 0.5rem;
        border-radius: 50%;
        background: currentColor;
        animation: breathe 2s ease-in-out infinite;
      }
      @keyframes breathe {
        50% {
          opacity: 0.25;
        }
      }
      .waiting {
        padding-block: var(--gap-5);
        text-align: center;
      }
      .sites {
        display: grid;
        gap: var(--gap-4);
      }
      .sites > li {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-3);
        padding-block-start: var(--gap-4);
        border-block-start: 1px solid var(--line);
      }
      .sites h3 {
        font-family: var(--mono);
        overflow-wrap: anywhere;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-1) var(--gap-5);
        font-size: var(--text-s);
      }
      dl div {
        display: flex;
        gap: var(--gap-2);
      }
      dt {
        color: var(--ink-soft);
      }
      .note > div {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        flex: 1;
        gap: var(--gap-2);
        justify-items: start;
      }
      .note button {
        white-space: normal;
        overflow-wrap: anywhere;
      }
      .note console-code {
        justify-self: stretch;
        color: var(--ink);
      }
      .note a {
        color: inherit;
        font-weight: 550;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @property({ attribute: false }) bot!: Bot;
  @state() private texts: DiagnosisTexts | null = null;
  private saver = new BotSaver(this);
  private sites = new Remote(
    this,
    (signal, id: string) => fetchInstallations(id, signal),
    () => [this.bot.id],
  );

  constructor() {
    super();
    new WhileVisible(this, LOOK_EVERY_MS, () => this.sites.reload());
  }

  override willUpdate(_changed: PropertyValues<this>): void {
    const refused = this.sites.value?.some(({ identity }) => identity?.verdict === 'refused');
    if (refused && this.#language !== this.words.locale) void this.#loadTexts();
  }

  #language: string | null = null;
  async #loadTexts(): Promise<void> {
    const { locale } = this.words;
    this.#language = locale;
    const texts = await loadDiagnosisTexts(locale);
    if (this.#language === locale) this.texts = texts;
  }

  async #letIn(origin: string): Promise<void> {
    const { origins } = this.bot;
    if (origins.includes(origin)) return;
    if (await this.saver.save({ origins: [...origins, origin] })) await this.sites.reload();
  }

  override render() {
    const { check } = this.words.t.start;
    const sites = this.sites.value;
    return html`<section class="card" aria-labelledby="title">
      <header>
        <div class="row spread">
          <h2 id="title">${check.title}</h2>
          <span class="chip good live">${check.live}</span>
        </div>
        <p class="soft">${check.how}</p>
      </header>
      ${this.sites.problem ? html`<console-problem .problem=${this.sites.problem} retryable @retry=${() => this.sites.reload()}></console-problem>` : nothing}
      ${this.saver.render()}
      <div role="status">
        ${sites?.length === 0 ? html`<p class="waiting soft">${check.waiting}</p>` : nothing}
      </div>
      ${
        sites === undefined
          ? this.sites.loading
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : html`<ul class="sites" role="list" aria-label=${check.websites}>
              ${repeat(
                sites,
                ({ origin }) => origin,
                (site) => this.#site(site),
              )}
            </ul>`
      }
    </section>`;
  }

  #site(site: InstallationState) {
    const { check } = this.words.t.start;
    const [first] = site.findings;
    const mood = first === undefined ? 'good' : MOODS[first];
    const { identity } = site;
    const when = (label: string, at: string | null) =>
      at === null ? nothing : html`<div><dt>${label}</dt><dd><console-time .at=${at}></console-time></dd></div>`;
    return html`<li>
      <div class="row spread">
        <h3>${site.origin}</h3>
        <span class="chip ${mood === 'info' ? 'accent' : mood}">${first === undefined ? check.works : check.states[first]}</span>
      </div>
      <dl>
        ${when(check.loaded, site.loaded_at)}
        ${
          site.loader === null
            ? nothing
            : html`<div>
                <dt>${check.loader}</dt>
                <dd><code>${site.loader.build}</code> ${site.loader.current ? check.loader_current : check.loader_old}</dd>
              </div>`
        }
        ${when(check.talked, site.talked_at)} ${when(check.refused, site.refused_at)}
        <div>
          <dt>${check.identity}</dt>
          <dd>
            ${check.proofs[identity?.verdict ?? 'none']}
            ${identity === null ? nothing : html`<console-time .at=${identity.at}></console-time>`}
          </dd>
        </div>
      </dl>
      ${site.findings.map((finding) => this.#finding(finding, site))}
    </li>`;
  }

  #finding(finding: InstallationFinding, site: InstallationState) {
    const { check } = this.words.t.start;
    const mood = MOODS[finding];
    return html`<div class="note ${mood === 'info' ? '' : mood}">
      ${ICONS[mood]}
      <div><p>${check.findings[finding]}</p>${this.#remedy(finding, site)}</div>
    </div>`;
  }

  /** The one line to change, or the one thing to press. */
  #remedy(finding: InstallationFinding, site: InstallationState): TemplateResult | typeof nothing {
    const { check } = this.words.t.start;
    // A name of its own for each: they are landmarks.
    const label = `${check.line} (${check.states[finding]}, ${site.origin})`;
    const line = (code: string) => html`<console-code .code=${code} .label=${label}></console-code>`;
    switch (finding) {
      case 'origin_not_allowed':
        return html`<button class="compact" ?disabled=${this.saver.busy} @click=${() => this.#letIn(site.origin)}>
          ${check.add(site.origin)}
        </button>`;
      case 'public_url_is_local':
        return line('CHATKU_PUBLIC_URL=https://chat.example.com');
      case 'mixed_content':
        return line(`CHATKU_PUBLIC_URL=${apiOf(this.bot).replace(/^http:/, 'https:')}`);
      case 'loaded_but_silent':
        return line(policyLines(this.bot).connect);
      case 'several_bots':
        return line(botSnippet(this.bot.loader_url));
      case 'identity_refused':
        return this.#refusal(site);
      case 'no_proof':
        return this.#toIdentity(check.set_up);
      case 'verified':
        return nothing;
    }
  }

  #refusal({ identity }: InstallationState): TemplateResult {
    const diagnosis = identity?.diagnosis ?? null;
    return html`${diagnosis === null || this.texts === null ? nothing : html`<p><strong>${this.texts[diagnosis].title}</strong></p>`}
    ${this.#toIdentity(this.words.t.start.check.why, identity?.request_id)}`;
  }

  #toIdentity(label: string, request?: string): TemplateResult | typeof nothing {
    if (!may(this.me.user.role, 'keys.manage')) return nothing;
    return html`<a href=${hrefTo('custom_user_id', { bot_id: this.bot.id }, { request })}>${label}</a>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-installation-check': ConsoleInstallationCheck;
  }
}
