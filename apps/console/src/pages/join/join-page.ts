import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { setPageTitle } from '../../app/page-title.js';
import { SignedInEvent } from '../../app/session-events.js';
import { type Preferences, preferencesContext, wordsContext } from '../../contexts/contexts.js';
import { acceptInvite, type InviteOffer, lookAtInvite } from '../../data/members.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import { alone } from '../../elements/alone.styles.js';
import '../../elements/console-problem.js';
import { languageRow } from '../../elements/language-row.js';
import { markChatku } from '../../elements/mark.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Accepts an invitation: asks for name and password, and signs in.
 *
 * @summary Join a workspace.
 * @tag console-join-page
 * @fires console-signed-in - A member was made and is signed in.
 */
@customElement('console-join-page')
export class ConsoleJoinPage extends LitElement {
  static override styles = [base, controls, surfaces, alone];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: preferencesContext, subscribe: true }) preferences!: Preferences;
  /** The invitation's secret; null or empty: the link was cut off. */
  @property({ attribute: false }) secret: string | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('form') private form!: HTMLFormElement;
  private offer = new Remote(
    this,
    (_signal, secret: string) => lookAtInvite(secret),
    () => (this.secret === null || this.secret === '' ? null : [this.secret]),
  );

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.form);
    const field = (name: string): string => String(fields.get(name) ?? '');
    this.busy = true;
    this.problem = null;
    try {
      await acceptInvite({
        secret: this.secret ?? '',
        name: field('name').trim(),
        email: field('email').trim(),
        password: field('password'),
        language: this.preferences.locale,
      });
      this.dispatchEvent(new SignedInEvent());
    } catch (reason) {
      this.problem = asProblem(reason);
      this.busy = false;
    }
  };

  override render() {
    const { t } = this.words;
    setPageTitle(t.staff.accept.title);
    const offer = this.offer.value;
    return html`<div class="sheet">
      <header>
        ${markChatku}
        <h1>${t.staff.accept.title}</h1>
        ${offer === undefined ? nothing : html`<p class="soft break">${t.staff.accept.lead(offer.workspace_name, t.staff.roles[offer.role])}</p>`}
      </header>
      ${
        this.secret === null || this.secret === ''
          ? html`<div class="card"><p>${t.staff.accept.cut}</p><p><a class="button" href=${hrefTo('sign_in')}>${t.sign_in.title}</a></p></div>`
          : html`<console-problem .problem=${this.offer.problem}></console-problem>
              ${offer === undefined ? (this.offer.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing) : this.#form(offer)}`
      }
      ${languageRow(this.preferences, t.shell.language)}
    </div>`;
  }

  #form(offer: InviteOffer): TemplateResult {
    const { t } = this.words;
    return html`<form class="card" @submit=${this.#submit}>
      <console-problem .problem=${this.problem}></console-problem>
      <div class="field">
        <label for="name">${t.staff.accept.name}</label>
        <input id="name" name="name" required maxlength="80" autocomplete="name" />
      </div>
      <div class="field">
        <label for="email">${t.sign_in.email}</label>
        <input id="email" name="email" type="email" required maxlength="254" autocomplete="username" .value=${offer.email ?? ''} ?readonly=${offer.email !== null} />
      </div>
      <div class="field">
        <label for="password">${t.sign_in.password}</label>
        <input id="password" name="password" type="password" required minlength="10" maxlength="200" autocomplete="new-password" aria-describedby="password-hint" />
        <span class="hint" id="password-hint">${t.setup.password_hint}</span>
      </div>
      <button class="primary" ?disabled=${this.busy}>${t.staff.accept.action}</button>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-join-page': ConsoleJoinPage;
  }
}
