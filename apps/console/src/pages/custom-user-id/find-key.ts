import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import { type KeySearchResult, searchForKeys } from '../../data/identity-policy.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import type { SpecialKey } from '../../data/special-keys.js';
import '../../elements/console-problem.js';
import { iconInfo, iconSearch, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { outsideLookStyles } from './outside-look.styles.js';

/**
 * Find my key: does a key of this bot stand in its own website, for everybody to read?
 *
 * @summary Looks for keys in the website's pages and scripts.
 * @tag console-find-key
 * @fires go-to-keys - The person wants to mark a key as compromised.
 */
@customElement('console-find-key')
export class ConsoleFindKey extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    outsideLookStyles,
    css`
      textarea {
        min-block-size: 4.5rem;
      }
      .field {
        max-inline-size: 28rem;
      }
      li {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) botId = '';
  @property({ attribute: false }) keys: readonly SpecialKey[] = [];
  @state() private result: KeySearchResult | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('textarea') private paths!: HTMLTextAreaElement;

  #search = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const paths = this.paths.value.split('\n').map((path) => path.trim());
    this.busy = true;
    this.problem = null;
    this.result = null;
    try {
      this.result = await searchForKeys(
        this.botId,
        paths.filter((path) => path !== ''),
      );
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { search } = this.words.t.proofs;
    return html`
      <h3>${search.title}</h3>
      <p class="soft">${search.lead}</p>
      <form @submit=${this.#search}>
        <div class="field">
          <label for="paths">${search.paths} <span class="soft">${this.words.t.common.optional}</span></label>
          <textarea id="paths" class="mono" maxlength="2100" spellcheck="false" autocapitalize="none" aria-describedby="paths-hint"></textarea>
          <span class="hint" id="paths-hint">${search.paths_hint}</span>
        </div>
        <div class="row"><button ?disabled=${this.busy}>${iconSearch}${search.action}</button></div>
      </form>
      <div class="stack" role="status">
        ${this.busy ? html`<p class="soft">${search.busy}</p>` : nothing}
        <console-problem .problem=${this.problem}></console-problem>
        ${this.result === null ? nothing : this.#result(this.result)}
      </div>
    `;
  }

  #result({ found, pages, scripts, complete, unread }: KeySearchResult) {
    const { search } = this.words.t.proofs;
    return html`
      ${found.length === 0 ? html`<div class="note">${iconInfo}<div>${search.clean}</div></div>` : this.#found(found)}
      <p class="soft small">${search.looked(pages, scripts)} ${complete ? nothing : search.incomplete}</p>
      ${
        unread.length === 0
          ? nothing
          : html`<div class="small">
              ${search.unread}
              <ul>
                ${unread.map(({ url, why }) => html`<li><code>${url}</code>: ${search.why[why]}</li>`)}
              </ul>
            </div>`
      }
    `;
  }

  #found(found: KeySearchResult['found']) {
    const { search } = this.words.t.proofs;
    // A retired key may be restored, and its sessions live on: only a compromised one is past all harm.
    const isDead = found.every(({ key_id }) => this.keys.find(({ id }) => id === key_id)?.state === 'compromised');
    return html`<div class="note ${isDead ? 'warn' : 'bad'}">
      ${iconWarning}
      <div class="stack">
        <p><strong>${isDead ? search.found_dead : search.found}</strong></p>
        <ul>
          ${found.map(({ url, key_id, form }) => {
            const ending = this.keys.find(({ id }) => id === key_id)?.ending ?? '';
            return html`<li>${search.where(ending)} <code>${url}</code> (${search.forms[form]})</li>`;
          })}
        </ul>
        ${
          isDead
            ? nothing
            : html`<p>${search.what_to_do}</p>
                <p><button type="button" @click=${() => this.dispatchEvent(new Event('go-to-keys'))}>${search.mark}</button></p>`
        }
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-find-key': ConsoleFindKey;
  }
}
