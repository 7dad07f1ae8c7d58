import { MAIL_SECURITIES } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import {
  type Guard,
  guardContext,
  type Notices,
  noticesContext,
  sessionContext,
  wordsContext,
} from '../../contexts/contexts.js';
import {
  deleteMail,
  fetchMail,
  type MailSettings,
  type MailTestResult,
  type PutMailSettingsBody,
  putMail,
  testMail,
} from '../../data/mail.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-problem.js';
import { iconCheck, iconInfo, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { columnForm } from '../../styles/shapes.js';
import { surfaces } from '../../styles/surfaces.js';

const PORTS = { tls: 465, starttls: 587, none: 25 } as const;

/**
 * The mail server of the installation, with a test that says what failed.
 *
 * @summary Mail settings.
 * @tag console-mail-card
 */
@customElement('console-mail-card')
export class ConsoleMailCard extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    columnForm,
    css`
      .result p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @state() private testing = false;
  @state() private result: MailTestResult | null = null;
  @query('form') private form!: HTMLFormElement;
  @query('#password') private password!: HTMLInputElement | null;
  @query('#port') private port!: HTMLInputElement;
  private mail = new Remote(
    this,
    (signal) => fetchMail(signal),
    () => [],
  );

  #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.form);
    const field = (name: string): string => String(fields.get(name) ?? '').trim();
    const password = String(fields.get('password') ?? '');
    const body: PutMailSettingsBody = {
      host: field('host'),
      port: Number(field('port')),
      security: fields.get('security') as PutMailSettingsBody['security'],
      user: field('user') || null,
      from: field('from'),
      ...(password === '' ? {} : { password }),
    };
    await this.#do(async () => {
      const done = await this.guard.run(() => putMail(body));
      if (done === null) return;
      this.mail.set(done.value);
      // It is stored: left there, another save would send it again.
      if (this.password !== null) this.password.value = '';
      this.notices.say(this.words.t.staff.workspace.saved);
    });
  };

  #remove = (): Promise<void> =>
    this.#do(async () => {
      if ((await this.guard.run(() => deleteMail())) === null) return;
      this.notices.say(this.words.t.staff.workspace.removed);
      await this.mail.reload();
    });

  #test = async (): Promise<void> => {
    this.testing = true;
    await this.#do(async () => {
      this.result = await testMail();
    });
    this.testing = false;
  };

  async #do(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = null;
    this.result = null;
    try {
      await act();
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  }

  override render() {
    const { t } = this.words;
    const words = t.staff.workspace;
    const mail = this.mail.value;
    return html`<section class="card" aria-labelledby="mail">
      <header>
        <h2 id="mail">${words.mail}</h2>
        <p class="soft">${words.mail_lead}</p>
      </header>
      ${this.mail.problem ? html`<console-problem .problem=${this.mail.problem} retryable @retry=${() => this.mail.reload()}></console-problem>` : nothing}
      ${
        mail === undefined
          ? this.mail.loading
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : html`${mail.source === 'none' ? html`<p>${words.not_set}</p>` : nothing}
              ${mail.source === 'environment' ? html`<div class="note">${iconInfo}<div>${words.from_environment}</div></div>` : nothing}
              ${this.#form(mail)} ${mail.source === 'none' ? nothing : this.#tester()}`
      }
    </section>`;
  }

  #form(mail: MailSettings) {
    const { t } = this.words;
    const words = t.staff.workspace;
    const fixed = mail.source === 'environment';
    return html`<form @submit=${this.#save}>
      <div class="field">
        <label for="host">${words.host}</label>
        <input id="host" name="host" required maxlength="253" autocomplete="off" placeholder="mail.example.com" ?disabled=${fixed} .value=${mail.host ?? ''} />
      </div>
      <div class="field">
        <label for="security">${words.security}</label>
        <select
          id="security"
          name="security"
          ?disabled=${fixed}
          @change=${(event: Event) => {
            this.port.value = String(PORTS[(event.target as HTMLSelectElement).value as keyof typeof PORTS]);
          }}
        >
          ${MAIL_SECURITIES.map((one) => html`<option value=${one} ?selected=${one === (mail.security ?? 'starttls')}>${words.securities[one]}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="port">${words.port}</label>
        <input id="port" name="port" type="number" min="1" max="65535" required ?disabled=${fixed} .value=${String(mail.port ?? PORTS.starttls)} />
      </div>
      <div class="field">
        <label for="user">${words.user} <span class="soft">${t.common.optional}</span></label>
        <input id="user" name="user" maxlength="254" autocomplete="off" autocapitalize="none" spellcheck="false" ?disabled=${fixed} .value=${mail.user ?? ''} />
      </div>
      ${
        fixed
          ? nothing
          : html`<div class="field">
              <label for="password">${words.password} <span class="soft">${t.common.optional}</span></label>
              <input id="password" name="password" type="password" maxlength="500" autocomplete="new-password" aria-describedby=${mail.has_password ? 'password-hint' : nothing} />
              ${mail.has_password ? html`<span class="hint" id="password-hint">${words.password_kept}</span>` : nothing}
            </div>`
      }
      <div class="field">
        <label for="from">${words.from}</label>
        <input id="from" name="from" required maxlength="254" autocomplete="off" placeholder="Kedai Senja &lt;chat@example.com&gt;" ?disabled=${fixed} .value=${mail.from ?? ''} />
      </div>
      <console-problem .problem=${this.problem}></console-problem>
      ${
        fixed
          ? nothing
          : html`<div class="row">
              <button class="primary" ?disabled=${this.busy}>${words.save}</button>
              ${mail.source === 'stored' ? html`<button type="button" class="danger" ?disabled=${this.busy} @click=${this.#remove}>${words.remove}</button>` : nothing}
            </div>`
      }
    </form>`;
  }

  #tester() {
    const words = this.words.t.staff.workspace;
    const { result } = this;
    return html`<div class="stack">
      <p class="row">
        <button ?disabled=${this.busy} @click=${this.#test}>${this.testing ? words.testing : words.test}</button>
        <span class="soft small break">${words.test_how(this.me.user.email)}</span>
      </p>
      <div role="status" class="result">
        ${
          result === null
            ? nothing
            : result.sent
              ? html`<div class="note good">${iconCheck}<div>${words.test_sent}</div></div>`
              : html`<div class="note bad">
                  ${iconWarning}
                  <div>
                    <strong>${result.failure === null ? '' : words.failures[result.failure]}</strong>
                    ${result.detail === null ? nothing : html`<p>${words.said} <code lang="en">${result.detail}</code></p>`}
                  </div>
                </div>`
        }
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-mail-card': ConsoleMailCard;
  }
}
