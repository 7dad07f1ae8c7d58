import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { fieldText } from '../../contact/contact-facts.js';
import { type Notices, noticesContext, sessionContext, wordsContext } from '../../contexts/contexts.js';
import { fetchBot } from '../../data/bots.js';
import { deleteField, type FieldDefinition, type FieldScope, fetchFields } from '../../data/fields.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-confirm.js';
import type { ConsoleConfirm } from '../../elements/console-confirm.js';
import '../../elements/console-problem.js';
import { botPageHead } from '../../elements/bot-page-head.js';
import { iconPlus } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import './field-dialog.js';
import type { ConsoleFieldDialog } from './field-dialog.js';

/**
 * The fields of a bot's contacts, and of the bot itself, by folder.
 *
 * @summary Fields of a bot.
 * @tag console-fields-page
 */
@customElement('console-fields-page')
export class ConsoleFieldsPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .folder {
        color: var(--ink-soft);
        font-size: var(--text-s);
        font-weight: 600;
      }
      .fields {
        list-style: none;
      }
      .fields li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2) var(--gap-3);
        padding-block: var(--gap-3);
      }
      .fields li + li {
        border-block-start: 1px solid var(--line);
      }
      .about {
        flex: 1 1 14rem;
        display: grid;
        gap: var(--gap-1);
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) botId = '';
  @query('console-confirm') private confirm!: ConsoleConfirm;
  @query('console-field-dialog') private dialog!: ConsoleFieldDialog;
  private bot = new Remote(
    this,
    (signal, id: string) => fetchBot(id, signal),
    () => [this.botId],
  );
  private fields = new Remote(
    this,
    (signal, id: string) => fetchFields(id, signal),
    () => [this.botId],
  );

  #delete(field: FieldDefinition): void {
    const words = this.words.t.records.fields;
    void this.confirm.ask({
      title: words.remove_title(field.name),
      body: words.remove_body,
      action: words.remove,
      danger: true,
      run: async () => {
        await deleteField(this.botId, field.name);
        this.notices.say(words.removed);
        await this.fields.reload();
      },
    });
  }

  override render() {
    const { t } = this.words;
    const words = t.records.fields;
    const fields = this.fields.value;
    return html`<div class="page">
      ${botPageHead(this.bot.value, this.botId, t, words)}
      ${this.fields.problem ? html`<console-problem .problem=${this.fields.problem} retryable @retry=${() => this.fields.reload()}></console-problem>` : nothing}
      ${
        fields === undefined
          ? this.fields.loading
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : html`${this.#scope('user', fields)} ${this.#scope('bot', fields)}`
      }
      <console-field-dialog
        .botId=${this.botId}
        .fields=${fields ?? []}
        @field-changed=${() => this.fields.reload()}
      ></console-field-dialog>
      <console-confirm></console-confirm>
    </div>`;
  }

  #scope(scope: FieldScope, all: readonly FieldDefinition[]) {
    const words = this.words.t.records.fields;
    const fields = all.filter((field) => field.scope === scope);
    const folders = [...new Set(fields.map(({ folder }) => folder))].sort();
    return html`<section class="card" aria-labelledby=${scope}>
      <header>
        <div class="row spread">
          <h2 id=${scope}>${words.scopes[scope]}</h2>
          ${
            may(this.me.user.role, 'fields.write')
              ? html`<button class="compact add" @click=${() => this.dialog.open('put', null, scope)}>${iconPlus}${words.add}</button>`
              : nothing
          }
        </div>
        <p class="soft">${words.scope_what[scope]}</p>
      </header>
      ${fields.length === 0 ? html`<p>${words.none[scope]}</p>` : nothing}
      ${folders.map(
        (folder) => html`<div>
          ${folder === '' ? nothing : html`<h3 class="folder">${folder}</h3>`}
          <ul class="fields" role="list">
            ${fields.filter((field) => field.folder === folder).map((field) => this.#row(field))}
          </ul>
        </div>`,
      )}
    </section>`;
  }

  #row(field: FieldDefinition) {
    const { t } = this.words;
    const words = t.records.fields;
    const { name, minimum_provenance: least } = field;
    return html`<li>
      <div class="about">
        <span class="row">
          <code><strong>${name}</strong></code>
          <span class="chip">${words.types[field.type]}</span>
          ${field.page_writable ? html`<span class="chip warn">${words.page_chip}</span>` : nothing}
          ${
            field.scope === 'bot' || least === 'page'
              ? nothing
              : html`<span class="chip good">${least === 'signed' ? t.provenance.name[least] : words.and_above(t.provenance.name[least])}</span>`
          }
        </span>
        ${field.description === '' ? nothing : html`<span class="soft small">${field.description}</span>`}
        ${
          field.scope === 'user'
            ? nothing
            : field.value === null
              ? html`<span class="soft">${words.no_value}</span>`
              : html`<span dir="auto">${fieldText(field.value, this.words)}</span>`
        }
      </div>
      ${
        may(this.me.user.role, 'fields.write')
          ? html`<div class="row">
            <button class="compact" aria-label=${words.edit_of(name)} @click=${() => this.dialog.open('put', field)}>${words.edit}</button>
            <button class="compact" aria-label=${words.rename_of(name)} @click=${() => this.dialog.open('rename', field)}>${words.rename}</button>
            <button class="compact danger" aria-label=${words.remove_of(name)} @click=${() => this.#delete(field)}>${words.remove}</button>
          </div>`
          : nothing
      }
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-fields-page': ConsoleFieldsPage;
  }
}
