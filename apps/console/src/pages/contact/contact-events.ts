import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import { fetchContactEvents } from '../../data/contacts.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * What the website's pages told of a contact.
 *
 * @summary Events of a contact, paged.
 * @tag console-contact-events
 */
@customElement('console-contact-events')
export class ConsoleContactEvents extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      ul {
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: var(--gap-1) var(--gap-3);
        padding-block: var(--gap-2);
      }
      li + li {
        border-block-start: 1px solid var(--line);
      }
      .data {
        flex: 1 1 10rem;
        min-inline-size: 0;
        color: var(--ink-soft);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) contactId = '';
  @state() private problem: ApiProblem | null = null;
  private events = new Remote(
    this,
    (signal, id: string) => fetchContactEvents(id, null, signal),
    () => [this.contactId],
  );

  #more = async (): Promise<void> => {
    const known = this.events.value;
    if (known === undefined || known.next === null) return;
    const { contactId } = this;
    this.problem = null;
    try {
      const page = await fetchContactEvents(contactId, known.next);
      if (contactId === this.contactId) {
        this.events.set({ items: [...known.items, ...page.items], next: page.next });
      }
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  };

  override render() {
    const { t } = this.words;
    const page = this.events.value;
    return html`<section class="card" aria-labelledby="events">
      <header>
        <h2 id="events">${t.records.contact.events}</h2>
        <p class="soft">${t.records.contact.events_what}</p>
      </header>
      ${this.events.problem ? html`<console-problem .problem=${this.events.problem} retryable @retry=${() => this.events.reload()}></console-problem>` : nothing}
      ${page === undefined && this.events.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing}
      ${page?.items.length === 0 ? html`<p class="soft">${t.records.contact.no_events}</p>` : nothing}
      ${
        page === undefined || page.items.length === 0
          ? nothing
          : html`<ul role="list">
            ${page.items.map(
              (one) => html`<li>
                <code>${one.name}</code>
                <span class="data small"><bdi>${told(one.data)}</bdi></span>
                <span class="soft small"><console-time .at=${one.created_at}></console-time></span>
              </li>`,
            )}
          </ul>`
      }
      <console-problem .problem=${this.problem}></console-problem>
      ${page !== undefined && page.next !== null ? html`<p><button class="compact" @click=${this.#more}>${t.common.more}</button></p>` : nothing}
    </section>`;
  }
}

/** Names and values as they came. */
const told = (data: Readonly<Record<string, string | number | boolean | null>>): string =>
  Object.entries(data)
    .map(([name, value]) => `${name}: ${value}`)
    .join(' · ');

declare global {
  interface HTMLElementTagNameMap {
    'console-contact-events': ConsoleContactEvents;
  }
}
