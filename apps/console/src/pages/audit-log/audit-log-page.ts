import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { routerContext, wordsContext } from '../../contexts/contexts.js';
import { type AuditFilter, type AuditLogEntry, fetchAudit } from '../../data/logs.js';
import { fetchMembers } from '../../data/members.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import { pageHead } from '../../elements/page-head.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import type { Router } from '../../router/router.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/** Parts of the address that narrow the list. */
const FILTERS = ['who', 'what', 'from', 'to'] as const;
const DAY_MS = 24 * 3_600_000;

/** The beginning of a day as the reader's clock has it; undefined for what is no day. */
const beginningOf = (day: string | null, plusMs = 0): string | undefined => {
  const at = new Date(`${day}T00:00`);
  return day === null || Number.isNaN(at.getTime()) ? undefined : new Date(at.getTime() + plusMs).toISOString();
};

/**
 * Who did what in the workspace, and when.
 *
 * @summary The audit log.
 * @tag console-audit-log-page
 */
@customElement('console-audit-log-page')
export class ConsoleAuditLogPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .filter {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr));
        gap: var(--gap-3);
      }
      .acts {
        padding-block: var(--gap-2);
        gap: 0;
        list-style: none;
      }
      .acts li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 var(--gap-3);
        padding-block: var(--gap-2);
      }
      .acts li + li {
        border-block-start: 1px solid var(--line);
      }
      .acts details {
        grid-column: 1 / -1;
        overflow-wrap: anywhere;
      }
      summary {
        inline-size: fit-content;
        min-block-size: 1.5rem;
        cursor: pointer;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: routerContext }) router!: Router;
  @property({ attribute: false }) query = new URLSearchParams();
  @state() private problem: ApiProblem | null = null;
  private log = new Remote(
    this,
    (signal, ..._narrowed: string[]) => fetchAudit(this.#narrowed, null, signal),
    () => FILTERS.map((name) => this.query.get(name) ?? ''),
  );
  private members = new Remote(
    this,
    (signal) => fetchMembers(null, signal),
    () => [],
  );

  get #narrowed(): AuditFilter {
    const { query } = this;
    return {
      userId: query.get('who') || undefined,
      action: query.get('what') || undefined,
      from: beginningOf(query.get('from')),
      // The whole of the last day is meant.
      to: beginningOf(query.get('to'), DAY_MS),
    };
  }

  #filter(name: (typeof FILTERS)[number], event: Event): void {
    const { value } = event.target as HTMLInputElement | HTMLSelectElement;
    const query = Object.fromEntries(FILTERS.map((one) => [one, one === name ? value : this.query.get(one)]));
    this.router.go(hrefTo('audit_log', undefined, query), { replace: true });
  }

  #more = async (): Promise<void> => {
    const known = this.log.value;
    if (known === undefined || known.next === null) return;
    const { query } = this;
    this.problem = null;
    try {
      const page = await fetchAudit(this.#narrowed, known.next);
      if (query === this.query) this.log.set({ items: [...known.items, ...page.items], next: page.next });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  };

  override render() {
    const { t } = this.words;
    const words = t.records.audit;
    const page = this.log.value;
    const { query } = this;
    return html`<div class="page">
      ${pageHead({ title: words.title, lead: words.lead })}
      <div class="filter" role="search">
        <div class="field">
          <label for="who">${words.who}</label>
          <select id="who" @change=${(event: Event) => this.#filter('who', event)}>
            <option value="">${words.everybody}</option>
            ${this.members.value?.items.map((one) => html`<option value=${one.id} ?selected=${one.id === query.get('who')}>${one.name}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="what">${words.what}</label>
          <select id="what" @change=${(event: Event) => this.#filter('what', event)}>
            <option value="">${words.everything}</option>
            ${Object.entries(words.actions).map(([action, said]) => html`<option value=${action} ?selected=${action === query.get('what')}>${said}</option>`)}
          </select>
        </div>
        ${(['from', 'to'] as const).map(
          (name) => html`<div class="field">
            <label for=${name}>${words[name]}</label>
            <input id=${name} type="date" .value=${query.get(name) ?? ''} @change=${(event: Event) => this.#filter(name, event)} />
          </div>`,
        )}
      </div>
      ${this.log.problem ? html`<console-problem .problem=${this.log.problem} retryable @retry=${() => this.log.reload()}></console-problem>` : nothing}
      ${page === undefined && this.log.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing}
      ${page === undefined ? nothing : this.#list(page.items)}
      <console-problem .problem=${this.problem}></console-problem>
      ${page !== undefined && page.next !== null ? html`<p><button @click=${this.#more}>${t.common.more}</button></p>` : nothing}
    </div>`;
  }

  #list(entries: readonly AuditLogEntry[]) {
    const words = this.words.t.records.audit;
    if (entries.length > 0) {
      return html`<ul class="card acts" role="list">
        ${entries.map((entry) => this.#row(entry))}
      </ul>`;
    }
    const filtered = this.query.size > 0;
    return html`<div class="card" role="status">
      <p>${filtered ? words.none : words.empty}</p>
      ${filtered ? html`<p><a class="button" href=${hrefTo('audit_log')}>${words.all}</a></p>` : nothing}
    </div>`;
  }

  #row(entry: AuditLogEntry) {
    const words = this.words.t.records.audit;
    const known: Readonly<Record<string, string>> = words.actions;
    const said = Object.hasOwn(known, entry.action) ? known[entry.action] : entry.action;
    return html`<li>
      <span>${said}</span>
      <span class="soft small"><console-time .at=${entry.at}></console-time></span>
      <span class="soft small"><bdi>${entry.user_name ?? (entry.user_id === null ? words.terminal : words.gone)}</bdi></span>
      <details class="soft small">
        <summary>${words.details}</summary>
        <p><code>${entry.action}</code> · ${words.target} <code>${entry.target_id}</code></p>
        ${
          entry.detail === null
            ? nothing
            : html`<p>${Object.entries(entry.detail).map(([name, value]) => html`<code>${name}: ${value}</code> `)}</p>`
        }
      </details>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-audit-log-page': ConsoleAuditLogPage;
  }
}
