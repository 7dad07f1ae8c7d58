import { INVITE_ROLES } from '@chatku/schemas';
import { consume } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import { fetchMailState } from '../../data/mail.js';
import { type CreatedInvite, createInvite, type InviteRole } from '../../data/members.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-code.js';
import '../../elements/console-problem.js';
import { iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Makes an invitation, and shows its link once.
 *
 * @summary Invite somebody.
 * @tag console-invite-dialog
 * @fires invited - An invitation was made.
 */
@customElement('console-invite-dialog')
export class ConsoleInviteDialog extends LitElement {
  static override styles = [base, controls, surfaces];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @state() private made: CreatedInvite | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @state() private hasEmail = false;
  @state() private isOpen = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('form') private form!: HTMLFormElement;
  private mail = new Remote(
    this,
    (signal) => fetchMailState(signal),
    () => (this.isOpen ? [] : null),
  );

  async open(): Promise<void> {
    this.made = null;
    this.problem = null;
    this.hasEmail = false;
    this.isOpen = true;
    await this.updateComplete;
    this.dialog.showModal();
  }

  #create = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.form);
    const email = String(fields.get('email') ?? '').trim();
    this.busy = true;
    this.problem = null;
    try {
      this.made = await createInvite({
        role: fields.get('role') as InviteRole,
        email: email === '' ? null : email,
        send: email !== '' && fields.has('send'),
      });
      this.dispatchEvent(new Event('invited'));
      await this.updateComplete;
      this.dialog.querySelector<HTMLElement>('h2')?.focus();
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  /** The link is shown once: only its own button puts it away. */
  #cancel = (event: Event): void => {
    if (this.made !== null) event.preventDefault();
  };

  #closed = (): void => {
    this.isOpen = false;
    this.made = null;
  };

  override render() {
    return html`<dialog aria-labelledby="title" closedby=${this.made === null ? 'closerequest' : 'none'} @cancel=${this.#cancel} @close=${this.#closed}>
      ${this.isOpen ? (this.made === null ? this.#form() : this.#shown(this.made)) : nothing}
    </dialog>`;
  }

  #form() {
    const { t } = this.words;
    const words = t.staff.members;
    const ready = this.mail.value?.ready === true;
    return html`<form @submit=${this.#create}>
      <h2 id="title">${words.invite}</h2>
      <fieldset class="stack">
        <legend>${words.role}</legend>
        ${INVITE_ROLES.toReversed().map(
          (role, at) => html`<label class="check">
            <input type="radio" name="role" value=${role} ?checked=${at === 0} />
            <span><strong>${t.staff.roles[role]}</strong><span class="hint">${t.staff.role_does[role]}</span></span>
          </label>`,
        )}
      </fieldset>
      <div class="field">
        <label for="email">${words.email} <span class="soft">${t.common.optional}</span></label>
        <input
          id="email"
          name="email"
          type="email"
          maxlength="254"
          autocomplete="off"
          aria-describedby="email-hint"
          @input=${(event: Event) => {
            this.hasEmail = (event.target as HTMLInputElement).value.trim() !== '';
          }}
        />
        <span class="hint" id="email-hint">${words.email_hint}</span>
      </div>
      ${
        ready
          ? html`<label class="check">
              <input type="checkbox" name="send" ?checked=${this.hasEmail} ?disabled=${!this.hasEmail} />
              <span>${words.send}</span>
            </label>`
          : this.mail.value === undefined
            ? nothing
            : html`<p class="soft small">${words.no_mail}</p>`
      }
      <console-problem .problem=${this.problem}></console-problem>
      <div class="row end">
        <button type="button" @click=${() => this.dialog.close()}>${t.common.cancel}</button>
        <button class="primary" ?disabled=${this.busy}>${words.create}</button>
      </div>
    </form>`;
  }

  #shown(made: CreatedInvite) {
    const { t } = this.words;
    const words = t.staff.members;
    return html`<div class="inside">
      <h2 id="title" tabindex="-1">${words.made}</h2>
      ${made.sent ? html`<p>${words.made_sent}</p>` : nothing}
      <div class="note warn">${iconWarning}<div>${words.once}</div></div>
      <console-code .code=${made.link} .label=${words.link}></console-code>
      <div class="row end"><button class="primary" @click=${() => this.dialog.close()}>${words.finished}</button></div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-invite-dialog': ConsoleInviteDialog;
  }
}
