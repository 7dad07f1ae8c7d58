import { flowRef, type PageRights } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import type { FlowSummary } from '../../data/bots.js';
import '../../elements/console-code.js';
import { iconClose, iconPlus, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { flowChoices } from './choices-editor.js';
import { Fields } from './fields.js';
import type { SettingsDesk } from './settings-desk.js';

type PageFlow = PageRights['flows'][number];

const PATH = 'page_rights.flows';
/** As many as the contract takes. */
const MOST = 50;

/**
 * The flows a page may start, each under the name by which the page calls it, and the line that calls the first.
 *
 * @summary Settings: flows a page may start.
 * @tag console-page-flows
 */
@customElement('console-page-flows')
export class ConsolePageFlows extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      ul {
        display: grid;
        gap: var(--gap-3);
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--gap-2);
        align-items: start;
        padding: var(--gap-3);
        border: 1px solid var(--line);
        border-radius: var(--round-m);
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(9rem, 100%), 1fr));
        gap: var(--gap-3);
      }
      .note {
        grid-column: 1 / -1;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false, hasChanged: () => true }) desk!: SettingsDesk;
  @property({ attribute: false }) flows: readonly FlowSummary[] = [];

  get #rows(): readonly PageFlow[] {
    return this.desk.draft.page_rights.flows;
  }

  #add(): void {
    const taken = this.#rows.map(({ flow_id }) => flow_id);
    const published = this.flows.filter(({ published_at }) => published_at !== null);
    const flow = published.find(({ id }) => !taken.includes(id)) ?? published[0];
    if (flow === undefined) return;
    this.desk.edit(PATH, [...this.#rows, { ref: this.#freeRef(flow.name), flow_id: flow.id }]);
  }

  /** A name made of a flow's, which no other row has; nothing where none can be made of it. */
  #freeRef(name: string): string {
    const ref = name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40);
    return this.#rows.some((row) => row.ref === ref) ? '' : ref;
  }

  #remove(at: number): void {
    this.desk.edit(
      PATH,
      this.#rows.filter((_, i) => i !== at),
    );
  }

  override render() {
    const { form } = this.words.t.webchat;
    const rows = this.#rows;
    const callable = rows.find(({ ref }) => isRef(ref));
    const canAdd = this.flows.some(({ published_at }) => published_at !== null);
    return html`<fieldset class="stack">
      <legend>${form.page_flows}</legend>
      <p class="soft small">${form.page_flows_how}</p>
      ${rows.length === 0 ? nothing : html`<ul role="list">${rows.map((row, at) => this.#row(row, at))}</ul>`}
      ${
        rows.length >= MOST
          ? nothing
          : html`<div>
              <button type="button" class="compact" id="add-page-flow" ?disabled=${!canAdd} @click=${() => this.#add()}>
                ${iconPlus}${form.add_page_flow}
              </button>
              ${canAdd ? nothing : html`<p class="soft small">${form.no_page_flows}</p>`}
            </div>`
      }
      ${
        callable === undefined
          ? nothing
          : html`<console-code .code=${`$chatbot.startFlow('${callable.ref}');`} .label=${form.page_flow_call}></console-code>`
      }
    </fieldset>`;
  }

  #row({ ref, flow_id }: PageFlow, at: number) {
    const { t } = this.words;
    const { form, wrong } = t.webchat;
    const fields = new Fields(this.desk, t);
    const path = `${PATH}.${at}`;
    const isTwice = ref !== '' && this.#rows.filter((row) => row.ref === ref).length > 1;
    const sentence = isTwice ? wrong.ref_twice : isRef(ref) ? undefined : wrong.ref;
    const flow = this.flows.find(({ id }) => id === flow_id);
    return html`<li>
      <div class="pair">
        ${fields.text(`${path}.ref`, form.page_flow_ref, { max: 40, mono: true, ...(sentence !== undefined && { wrong: sentence }) })}
        ${fields.select(`${path}.flow_id`, form.flow, [
          ...(flow === undefined ? [[flow_id, t.webchat.value.gone] as const] : []),
          ...flowChoices(this.flows, flow_id, this.words),
        ])}
      </div>
      <button
        type="button"
        class="quiet icon-only compact remove"
        aria-label="${form.remove}: ${ref || form.entry(at + 1)}"
        title=${form.remove}
        @click=${() => this.#remove(at)}
      >
        ${iconClose}
      </button>
      ${flow?.published_at === null ? html`<div class="note warn">${iconWarning}<div>${form.page_flow_draft}</div></div>` : nothing}
    </li>`;
  }
}

const isRef = (typed: string): boolean => {
  const result = flowRef['~standard'].validate(typed);
  return !(result instanceof Promise) && !result.issues;
};

declare global {
  interface HTMLElementTagNameMap {
    'console-page-flows': ConsolePageFlows;
  }
}
