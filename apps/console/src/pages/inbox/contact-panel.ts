import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '../../contact/contact-facts.js';
import { contactName } from '../../contact/contact-name.js';
import { streamContext, wordsContext } from '../../contexts/contexts.js';
import { fetchContact } from '../../data/contacts.js';
import { Remote } from '../../data/remote.js';
import type { WorkspaceStream } from '../../data/workspace-stream.js';
import '../../elements/console-problem.js';
import { iconClose } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Who the conversation is with, beside it.
 *
 * @summary The contact of a conversation.
 * @tag console-contact-panel
 * @fires hide-contact - The panel is to go; only where it is drawn over the thread.
 */
@customElement('console-contact-panel')
export class ConsoleContactPanel extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-block-size: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--gap-2);
        min-block-size: 3.25rem;
        padding-inline: var(--gap-4) var(--gap-2);
      }
      .inside {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-4);
        padding: 0 var(--gap-4) var(--gap-5);
      }
      .close {
        display: none;
      }
      :host([drawn]) .close {
        display: inline-flex;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: streamContext }) stream!: WorkspaceStream;
  @property({ attribute: false }) contactId = '';
  @property({ type: Boolean, reflect: true }) drawn = false;
  private contact = new Remote(
    this,
    (signal, id: string) => fetchContact(id, signal),
    () => [this.contactId],
  );
  #unlisten: (() => void) | undefined;
  #opener: Element | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unlisten = this.stream.listen({
      event: (event) => {
        if (event.type === 'contact' && event.contact_id === this.contactId) void this.contact.reload();
      },
      resync: () => void this.contact.reload(),
    });
    this.addEventListener('keydown', this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unlisten?.();
    this.removeEventListener('keydown', this.#key);
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has('drawn')) return;
    if (this.drawn) {
      this.#opener = deepActive();
      this.renderRoot.querySelector<HTMLElement>('.close')?.focus();
    } else if (this.#opener instanceof HTMLElement) this.#opener.focus();
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.drawn) this.#hide();
  };

  #hide = (): void => {
    this.dispatchEvent(new Event('hide-contact'));
  };

  override render() {
    const { t } = this.words;
    const contact = this.contact.value;
    return html`
      <header>
        <h2>${t.contact.one}</h2>
        <button class="quiet compact icon-only close" aria-label=${t.common.close} @click=${this.#hide}>${iconClose}</button>
      </header>
      <div class="inside">
        ${this.contact.problem ? html`<console-problem .problem=${this.contact.problem} retryable @retry=${() => this.contact.reload()}></console-problem>` : nothing}
        ${
          contact === undefined
            ? this.contact.loading
              ? html`<div class="skeleton" aria-busy="true"></div>`
              : nothing
            : html`<p><a href=${hrefTo('contact', { contact_id: contact.id })}><bdi>${contactName(contact, t)}</bdi></a></p>
                <console-contact-facts .contact=${contact}></console-contact-facts>`
        }
      </div>
    `;
  }
}

/** The focused element, through shadow roots. */
const deepActive = (): Element | null => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
};

declare global {
  interface HTMLElementTagNameMap {
    'console-contact-panel': ConsoleContactPanel;
  }
}
