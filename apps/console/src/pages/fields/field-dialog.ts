import { consume } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import { type FieldDefinition, type FieldScope, type FieldType, putField, renameField } from '../../data/fields.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import '../../elements/console-problem.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

// The contract's lists, written out: they would bring its schemas into the page.
const TYPES = ['text', 'number', 'boolean', 'date', 'datetime', 'json'] as const satisfies readonly FieldType[];
const SCOPES = ['user', 'bot'] as const satisfies readonly FieldScope[];
const SOURCES = ['page', 'visitor', 'import', 'agent', 'server', 'signed'] as const;

/**
 * Makes a field, changes it, or gives it another name.
 *
 * @summary The dialog of a field.
 * @tag console-field-dialog
 * @fires field-changed - A change is stored.
 */
@customElement('console-field-dialog')
export class ConsoleFieldDialog extends LitElement {
  static override styles = [base, controls, surfaces];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) botId = '';
  /** Those there are, so that a new one does not overwrite one of them. */
  @property({ attribute: false }) fields: readonly FieldDefinition[] = [];
  @state() private mode: 'put' | 'rename' | null = null;
  @state() private field: FieldDefinition | null = null;
  @state() private scope: FieldScope = 'user';
  @state() private type: FieldType = 'text';
  @state() private taken = false;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('form') private form!: HTMLFormElement;

  /** @param field the one to change; null: a new one */
  async open(mode: 'put' | 'rename', field: FieldDefinition | null, scope: FieldScope = 'user'): Promise<void> {
    this.mode = mode;
    this.field = field;
    this.scope = field?.scope ?? scope;
    this.type = field?.type ?? 'text';
    this.taken = false;
    this.problem = null;
    await this.updateComplete;
    this.dialog.showModal();
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const given = new FormData(this.form);
    const text = (name: string): string => String(given.get(name) ?? '').trim();
    const name = this.mode === 'put' && this.field !== null ? this.field.name : text('name');
    const known = this.fields.some((one) => one.name.toLowerCase() === name.toLowerCase());
    this.taken = this.field === null && known;
    if (this.taken) return;
    this.busy = true;
    this.problem = null;
    try {
      if (this.mode === 'rename' && this.field !== null) {
        await renameField(this.botId, this.field.name, name);
        this.notices.say(this.words.t.records.fields.renamed);
      } else {
        await putField(this.botId, {
          name,
          type: this.type,
          scope: this.scope,
          folder: text('folder'),
          description: text('description'),
          page_writable: given.get('page_writable') !== null,
          minimum_provenance: SOURCES.find((one) => one === text('minimum')) ?? 'page',
          ...(this.scope === 'bot' && { value: text('value') === '' ? null : text('value') }),
        });
        this.notices.say(this.words.t.settings.saved);
      }
      this.dialog.close();
      this.dispatchEvent(new Event('field-changed'));
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { t } = this.words;
    const words = t.records.fields;
    const { field, mode } = this;
    const title =
      mode === 'rename' && field !== null ? words.rename_of(field.name) : field === null ? words.add : words.change;
    return html`<dialog aria-labelledby="title" @close=${() => (this.mode = null)}>
      ${
        mode === null
          ? nothing
          : html`<form @submit=${this.#submit}>
            <h2 id="title">${title}</h2>
            ${mode === 'rename' ? html`<p>${words.rename_body}</p>` : nothing}
            ${mode === 'rename' || field === null ? this.#name() : html`<p><code>${field.name}</code></p>`}
            ${mode === 'rename' ? nothing : this.#body()}
            <console-problem .problem=${this.problem}></console-problem>
            <div class="row end">
              <button type="button" @click=${() => this.dialog.close()}>${t.common.cancel}</button>
              <button class="primary" ?disabled=${this.busy}>${t.common.save}</button>
            </div>
          </form>`
      }
    </dialog>`;
  }

  #name() {
    const words = this.words.t.records.fields;
    return html`<div class="field">
      <label for="name">${words.name}</label>
      <input
        id="name"
        name="name"
        class="mono"
        required
        autofocus
        maxlength="50"
        pattern="[A-Za-z][A-Za-z0-9_]*"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        .value=${this.field?.name ?? ''}
        aria-invalid=${this.taken}
        aria-describedby="name-hint name-wrong"
      />
      <span class="hint" id="name-hint">${words.name_hint}</span>
      <span class="wrong" id="name-wrong">${this.taken ? words.exists : nothing}</span>
    </div>`;
  }

  #body() {
    const { t } = this.words;
    const words = t.records.fields;
    const { field } = this;
    return html`
      <div class="field">
        <label for="scope">${words.scope}</label>
        <select
          id="scope"
          ?disabled=${field !== null}
          aria-describedby="fixed"
          @change=${(event: Event) => (this.scope = (event.target as HTMLSelectElement).value as FieldScope)}
        >
          ${SCOPES.map((one) => html`<option value=${one} ?selected=${one === this.scope}>${words.scopes[one]}</option>`)}
        </select>
        <span class="hint" id="fixed">${field === null ? words.scope_what[this.scope] : words.fixed}</span>
      </div>
      <div class="field">
        <label for="type">${words.type}</label>
        <select
          id="type"
          ?disabled=${field !== null}
          aria-describedby="type-hint"
          @change=${(event: Event) => (this.type = (event.target as HTMLSelectElement).value as FieldType)}
        >
          ${TYPES.map((one) => html`<option value=${one} ?selected=${one === this.type}>${words.types[one]}</option>`)}
        </select>
        <span class="hint" id="type-hint">${words.type_hint[this.type]}</span>
      </div>
      ${
        this.scope === 'bot'
          ? html`<div class="field">
            <label for="value">${words.value}</label>
            <textarea id="value" name="value" rows="2" maxlength="2000" .value=${String(field?.value ?? '')}></textarea>
          </div>`
          : html`<label class="check">
              <input type="checkbox" name="page_writable" ?checked=${field?.page_writable ?? false} />
              <span>${words.page_writable}<span class="hint">${words.page_writable_hint}</span></span>
            </label>
            <div class="field">
              <label for="minimum">${words.minimum}</label>
              <select id="minimum" name="minimum" aria-describedby="minimum-hint">
                ${SOURCES.map(
                  (one) => html`<option value=${one} ?selected=${one === (field?.minimum_provenance ?? 'page')}>
                    ${one === 'page' ? words.anybody : one === 'signed' ? t.provenance.name[one] : words.and_above(t.provenance.name[one])}
                  </option>`,
                )}
              </select>
              <span class="hint" id="minimum-hint">${words.minimum_hint}</span>
            </div>`
      }
      <div class="field">
        <label for="folder">${words.folder}</label>
        <input id="folder" name="folder" maxlength="50" list="folders" autocomplete="off" .value=${field?.folder ?? ''} />
        <datalist id="folders">
          ${[...new Set(this.fields.map((one) => one.folder))].filter(Boolean).map((one) => html`<option value=${one}></option>`)}
        </datalist>
      </div>
      <div class="field">
        <label for="description">${words.description}</label>
        <textarea id="description" name="description" rows="2" maxlength="500" .value=${field?.description ?? ''}></textarea>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-field-dialog': ConsoleFieldDialog;
  }
}
