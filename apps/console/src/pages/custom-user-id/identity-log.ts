import { consume } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Notices, noticesContext, routerContext, wordsContext } from '../../contexts/contexts.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import {
  exportIdentityLog,
  fetchIdentityLog,
  type IdentityLogEntry,
  type IdentityLogFilter,
  type SpecialKey,
} from '../../data/special-keys.js';
import '../../diagnosis/console-diagnosis.js';
import type { DiagnosisTexts } from '../../diagnosis/diagnosis.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import { iconForward } from '../../elements/icons.js';
import { saveFile } from '../../elements/save-file.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import type { Router } from '../../router/router.js';
import type { Backend } from '../../snippets/snippets.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { identityLogStyles } from './identity-log.styles.js';
import './log-filter.js';
import type { LogNarrowing, NarrowedEvent } from './log-filter.js';
import { mergeLog } from './merge-log.js';

/** How often the log is asked for news while somebody looks at it. */
const POLL_MS = 4_000;

type Shown = IdentityLogEntry['verdict'] | 'all';
const SHOWN: readonly Shown[] = ['refused', 'verified', 'superseded', 'all'];

/**
 * The identity log of a bot, live: who was refused, why, and which line to change. A request id named in the address is
 * marked and opened, or waited for: the diagnosis is made after the answer was sent.
 *
 * @summary The latest identifications.
 * @tag console-identity-log
 */
