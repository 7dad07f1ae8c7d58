import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import { fetchBot } from '../../data/bots.js';
import { type FlowDetail, type FlowStep, fetchFlow } from '../../data/flows.js';
import { Remote } from '../../data/remote.js';
import { botPageHead } from '../../elements/bot-page-head.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/** What a step says to the visitor, or does to the contact, as its author wrote it. */
function linesOf(step: FlowStep): string[] {
  switch (step.kind) {
    case 'send_message':
      return step.blocks.map(({ text }) => text);
    case 'question':
      return [step.text, ...(step.save_to === undefined ? [] : [`→ ${step.save_to}`])];
    case 'action':
      return step.actions.map((one) =>
        one.kind === 'set_field'
          ? `${one.field} = ${one.value}`
          : one.kind === 'clear_field'
            ? `${one.field} =`
            : `${one.kind === 'add_tag' ? '+' : '−'} ${one.tag}`,
      );
    default:
      return [];
  }
}

/**
 * A flow as it is published, step by step, to be read: where the error log leads to.
 *
 * @summary The published version of a flow.
 * @tag console-flow-page
 */
@customElement('console-flow-page')
export class ConsoleFlowPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .steps {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-4);
        list-style: none;
      }
      .steps li:target,
      .steps li[aria-current] {
        outline: 2px solid var(--accent);
      }
      .said {
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--gap-1) var(--gap-3);
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) botId = '';
  @property({ attribute: false }) flowId = '';
  /** The step to look at; null: none in particular. */
  @property({ attribute: false }) stepId: string | null = null;
  #shown = '';
  private bot = new Remote(
    this,
    (signal, id: string) => fetchBot(id, signal),
    () => [this.botId],
  );
  private flow = new Remote(
    this,
    (signal, botId: string, flowId: string) => fetchFlow(botId, flowId, signal),
    () => [this.botId, this.flowId],
  );

  /** Brings the step into view once, when it is there: whoever scrolls on is not pulled back. */
  protected override updated(_changed: PropertyValues): void {
    const wanted = `${this.flowId} ${this.stepId}`;
    const step = this.renderRoot.querySelector('[aria-current]');
    if (step === null || this.#shown === wanted) return;
    this.#shown = wanted;
    step.scrollIntoView({ block: 'center' });
  }

  override render() {
    const { t } = this.words;
    const words = t.records.flow;
    const flow = this.flow.value;
    return html`<div class="page">
      ${botPageHead(this.bot.value, this.botId, t, { title: flow?.name ?? words.title })}
      ${this.flow.problem ? html`<console-problem .problem=${this.flow.problem} retryable @retry=${() => this.flow.reload()}></console-problem>` : nothing}
      ${flow === undefined && this.flow.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing}
      ${flow === undefined ? nothing : this.#flow(flow)}
    </div>`;
  }

  #flow({ graph, version, published_at }: FlowDetail) {
    const words = this.words.t.records.flow;
    if (graph === null || published_at === null) {
      return html`<div class="card" role="status"><p>${words.unpublished}</p></div>`;
    }
    const titles = new Map(graph.steps.map(({ id, title }) => [id, title ?? id]));
    const gone = this.stepId !== null && !titles.has(this.stepId);
    return html`<p class="soft">
        ${words.version(version)} · <console-time .at=${published_at}></console-time>
      </p>
      ${gone ? html`<div class="note warn" role="status"><div>${words.step_gone}</div></div>` : nothing}
      <ol class="steps" role="list" aria-label=${words.steps}>
        ${graph.steps.map((step) => this.#step(step, titles, step.id === graph.start))}
      </ol>`;
  }

  #step(step: FlowStep, titles: ReadonlyMap<string, string>, isStart: boolean) {
    const words = this.words.t.records.flow;
    const ports = Object.entries(step.ports ?? {});
    return html`<li class="card" aria-current=${step.id === this.stepId ? 'true' : nothing}>
      <div class="row spread">
        <h2>${step.title ?? step.id}</h2>
        <span class="row">
          ${isStart ? html`<span class="chip good">${words.start}</span>` : nothing}
          <span class="chip">${words.kinds[step.kind]}</span>
        </span>
      </div>
      ${step.title === undefined ? nothing : html`<p class="soft small"><code>${step.id}</code></p>`}
      ${linesOf(step).map((line) => html`<p class="said" dir="auto">${line}</p>`)}
      ${
        ports.length === 0
          ? nothing
          : html`<dl class="small">
              ${ports.map(([port, to]) => html`<dt class="soft"><code>${port}</code></dt><dd>→ ${titles.get(to) ?? to}</dd>`)}
            </dl>`
      }
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-flow-page': ConsoleFlowPage;
  }
}
