import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { sessionContext, wordsContext } from '../contexts/contexts.js';
import { addContactTag, type ContactDetail, removeContactTag } from '../data/contacts.js';
import { type ApiProblem, asProblem } from '../data/problem.js';
import type { Me } from '../data/session.js';
import '../elements/console-problem.js';
import { iconClose, iconPlus } from '../elements/icons.js';
import type { Words } from '../locale/words.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { surfaces } from '../styles/surfaces.js';

/**
 * The tags of a contact; who may, adds one and takes one away. The stream then tells every page that shows the contact.
 *
 * @summary Tags of a contact.
 * @tag console-contact-tags
 */
@customElement('console-contact-tags')
export class ConsoleContactTags extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-2);
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-1);
        list-style: none;
      }
      li {
        max-inline-size: 100%;
      }
      .tag {
        max-inline-size: 100%;
        padding-inline-end: 0.125rem;
      }
      .tag bdi {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .tag.alone {
        padding-inline-end: 0.5rem;
      }
      .tag button {
        inline-size: 1.5rem;
        min-block-size: 1.5rem;
        padding: 0;
        border-radius: var(--round-full);
      }
      .tag svg.icon {
        inline-size: 0.75rem;
        block-size: 0.75rem;
      }
      form {
        display: flex;
        gap: var(--gap-2);
      }
      form input {
        flex: 1;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @property({ attribute: false }) contact!: ContactDetail;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;

  async #do(act: () => Promise<unknown>, tags: string[]): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      await act();
      this.contact = { ...this.contact, tags };
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  }

  #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const tag = String(new FormData(form).get('tag') ?? '').trim();
    const { id, tags } = this.contact;
    const isThere = tags.some((one) => one.toLowerCase() === tag.toLowerCase());
    if (tag !== '' && !isThere) await this.#do(() => addContactTag(id, tag), [...tags, tag]);
    if (this.problem === null) form.reset();
  };

  #remove(tag: string): Promise<void> {
    const { id, tags } = this.contact;
    return this.#do(
      () => removeContactTag(id, tag),
      tags.filter((one) => one !== tag),
    );
  }

  override render() {
    const { t } = this.words;
    const { tags } = this.contact;
    const writer = may(this.me.user.role, 'contacts.write');
    return html`<section aria-label=${t.contact.tags}>
      <h3>${t.contact.tags}</h3>
      ${
        tags.length === 0
          ? html`<p class="soft">${t.contact.no_tags}</p>`
          : html`<ul role="list">
            ${tags.map(
              (tag) => html`<li>
                <span class="chip tag ${writer ? '' : 'alone'}"
                  ><bdi>${tag}</bdi>${
                    writer
                      ? html`<button
                        class="quiet"
                        aria-label=${t.records.contact.tag_remove(tag)}
                        ?disabled=${this.busy}
                        @click=${() => this.#remove(tag)}
                      >
                        ${iconClose}
                      </button>`
                      : nothing
                  }</span
                >
              </li>`,
            )}
          </ul>`
      }
      ${
        writer
          ? html`<form @submit=${this.#add}>
            <input name="tag" aria-label=${t.records.contact.tag_add} placeholder=${t.records.contact.tag_add} maxlength="50" autocomplete="off" />
            <button class="icon-only" aria-label=${t.records.contact.tag_add} ?disabled=${this.busy}>${iconPlus}</button>
          </form>`
          : nothing
      }
      <console-problem .problem=${this.problem}></console-problem>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-contact-tags': ConsoleContactTags;
  }
}
