import { consume } from '@lit/context';
import { html, LitElement } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { MeChangedEvent } from '../../app/me-changed-event.js';
import { type Notices, noticesContext, sessionContext, wordsContext } from '../../contexts/contexts.js';
import { changePassword, updateAccount } from '../../data/account.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-problem.js';
import { pageHead } from '../../elements/page-head.js';
import { LOCALES, type Locale, type Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { columnForm } from '../../styles/shapes.js';
import { surfaces } from '../../styles/surfaces.js';
import './sessions-card.js';
import type { ConsoleSessionsCard } from './sessions-card.js';
import './two-step-card.js';

/**
 * One's own name, language, password, sessions and two-step sign-in.
 *
 * @summary Own account.
 * @tag console-account-page
 * @fires console-me-changed - Name or language are stored.
 */
@customElement('console-account-page')
export class ConsoleAccountPage extends LitElement {
  static override styles = [base, controls, surfaces, columnForm];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @consume({ context: noticesContext }) notices!: Notices;
  @state() private profileProblem: ApiProblem | null = null;
  @state() private passwordProblem: ApiProblem | null = null;
  @state() private busy = false;
  @query('#profile-form') private profile!: HTMLFormElement;
  @query('#password-form') private password!: HTMLFormElement;
  @query('console-sessions-card') private sessions!: ConsoleSessionsCard;

  #saveProfile = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.profile);
    this.busy = true;
    this.profileProblem = null;
    try {
      const me = await updateAccount({
        name: String(fields.get('name') ?? '').trim(),
        language: fields.get('language') as Locale,
      });
      this.dispatchEvent(new MeChangedEvent(me));
      this.notices.say(this.words.t.staff.account.saved);
    } catch (reason) {
      this.profileProblem = asProblem(reason);
    }
    this.busy = false;
  };

  #savePassword = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.password);
    this.busy = true;
    this.passwordProblem = null;
    try {
      await changePassword(String(fields.get('old') ?? ''), String(fields.get('new') ?? ''));
      this.password.reset();
      this.notices.say(this.words.t.staff.account.password_changed);
      await this.sessions.reload();
    } catch (reason) {
      this.passwordProblem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { t } = this.words;
    const words = t.staff.account;
    const { user } = this.me;
    return html`<div class="page">
      ${pageHead({ title: words.title, lead: user.email })}
      <section class="card" aria-labelledby="profile">
        <h2 id="profile">${words.profile}</h2>
        <form id="profile-form" @submit=${this.#saveProfile}>
          <div class="field">
            <label for="name">${words.name}</label>
            <input id="name" name="name" required maxlength="80" autocomplete="name" .value=${user.name} />
          </div>
          <div class="field">
            <label for="language">${words.language}</label>
            <select id="language" name="language">
              ${Object.entries(LOCALES).map(
                ([tag, name]) =>
                  html`<option value=${tag} lang=${tag} ?selected=${tag === user.language}>${name}</option>`,
              )}
            </select>
          </div>
          <console-problem .problem=${this.profileProblem}></console-problem>
          <button class="primary" ?disabled=${this.busy}>${t.common.save}</button>
        </form>
      </section>
      <section class="card" aria-labelledby="password">
        <header>
          <h2 id="password">${words.password}</h2>
          <p class="soft">${words.password_how}</p>
        </header>
        <form id="password-form" @submit=${this.#savePassword}>
          <input type="email" autocomplete="username" .value=${user.email} hidden readonly />
          <div class="field">
            <label for="old">${words.old_password}</label>
            <input id="old" name="old" type="password" required maxlength="200" autocomplete="current-password" />
          </div>
          <div class="field">
            <label for="new">${words.new_password}</label>
            <input id="new" name="new" type="password" required minlength="10" maxlength="200" autocomplete="new-password" aria-describedby="new-hint" />
            <span class="hint" id="new-hint">${t.setup.password_hint}</span>
          </div>
          <console-problem .problem=${this.passwordProblem}></console-problem>
          <button ?disabled=${this.busy}>${words.change_password}</button>
        </form>
      </section>
      <console-two-step-card></console-two-step-card>
      <console-sessions-card></console-sessions-card>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-account-page': ConsoleAccountPage;
  }
}
