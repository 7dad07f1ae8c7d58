import { checkUserId } from '@chatku/crypto/identifier';
import { consume } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { fieldLabel } from '../../contact/contact-facts.js';
import { type Guard, guardContext, type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import { type ContactDetail, type FieldValue, renameContact, updateContactFields } from '../../data/contacts.js';
import { type FieldDefinition, fetchFields } from '../../data/fields.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-problem.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

type Editable = { name: string; type: FieldDefinition['type'] };

/** Attributes every bot has; the avatar is the page's business. */
const SYSTEM: readonly Editable[] = ['name', 'email', 'phone'].map((name) => ({ name, type: 'text' }));

/**
 * Two dialogs: fields as an agent knows them, and another custom user id.
 *
 * @summary Changes a contact.
 * @tag console-contact-edit
 * @fires contact-edited - A change is stored.
 */
@customElement('console-contact-edit')
export class ConsoleContactEdit extends LitElement {
  static override styles = [base, controls, surfaces];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) contact!: ContactDetail;
  @state() private mode: 'fields' | 'rename' | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private idWrong = false;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('form') private form!: HTMLFormElement;
  private definitions = new Remote(
    this,
    async (signal, botId: string) => (await fetchFields(botId, signal)).filter(({ scope }) => scope === 'user'),
    () => (this.mode === 'fields' ? [this.contact.bot_id] : null),
  );

  async open(mode: 'fields' | 'rename'): Promise<void> {
    this.mode = mode;
    this.problem = null;
    this.idWrong = false;
    await this.updateComplete;
    this.dialog.showModal();
  }

  get #fields(): readonly Editable[] {
    return [...SYSTEM, ...(this.definitions.value ?? [])];
  }

  #known(name: string): FieldValue {
    return this.contact.fields.find((field) => field.name === name)?.value ?? null;
  }

  /** Only what was changed is sent: an untouched value keeps its provenance. */
  #changes(): Record<string, FieldValue> {
    const fields = new FormData(this.form);
    const changes: Record<string, FieldValue> = {};
    for (const { name, type } of this.#fields) {
      const typed = String(fields.get(name) ?? '').trim();
      const value: FieldValue =
        typed === '' ? null : type === 'number' ? Number(typed) : type === 'boolean' ? typed === 'true' : typed;
      if (value !== this.#known(name)) changes[name] = value;
    }
    return changes;
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const act = this.mode === 'rename' ? this.#rename() : this.#store();
    if (act === null) return;
    this.busy = true;
    this.problem = null;
    try {
      if ((await this.guard.run(act)) !== null) {
        this.dialog.close();
        this.notices.say(this.words.t.settings.saved);
        this.dispatchEvent(new Event('contact-edited'));
      }
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  #store(): (() => Promise<unknown>) | null {
    const changes = this.#changes();
    if (Object.keys(changes).length > 0) return () => updateContactFields(this.contact.id, changes);
    this.dialog.close();
    return null;
  }

  #rename(): (() => Promise<unknown>) | null {
    const id = String(new FormData(this.form).get('custom_user_id') ?? '');
    this.idWrong = !checkUserId(id).ok;
    return this.idWrong ? null : () => renameContact(this.contact.id, id);
  }

  override render() {
    const { t } = this.words;
    return html`<dialog aria-labelledby="title" @close=${() => (this.mode = null)}>
      ${
        this.mode === null
          ? nothing
          : html`<form @submit=${this.#submit}>
            <h2 id="title">${this.mode === 'rename' ? t.contact.rename : t.contact.edit}</h2>
            ${this.mode === 'rename' ? this.#renameBody() : this.#fieldsBody()}
            <console-problem .problem=${this.problem}></console-problem>
            <div class="row end">
              <button type="button" @click=${() => this.dialog.close()}>${t.common.cancel}</button>
              <button class="primary" ?disabled=${this.busy}>${t.common.save}</button>
            </div>
          </form>`
      }
    </dialog>`;
  }

  #renameBody() {
    const { t } = this.words;
    return html`<p>${t.contact.rename_how}</p>
      <div class="field">
        <label for="custom-user-id">${t.contact.custom_user_id}</label>
        <input
          id="custom-user-id"
          name="custom_user_id"
          class="mono"
          required
          autofocus
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          .value=${this.contact.custom_user_id ?? ''}
          aria-invalid=${this.idWrong}
          aria-describedby="id-wrong"
        />
        <span class="wrong" id="id-wrong">${this.idWrong ? t.contact.id_rule : nothing}</span>
      </div>`;
  }

  #fieldsBody() {
    const { t } = this.words;
    return html`<p class="soft">${t.contact.edit_how}</p>
      ${this.definitions.problem ? html`<console-problem .problem=${this.definitions.problem}></console-problem>` : nothing}
      ${this.#fields.map((field) => {
        const known = this.#known(field.name);
        return html`<div class="field">
          <label for=${field.name}>${fieldLabel(field.name, this.words)}</label>
          ${
            field.type === 'boolean'
              ? html`<select id=${field.name} name=${field.name}>
                <option value="" ?selected=${known === null}>–</option>
                <option value="true" ?selected=${known === true}>${t.common.yes}</option>
                <option value="false" ?selected=${known === false}>${t.common.no}</option>
              </select>`
              : html`<input
                id=${field.name}
                name=${field.name}
                type=${field.type === 'number' || field.type === 'date' ? field.type : 'text'}
                placeholder=${field.type === 'datetime' ? '2026-11-24T09:30:00+08:00' : nothing}
                step="any"
                maxlength="2000"
                autocomplete="off"
                .value=${known === null ? '' : String(known)}
              />`
          }
        </div>`;
      })}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-contact-edit': ConsoleContactEdit;
  }
}
