import type { MenuItem } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { wordsContext } from '../../contexts/contexts.js';
import type { FlowSummary } from '../../data/bots.js';
import { iconArrowDown, iconClose, iconPlus } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { Fields } from './fields.js';
import type { SettingsDesk } from './settings-desk.js';

export type ChoiceKind = MenuItem['kind'];

/** Most entries below one of the menu. */
const MOST_BELOW = 5;

/**
 * A list of things to choose from, each with what it does: conversation starters, or the menu with its second level. Moved by
 * buttons, so by keyboard as well.
 *
 * @summary Settings: starters and menu.
 * @tag console-choices-editor
 */
@customElement('console-choices-editor')
export class ConsoleChoicesEditor extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      ol {
        display: grid;
        gap: var(--gap-3);
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-3);
        padding: var(--gap-3);
        border: 1px solid var(--line);
        border-radius: var(--round-m);
      }
      li li {
        background: var(--sunken);
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(9rem, 100%), 1fr));
        gap: var(--gap-3);
      }
      .up svg {
        rotate: 180deg;
      }
      ol + button,
      ol:empty + button {
        margin-block-start: var(--gap-3);
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false, hasChanged: () => true }) desk!: SettingsDesk;
  /** Where the list is in the draft. */
  @property() path = '';
  @property({ attribute: false }) kinds: readonly ChoiceKind[] = ['say'];
  @property({ type: Number }) most = 4;
  @property({ attribute: false }) flows: readonly FlowSummary[] = [];

  #items(path: string): readonly MenuItem[] {
    return this.desk.read(path) as readonly MenuItem[];
  }

  #add(path: string): void {
    this.desk.edit(path, [...this.#items(path), { kind: 'say', id: newId(), label: '', text: '' }]);
  }

  #remove(path: string, at: number): void {
    this.desk.edit(
      path,
      this.#items(path).filter((_, i) => i !== at),
    );
  }

  async #move(path: string, from: number, to: number, event: Event): Promise<void> {
    const items = [...this.#items(path)];
    const [item] = items.splice(from, 1);
    if (item === undefined) return;
    items.splice(to, 0, item);
    const button = event.currentTarget as HTMLElement;
    this.desk.edit(path, items);
    await this.updateComplete;
    // The row has moved with its button: whoever moves it by keyboard can go on.
    button.focus();
  }

  #become(path: string, kind: ChoiceKind): void {
    const { id, label } = this.desk.read(path) as MenuItem;
    const flow = this.flows.find(({ published_at }) => published_at !== null);
    this.desk.edit(
      path,
      {
        say: { kind, id, label, text: '' },
        url: { kind, id, label, url: '' },
        flow: { kind, id, label, flow_id: flow?.id ?? '' },
        menu: { kind, id, label, items: [{ kind: 'say', id: newId(), label: '', text: '' }] },
      }[kind],
    );
  }

  override render() {
    return this.#list(this.path, this.kinds, this.most, this.words.t.webchat.form.add, '');
  }

  #list(path: string, kinds: readonly ChoiceKind[], most: number, add: string, above: string): TemplateResult {
    const items = this.#items(path);
    return html`<div>
      <ol role="list">
        ${repeat(
          items,
          ({ id }) => id,
          (item, i) => this.#item(path, item, i, items.length, kinds, above),
        )}
      </ol>
      ${
        items.length >= most
          ? nothing
          : html`<button type="button" class="compact add" @click=${() => this.#add(path)}>${iconPlus}${add}</button>`
      }
    </div>`;
  }

  #item(list: string, item: MenuItem, i: number, length: number, kinds: readonly ChoiceKind[], above: string) {
    const { form } = this.words.t.webchat;
    const path = `${list}.${i}`;
    const fields = new Fields(this.desk, this.words.t);
    const name = above === '' ? form.entry(i + 1) : `${above}.${i + 1}`;
    const button = (
      kind: string,
      label: string,
      icon: TemplateResult,
      disabled: boolean,
      act: (event: Event) => void,
    ) =>
      html`<button type="button" class="quiet icon-only compact ${kind}" aria-label="${label}: ${name}" title=${label} ?disabled=${disabled} @click=${act}>
        ${icon}
      </button>`;
    return html`<li>
      <div class="row spread">
        <strong>${name}</strong>
        <span class="row">
          ${button('up', form.up, iconArrowDown, i === 0, (event) => void this.#move(list, i, i - 1, event))}
          ${button('down', form.down, iconArrowDown, i === length - 1, (event) => void this.#move(list, i, i + 1, event))}
          ${button('remove', form.remove, iconClose, false, () => this.#remove(list, i))}
        </span>
      </div>
      <div class="pair">
        ${fields.text(`${path}.label`, form.label, { max: 40 })}
        <div class="field">
          <label for="kind-${item.id}">${form.kind}</label>
          <select
            id="kind-${item.id}"
            @change=${(event: Event) => this.#become(path, (event.target as HTMLSelectElement).value as ChoiceKind)}
          >
            ${kinds.map((kind) => html`<option value=${kind} .selected=${kind === item.kind}>${form.kinds[kind]}</option>`)}
          </select>
        </div>
      </div>
      ${this.#what(path, item, fields, name)}
    </li>`;
  }

  #what(path: string, item: MenuItem, fields: Fields, name: string): TemplateResult {
    const { form } = this.words.t.webchat;
    switch (item.kind) {
      case 'say':
        return fields.text(`${path}.text`, form.says, { max: 200 });
      case 'url':
        return fields.text(`${path}.url`, form.address, { max: 2000, placeholder: 'https://', mono: true });
      case 'flow':
        return fields.select(`${path}.flow_id`, form.flow, flowChoices(this.flows, item.flow_id, this.words));
      case 'menu':
        return this.#list(`${path}.items`, ['say', 'url', 'flow'], MOST_BELOW, `${form.add_below}`, name);
    }
  }
}

/** Flows to choose from: one that is not published cannot be chosen, unless it is already. */
export const flowChoices = (flows: readonly FlowSummary[], chosen: unknown, { t }: Words) =>
  flows.map(
    ({ id, name, published_at }) =>
      [id, published_at === null ? t.behaviour.draft(name) : name, published_at === null && id !== chosen] as const,
  );

/** Short, and not used twice in one bot. */
const newId = (): string => crypto.randomUUID().slice(0, 13);

declare global {
  interface HTMLElementTagNameMap {
    'console-choices-editor': ConsoleChoicesEditor;
  }
}
