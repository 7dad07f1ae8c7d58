import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import {
  type BackgroundJob,
  type BackgroundJobFigures,
  dropJob,
  fetchJobFigures,
  fetchParkedJobs,
  replayAllJobs,
  replayJob,
} from '../../data/background-jobs.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-confirm.js';
import type { ConsoleConfirm } from '../../elements/console-confirm.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import { pageHead } from '../../elements/page-head.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * What is done in the background: how much waits, and what was given up, to be tried again or dropped.
 *
 * @summary The background jobs of a workspace.
 * @tag console-background-jobs-page
 */
@customElement('console-background-jobs-page')
export class ConsoleBackgroundJobsPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .figures {
        display: flex;
        flex-wrap: wrap;
        gap: var(--gap-2) var(--gap-6);
      }
      .figures dt {
        color: var(--ink-soft);
      }
      .figures dd {
        margin: 0;
        font-variant-numeric: tabular-nums;
      }
      .jobs {
        display: grid;
        gap: var(--gap-4);
        list-style: none;
      }
      .about {
        flex: 1 1 16rem;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: noticesContext }) notices!: Notices;
  @query('console-confirm') private confirm!: ConsoleConfirm;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  private figures = new Remote(
    this,
    (signal) => fetchJobFigures(signal),
    () => [],
  );
  private jobs = new Remote(
    this,
    (signal) => fetchParkedJobs(null, signal),
    () => [],
  );

  async #reload(): Promise<void> {
    await Promise.all([this.figures.reload(), this.jobs.reload()]);
  }

  async #act(act: () => Promise<string>): Promise<void> {
    this.problem = null;
    this.busy = true;
    try {
      this.notices.say(await act());
      await this.#reload();
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  }

  #replayAll = (): Promise<void> => this.#act(async () => this.words.t.records.jobs.all_said(await replayAllJobs()));

  #replay(job: BackgroundJob): Promise<void> {
    return this.#act(async () => {
      await replayJob(job.id);
      return this.words.t.records.jobs.again_said;
    });
  }

  #drop(job: BackgroundJob): void {
    const words = this.words.t.records.jobs;
    void this.confirm.ask({
      title: words.drop_title,
      body: words.drop_body,
      action: words.drop,
      danger: true,
      run: async () => {
        await dropJob(job.id);
        this.notices.say(words.drop_said);
        await this.#reload();
      },
    });
  }

  #more = async (): Promise<void> => {
    const known = this.jobs.value;
    if (known === undefined || known.next === null) return;
    this.problem = null;
    try {
      const page = await fetchParkedJobs(known.next);
      this.jobs.set({ items: [...known.items, ...page.items], next: page.next });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  };

  override render() {
    const { t } = this.words;
    const words = t.records.jobs;
    const page = this.jobs.value;
    const problem = this.jobs.problem ?? this.figures.problem;
    return html`<div class="page">
      ${pageHead({
        title: words.title,
        lead: words.lead,
        actions:
          page !== undefined && page.items.length > 1
            ? html`<button ?disabled=${this.busy} @click=${this.#replayAll}>${words.all}</button>`
            : undefined,
      })}
      ${problem ? html`<console-problem .problem=${problem} retryable @retry=${() => this.#reload()}></console-problem>` : nothing}
      <console-problem .problem=${this.problem}></console-problem>
      ${this.figures.value === undefined ? nothing : this.#figures(this.figures.value)}
      ${page === undefined && this.jobs.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing}
      ${page?.items.length === 0 ? html`<div class="card" role="status"><p>${words.empty}</p></div>` : nothing}
      <ul class="jobs" role="list">
        ${page?.items.map((job) => this.#job(job))}
      </ul>
      ${page !== undefined && page.next !== null ? html`<p><button class="compact" @click=${this.#more}>${t.common.more}</button></p>` : nothing}
      <console-confirm></console-confirm>
    </div>`;
  }

  #figures({ waiting, running, parked, oldest_due_at }: BackgroundJobFigures) {
    const words = this.words.t.records.jobs;
    const of = (name: string, value: number) =>
      html`<div><dt>${name}</dt><dd><strong>${this.words.number(value)}</strong></dd></div>`;
    return html`<div class="card">
      <dl class="figures">${of(words.waiting, waiting)}${of(words.running, running)}${of(words.parked, parked)}</dl>
      <p class="soft small">
        ${oldest_due_at === null ? words.none_overdue : html`${words.overdue} <console-time .at=${oldest_due_at}></console-time>`}
      </p>
    </div>`;
  }

  #job(job: BackgroundJob) {
    const words = this.words.t.records.jobs;
    const kinds: Readonly<Record<string, string>> = words.kinds;
    const codes: Readonly<Record<string, { what: string; fix: string }>> = words.codes;
    const what = (Object.hasOwn(kinds, job.kind) ? kinds[job.kind] : undefined) ?? words.kinds.other;
    const said = Object.hasOwn(codes, job.error_code) ? codes[job.error_code] : undefined;
    return html`<li class="card">
      <div class="row spread">
        <div class="about">
          <h2>${what}</h2>
          <p>${said?.what ?? html`<code>${job.error_code}</code>`}</p>
          ${job.error_detail === null ? nothing : html`<p class="small">${words.said} <q lang="en">${job.error_detail}</q></p>`}
          <p><strong>${words.fix}</strong> ${said?.fix ?? words.other}</p>
        </div>
        <div class="row">
          <button class="compact" aria-label=${words.again_one(what)} ?disabled=${this.busy} @click=${() => this.#replay(job)}>${words.again}</button>
          <button class="compact danger" aria-label=${words.drop_one(what)} ?disabled=${this.busy} @click=${() => this.#drop(job)}>${words.drop}</button>
        </div>
      </div>
      <p class="soft small">
        <code>${job.kind}</code> · <code>${job.error_code}</code> · ${words.attempts(job.attempts)} · ${words.due}
        <console-time .at=${job.due_at}></console-time> · ${words.given_up} <console-time .at=${job.parked_at}></console-time>
      </p>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-background-jobs-page': ConsoleBackgroundJobsPage;
  }
}