@customElement('console-identity-log')
export class ConsoleIdentityLog extends LitElement {
  static override styles = [base, controls, surfaces, identityLogStyles];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: routerContext }) router!: Router;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) botId = '';
  @property({ attribute: false }) keys: readonly SpecialKey[] = [];
  @property({ attribute: false }) texts!: DiagnosisTexts;
  @property() backend: Backend = 'php';
  /** The request to look for. */
  @property({ attribute: false }) requestId: string | null = null;
  @state() private filter: Shown = 'refused';
  @state() private narrowing: LogNarrowing = {};
  @state() private exporting = false;
  @state() private rows: readonly IdentityLogEntry[] | null = null;
  @state() private named: readonly IdentityLogEntry[] = [];
  /** The latest that was verified with a warning: it stands among the refusals, since it is as wrong. */
  @state() private warned: readonly IdentityLogEntry[] = [];
  @state() private next: string | null = null;
  @state() private problem: ApiProblem | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #abort = new AbortController();
  #scrolled = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#abort = new AbortController();
    this.#timer = setInterval(this.#poll, POLL_MS);
    document.addEventListener('visibilitychange', this.#poll);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#poll);
    this.#abort.abort();
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('botId') || changed.has('filter') || changed.has('narrowing')) {
      this.rows = null;
      this.next = null;
      this.warned = [];
      this.#restart();
    } else if (changed.has('requestId')) {
      this.named = [];
      this.#scrolled = false;
      this.#restart();
    }
  }

  override updated(): void {
    if (this.#scrolled || this.requestId === null) return;
    const marked = this.renderRoot.querySelector('.marked');
    if (marked === null) return;
    this.#scrolled = true;
    marked.scrollIntoView({ block: 'center' });
  }

  /** Asks at once, dropping what an earlier question may still answer. */
  #restart(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    void this.#fetch();
  }

  #poll = (): void => {
    if (document.visibilityState === 'visible') void this.#fetch();
  };

  async #fetch(): Promise<void> {
    const { signal } = this.#abort;
    const wanted = this.#wanted;
    const isNarrowed = Object.values(this.narrowing).some((one) => one !== undefined);
    try {
      const [page, named, verified] = await Promise.all([
        fetchIdentityLog(this.botId, wanted, {}, signal),
        this.requestId === null
          ? null
          : fetchIdentityLog(this.botId, { requestId: this.requestId }, { limit: 10 }, signal),
        wanted.verdict === 'refused' && !isNarrowed
          ? fetchIdentityLog(this.botId, { verdict: 'verified' }, {}, signal)
          : null,
      ]);
      if (signal.aborted) return;
      if (this.rows === null) this.next = page.next;
      this.rows = mergeLog(this.rows ?? [], page.items);
      this.named = named?.items ?? [];
      this.warned = (verified?.items ?? []).filter(({ diagnosis }) => diagnosis !== null).slice(0, 1);
      this.problem = null;
    } catch (reason) {
      if (!signal.aborted) this.problem = asProblem(reason);
    }
  }

  #older = async (): Promise<void> => {
    const { signal } = this.#abort;
    try {
      const page = await fetchIdentityLog(this.botId, this.#wanted, { before: this.next }, signal);
      if (signal.aborted) return;
      this.rows = mergeLog(this.rows ?? [], page.items);
      this.next = page.next;
    } catch (reason) {
      if (!signal.aborted) this.problem = asProblem(reason);
    }
  };

  get #wanted(): IdentityLogFilter {
    return { ...this.narrowing, verdict: this.filter === 'all' ? undefined : this.filter };
  }

  #export = async (): Promise<void> => {
    const { filters } = this.words.t.proofs;
    this.exporting = true;
    this.problem = null;
    try {
      const { csv, rows, complete } = await exportIdentityLog(this.botId, this.#wanted);
      saveFile('identity-log.csv', csv, 'text/csv');
      this.notices.say(complete ? filters.exported(rows) : filters.exported_part(rows));
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.exporting = false;
  };

  override render() {
    const { t } = this.words;
    const rows = mergeLog(this.rows ?? [], [...this.named, ...this.warned]);
    return html`
      <div class="row spread">
        <div class="row">
          <label for="verdict" class="small">${t.log.show}</label>
          <select
            id="verdict"
            @change=${(event: Event) => {
              this.filter = SHOWN.find((one) => one === (event.target as HTMLSelectElement).value) ?? 'refused';
            }}
          >
            ${SHOWN.map((one) => html`<option value=${one} ?selected=${one === this.filter}>${t.log.shown[one]}</option>`)}
          </select>
        </div>
        <div class="row">
          <span class="soft small live"><span class="dot" aria-hidden="true"></span>${t.log.live}</span>
          <button class="compact" ?disabled=${this.exporting} @click=${this.#export}>${t.proofs.filters.export}</button>
        </div>
      </div>
      <console-log-filter
        .texts=${this.texts}
        .narrowing=${this.narrowing}
        @narrowed=${(event: NarrowedEvent) => {
          this.narrowing = event.narrowing;
        }}
      ></console-log-filter>
      <console-problem .problem=${this.problem}></console-problem>
      ${this.#request()}
      ${
        this.rows === null
          ? this.problem === null
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : rows.length === 0
            ? html`<p class="soft">${this.#empty()}</p>`
            : html`<ul role="list">
                ${repeat(
                  rows,
                  (row) => row.id,
                  (row) => this.#row(row),
                )}
              </ul>`
      }
      ${this.next === null ? nothing : html`<p><button @click=${this.#older}>${t.common.more}</button></p>`}
    `;
  }

  #empty(): string {
    const { log, proofs } = this.words.t;
    if (Object.values(this.narrowing).some((one) => one !== undefined)) return proofs.filters.nothing;
    return this.filter === 'refused' ? log.no_refusals : log.nothing;
  }

  #request() {
    const { t } = this.words;
    if (this.requestId === null) return nothing;
    const found = this.named.length > 0;
    return html`<div class="note row spread" role="status">
      <span class="break">${found ? t.log.looking_at : t.log.waiting_for} <code>${this.requestId}</code></span>
      <a href=${hrefTo('custom_user_id', { bot_id: this.botId })}>${t.log.show_all}</a>
    </div>`;
  }

  #row(row: IdentityLogEntry) {
    const { t } = this.words;
    const marked = this.requestId !== null && row.request_id === this.requestId;
    const key = this.keys.find((one) => one.id === row.key_id);
    const isWarning = row.verdict === 'verified' && row.diagnosis !== null;
    const tone = isWarning ? 'warn' : { verified: 'good', refused: 'bad', superseded: '' }[row.verdict];
    return html`<li class=${marked ? 'marked' : ''}>
      <details ?open=${marked}>
        <summary>
          <span class="turn">${iconForward}</span>
          <span class="chip ${tone}">${t.log.verdicts[row.verdict]}</span>
          <span class="title">${this.#title(row)}</span>
          ${row.count > 1 ? html`<span class="chip" title=${t.log.alike(row.count)}>×${this.words.number(row.count)}</span>` : nothing}
          <span class="meta soft small"><bdi>${row.masked_id}</bdi> · <console-time .at=${row.at}></console-time></span>
        </summary>
        <div class="inside">
          ${
            row.verdict !== 'refused' && !isWarning
              ? nothing
              : html`<console-diagnosis
                  untitled
                  .texts=${this.texts}
                  .code=${row.diagnosis ?? 'unknown'}
                  .variant=${row.variant}
                  .backend=${this.backend}
                ></console-diagnosis>`
          }
          ${row.would_be_refused ? html`<p><span class="chip warn">${t.proofs.filters.would_be_refused}</span></p>` : nothing}
          ${row.verdict === 'superseded' ? html`<p>${t.log.superseded}</p>` : nothing}
          <dl class="small">
            <div><dt>${t.log.at}</dt><dd>${this.words.full(new Date(row.at))}</dd></div>
            <div><dt>${t.log.request}</dt><dd><code>${row.request_id}</code></dd></div>
            <div><dt>${t.log.origin}</dt><dd>${row.origin === null ? t.log.no_origin : html`<code>${row.origin}</code>`}</dd></div>
            ${key === undefined ? nothing : html`<div><dt>${t.log.key}</dt><dd>…${key.ending} (${t.keys.states[key.state]})</dd></div>`}
            <div><dt>${t.log.digest}</dt><dd><code>${row.id_digest}</code> <button class="quiet compact" @click=${() => this.#ofUser(row)}>${t.proofs.filters.same_user}</button></dd></div>
          </dl>
        </div>
      </details>
    </li>`;
  }

  #ofUser({ id_digest: idDigest }: IdentityLogEntry): void {
    this.filter = 'all';
    this.narrowing = { idDigest };
  }

  #title(row: IdentityLogEntry): string {
    const { t } = this.words;
    if (row.verdict === 'verified' && row.diagnosis === null) return t.log.titles.verified;
    if (row.verdict === 'superseded') return t.log.titles.superseded;
    return row.diagnosis === null ? t.log.titles.pending : this.texts[row.diagnosis].title;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-identity-log': ConsoleIdentityLog;
  }
}
