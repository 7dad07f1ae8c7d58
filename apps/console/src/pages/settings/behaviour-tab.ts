import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { type Guard, guardContext, type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import { type Bot, fetchFlows } from '../../data/bots.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-problem.js';
import { iconInfo } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { BotSaver } from './bot-saver.js';

/**
 * Who may chat, and which flow greets whom.
 *
 * @summary Settings: Behaviour.
 * @tag console-behaviour-tab
 * @fires bot-changed - A change is stored.
 */
@customElement('console-behaviour-tab')
export class ConsoleBehaviourTab extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .field {
        max-inline-size: 28rem;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) bot!: Bot;
  @query('form') private form!: HTMLFormElement;
  private saver = new BotSaver(this);
  private flows = new Remote(
    this,
    (signal, botId: string) => fetchFlows(botId, signal),
    () => [this.bot.id],
  );

  #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.form);
    const flow = (name: string): string | null => String(fields.get(name) ?? '') || null;
    await this.saver.save({
      guests_allowed: fields.has('guests_allowed'),
      // A list that could not be fetched must not clear what is set.
      ...(this.flows.value === undefined
        ? {}
        : { guest_flow_id: flow('guest_flow_id'), known_flow_id: flow('known_flow_id') }),
    });
  };

  override render() {
    const { t } = this.words;
    const none = this.flows.value?.items.length === 0;
    return html`<form class="card" @submit=${this.#save}>
      <label class="check">
        <input type="checkbox" name="guests_allowed" .checked=${this.bot.guests_allowed} />
        <span><strong>${t.behaviour.guests}</strong><span class="hint">${t.behaviour.guests_how}</span></span>
      </label>
      <div class="stack">
        <header>
          <h2>${t.behaviour.flows}</h2>
          <p class="soft">${t.behaviour.flows_how}</p>
        </header>
        ${this.flows.problem ? html`<console-problem .problem=${this.flows.problem} retryable @retry=${() => this.flows.reload()}></console-problem>` : nothing}
        ${none ? html`<div class="note">${iconInfo}<div>${t.behaviour.no_flows}</div></div>` : nothing}
        ${this.#flow('guest_flow_id', t.behaviour.guest_flow)} ${this.#flow('known_flow_id', t.behaviour.known_flow)}
      </div>
      ${this.saver.render()}
      <div class="row"><button class="primary" ?disabled=${this.saver.busy}>${t.common.save}</button></div>
    </form>`;
  }

  #flow(name: 'guest_flow_id' | 'known_flow_id', label: string) {
    const { t } = this.words;
    const chosen = this.bot[name];
    const flows = this.flows.value?.items ?? [];
    return html`<div class="field">
      <label for=${name}>${label}</label>
      <select id=${name} name=${name} ?disabled=${this.flows.value === undefined}>
        <option value="" ?selected=${chosen === null}>${t.behaviour.no_flow}</option>
        ${flows.map(
          (
            flow,
          ) => html`<option value=${flow.id} ?selected=${flow.id === chosen} ?disabled=${flow.published_at === null && flow.id !== chosen}>
            ${flow.published_at === null ? t.behaviour.draft(flow.name) : flow.name}
          </option>`,
        )}
      </select>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-behaviour-tab': ConsoleBehaviourTab;
  }
}
