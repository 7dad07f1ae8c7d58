import type { PreChatForm } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import { fetchFields } from '../../data/fields.js';
import { Remote } from '../../data/remote.js';
import { iconClose, iconPlus } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { Fields } from './fields.js';
import type { SettingsDesk } from './settings-desk.js';

const MOST = 5;
const OWN = ['name', 'email', 'phone'] as const;

/**
 * The questions before a guest's chat, and the box to tick.
 *
 * @summary Settings: the form before the chat.
 * @tag console-pre-chat-editor
 */
@customElement('console-pre-chat-editor')
export class ConsolePreChatEditor extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      li {
        display: grid;
        gap: var(--gap-3);
        padding: var(--gap-3);
        border: 1px solid var(--line);
        border-radius: var(--round-m);
      }
      ul {
        display: grid;
        gap: var(--gap-3);
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(9rem, 100%), 1fr));
        gap: var(--gap-3);
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false, hasChanged: () => true }) desk!: SettingsDesk;
  @property({ attribute: false }) botId = '';
  private definitions = new Remote(
    this,
    (signal, id: string) => fetchFields(id, signal),
    () => [this.botId],
  );

  get #form(): PreChatForm {
    return this.desk.read('behaviour.pre_chat') as PreChatForm;
  }

  #set(fields: PreChatForm['fields']): void {
    this.desk.edit('behaviour.pre_chat.fields', fields);
  }

  override render() {
    const { t } = this.words;
    const { form } = t.webchat;
    const fields = new Fields(this.desk, t);
    const { fields: asked, consent } = this.#form;
    const own = (this.definitions.value ?? []).filter(({ scope }) => scope === 'user').map(({ name }) => name);
    const free = [...OWN, ...own].filter((name) => !asked.some((one) => one.name === name));
    return html`<div class="stack">
      <ul role="list">
        ${asked.map((one, i) => {
          const path = `behaviour.pre_chat.fields.${i}`;
          const choices = [one.name, ...free].map((name) => [name, this.#nameOf(name)] as const);
          return html`<li>
            <div class="row spread">
              <strong>${form.ask_for} ${i + 1}</strong>
              <button
                type="button"
                class="quiet icon-only compact"
                aria-label="${form.remove}: ${form.ask_for} ${i + 1}"
                @click=${() => this.#set(asked.filter((_, at) => at !== i))}
              >
                ${iconClose}
              </button>
            </div>
            <div class="pair">
              ${fields.select(`${path}.name`, form.pre_chat_field, choices)}
              ${fields.text(`${path}.label`, form.pre_chat_label, { max: 80 })}
            </div>
            ${fields.check(`${path}.required`, form.required)}
          </li>`;
        })}
      </ul>
      ${
        asked.length >= MOST || free[0] === undefined
          ? nothing
          : html`<div>
              <button
                type="button"
                class="compact"
                @click=${() => this.#set([...asked, { name: free[0] ?? '', label: this.#nameOf(free[0] ?? ''), required: false }])}
              >
                ${iconPlus}${form.add}
              </button>
            </div>`
      }
      ${fields.toggle('consent-on', form.consent, consent !== null, (on) =>
        this.desk.edit('behaviour.pre_chat.consent', on ? { text: '', url: null } : null),
      )}
      ${
        consent === null
          ? nothing
          : html`${fields.text('behaviour.pre_chat.consent.text', form.consent_text, { max: 300 })}
            <div class="field">
              <label for="consent-url">${form.consent_url} <span class="soft">${t.common.optional}</span></label>
              <input
                id="consent-url"
                class="mono"
                placeholder="https://"
                aria-invalid=${this.desk.isWrong('behaviour.pre_chat.consent.url')}
                aria-describedby="consent-url-wrong"
                .value=${consent.url ?? ''}
                @input=${(event: Event) => this.desk.edit('behaviour.pre_chat.consent.url', (event.target as HTMLInputElement).value || null)}
              />
              <span class="wrong" id="consent-url-wrong">${this.desk.isWrong('behaviour.pre_chat.consent.url') ? t.webchat.wrong.url : nothing}</span>
            </div>`
      }
    </div>`;
  }

  #nameOf(name: string): string {
    const { attributes } = this.words.t.contact;
    return name in attributes ? attributes[name as keyof typeof attributes] : name;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-pre-chat-editor': ConsolePreChatEditor;
  }
}
