import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import { fetchBot } from '../../data/bots.js';
import { type ErrorLogCode, fetchErrorCodes } from '../../data/logs.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import { botPageHead } from '../../elements/bot-page-head.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import './error-places.js';

/**
 * What went wrong in a bot, by code: how often, when, and what to do.
 *
 * @summary The error log of a bot.
 * @tag console-error-log-page
 */
@customElement('console-error-log-page')
export class ConsoleErrorLogPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .codes {
        display: grid;
        gap: var(--gap-4);
        list-style: none;
      }
      .about {
        flex: 1 1 16rem;
        min-inline-size: 0;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) botId = '';
  @state() private open: ReadonlySet<string> = new Set();
  private bot = new Remote(
    this,
    (signal, id: string) => fetchBot(id, signal),
    () => [this.botId],
  );
  private codes = new Remote(
    this,
    (signal, id: string) => fetchErrorCodes(id, signal),
    () => [this.botId],
  );

  #toggle(code: string): void {
    const open = new Set(this.open);
    if (!open.delete(code)) open.add(code);
    this.open = open;
  }

  override render() {
    const { t } = this.words;
    const words = t.records.errors;
    const codes = this.codes.value;
    return html`<div class="page">
      ${botPageHead(this.bot.value, this.botId, t, words)}
      ${this.codes.problem ? html`<console-problem .problem=${this.codes.problem} retryable @retry=${() => this.codes.reload()}></console-problem>` : nothing}
      ${codes === undefined && this.codes.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing}
      ${codes?.length === 0 ? html`<div class="card" role="status"><p>${words.empty}</p></div>` : nothing}
      <ul class="codes" role="list">
        ${codes?.map((one) => this.#code(one))}
      </ul>
    </div>`;
  }

  #code({ code, count, places, first_at, last_at }: ErrorLogCode) {
    const words = this.words.t.records.errors;
    const known: Readonly<Record<string, { what: string; fix: string }>> = words.codes;
    const said = Object.hasOwn(known, code) ? known[code] : undefined;
    const open = this.open.has(code);
    return html`<li class="card">
      <div class="row spread">
        <div class="about">
          <h2>${said?.what ?? html`<code>${code}</code>`}</h2>
          <p><strong>${words.fix}</strong> ${said?.fix ?? words.other}</p>
        </div>
        <span class="chip warn">${words.times(count)}</span>
      </div>
      <p class="soft small">
        <code>${code}</code> · ${words.first} <console-time .at=${first_at}></console-time> · ${words.last}
        <console-time .at=${last_at}></console-time> · ${words.places}: ${this.words.number(places)}
      </p>
      <p>
        <button class="compact" aria-expanded=${open} @click=${() => this.#toggle(code)}>${open ? words.hide : words.show}</button>
      </p>
      ${open ? html`<console-error-places .botId=${this.botId} .code=${code}></console-error-places>` : nothing}
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-error-log-page': ConsoleErrorLogPage;
  }
}
