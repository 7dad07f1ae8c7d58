import { consume } from '@lit/context';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { wordsContext } from '../contexts/contexts.js';
import type { Words } from '../locale/words.js';
import { base } from '../styles/base.js';
import { surfaces } from '../styles/surfaces.js';
import { iconShield } from './icons.js';

/**
 * Says whether a contact's id was proved. Positive only where it was: everything else is said in plain grey.
 *
 * @summary Verified, identified without proof, or guest.
 * @tag console-verified
 */
@customElement('console-verified')
export class ConsoleVerified extends LitElement {
  static override styles = [
    base,
    surfaces,
    css`
      :host {
        display: inline-block;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) contact!: { is_guest: boolean; verified_at: string | null };
  /** Only the shield, with the word for screen readers, where room is short. */
  @property({ type: Boolean }) brief = false;

  override render() {
    const { t } = this.words;
    const { is_guest, verified_at } = this.contact;
    if (verified_at !== null) {
      const when = this.words.full(new Date(verified_at));
      return html`<span class="chip good" title="${t.contact.verified_on(when)}"
        >${iconShield}<span class=${this.brief ? 'hidden-visually' : ''}>${t.contact.verified}</span></span
      >`;
    }
    return html`<span class="chip">${is_guest ? t.contact.guest : t.contact.not_verified}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-verified': ConsoleVerified;
  }
}
