import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sessionContext, wordsContext } from '../contexts/contexts.js';
import type { ContactDetail } from '../data/contacts.js';
import { Remote } from '../data/remote.js';
import type { Me } from '../data/session.js';
import { fetchSpecialKeys } from '../data/special-keys.js';
import '../elements/console-presence.js';
import '../elements/console-time.js';
import '../elements/console-verified.js';
import type { Words } from '../locale/words.js';
import { hrefTo } from '../router/paths.js';
import { base } from '../styles/base.js';
import { surfaces } from '../styles/surfaces.js';
import './contact-tags.js';

/**
 * Who a contact is and how that is known: the proof, and for each field where its value came from.
 *
 * @summary Identity, fields with provenance, tags.
 * @tag console-contact-facts
 */
@customElement('console-contact-facts')
export class ConsoleContactFacts extends LitElement {
  static override styles = [
    base,
    surfaces,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-5);
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-2);
      }
      dl {
        display: grid;
        gap: var(--gap-2);
      }
      dl div {
        display: grid;
        gap: 0.125rem;
      }
      dt {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2);
        color: var(--ink-soft);
        font-size: var(--text-s);
      }
      dt > :first-child {
        flex: 1;
      }
      dd {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      dd.plain {
        white-space: normal;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @property({ attribute: false }) contact!: ContactDetail;
  /** The key's ending; members who may not see keys are not told. */
  private key = new Remote(
    this,
    async (signal, botId: string, keyId: string) =>
      (await fetchSpecialKeys(botId, signal)).find((key) => key.id === keyId),
    () =>
      !may(this.me.user.role, 'keys.manage') || this.contact.verified_key_id === null
        ? null
        : [this.contact.bot_id, this.contact.verified_key_id],
  );

  override render() {
    return html`${this.#identity()} ${this.#fields()}
      <console-contact-tags .contact=${this.contact}></console-contact-tags>`;
  }

  #identity() {
    const { t } = this.words;
    const { contact } = this;
    const key = this.key.value;
    return html`<section aria-label=${t.contact.identity}>
      <h3>${t.contact.identity}</h3>
      <p class="row">
        <console-verified .contact=${contact}></console-verified>
        ${contact.blocked ? html`<span class="chip bad">${t.contact.blocked}</span>` : nothing}
      </p>
      <p class="soft small">
        ${
          contact.verified_at === null
            ? contact.is_guest
              ? t.contact.why_guest
              : t.contact.why_not_verified
            : contact.verified_by === null
              ? t.contact.how_verified
              : t.records.contact.verified_by[contact.verified_by]
        }
      </p>
      <dl>
        ${
          contact.verified_at === null
            ? nothing
            : html`<div><dt>${t.contact.verified}</dt><dd><console-time .at=${contact.verified_at}></console-time></dd></div>
                ${
                  key === undefined
                    ? nothing
                    : html`<div>
                      <dt>${t.records.contact.key}</dt>
                      <dd class="plain">
                        <a href=${hrefTo('custom_user_id', { bot_id: contact.bot_id })}>${t.records.contact.open_key(key.ending)}</a>
                      </dd>
                    </div>`
                }`
        }
        ${
          contact.custom_user_id === null
            ? nothing
            : html`<div><dt>${t.contact.custom_user_id}</dt><dd><code><bdi>${contact.custom_user_id}</bdi></code></dd></div>`
        }
        <div><dt>${t.contact.first_seen}</dt><dd><console-time .at=${contact.created_at}></console-time></dd></div>
        ${
          contact.last_seen_at === null && !contact.online
            ? nothing
            : html`<div><dt>${t.contact.last_seen}</dt><dd><console-presence as="cell" .of=${contact}></console-presence></dd></div>`
        }
      </dl>
    </section>`;
  }

  #fields() {
    const { t } = this.words;
    const { fields } = this.contact;
    return html`<section aria-label=${t.contact.fields}>
      <h3>${t.contact.fields}</h3>
      ${
        fields.length === 0
          ? html`<p class="soft">${t.contact.no_fields}</p>`
          : html`<dl>
              ${fields.map(
                (field) => html`<div>
                  <dt>
                    <span>${fieldLabel(field.name, this.words)}</span>
                    <span
                      class="chip ${field.provenance === 'signed' || field.provenance === 'server' ? 'good' : ''}"
                      title=${t.provenance.what[field.provenance]}
                      >${t.provenance.name[field.provenance]}</span
                    >
                    <console-time .at=${field.updated_at}></console-time>
                  </dt>
                  <dd dir="auto">${fieldText(field.value, this.words)}</dd>
                </div>`,
              )}
            </dl>`
      }
    </section>`;
  }
}

/** System attributes in the reader's language; a bot's own fields by the name they were given. */
export const fieldLabel = (name: string, { t }: Words): string => {
  const names: Readonly<Record<string, string>> = t.contact.attributes;
  return Object.hasOwn(names, name) ? (names[name] ?? name) : name;
};

export const fieldText = (value: string | number | boolean | null, words: Words): string => {
  if (value === null || value === '') return '–';
  if (typeof value === 'boolean') return value ? words.t.common.yes : words.t.common.no;
  return typeof value === 'number' ? words.number(value) : value;
};

declare global {
  interface HTMLElementTagNameMap {
    'console-contact-facts': ConsoleContactFacts;
  }
}
