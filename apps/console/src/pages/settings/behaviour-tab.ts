import { type Behaviour, GUEST_HISTORIES } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sessionContext, wordsContext } from '../../contexts/contexts.js';
import type { Bot, fetchFlows } from '../../data/bots.js';
import type { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-problem.js';
import { iconInfo } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import './choices-editor.js';
import { flowChoices } from './choices-editor.js';
import { Fields } from './fields.js';
import './hours-editor.js';
import { OFFICE_HOURS } from './hours-editor.js';
import './page-fields.js';
import './page-flows.js';
import './pre-chat-editor.js';
import type { SettingsDesk } from './settings-desk.js';

/**
 * Who may chat, which flow greets whom, what opens by itself and what is offered, and what a page may do.
 *
 * @summary Settings: Behaviour.
 * @tag console-behaviour-tab
 */
@customElement('console-behaviour-tab')
export class ConsoleBehaviourTab extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
        gap: var(--gap-4);
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @property({ attribute: false }) bot!: Bot;
  @property({ attribute: false, hasChanged: () => true }) desk!: SettingsDesk;
  @property({ attribute: false, hasChanged: () => true }) flows!: Remote<
    [id: string],
    Awaited<ReturnType<typeof fetchFlows>>
  >;

  #put<K extends keyof Behaviour>(key: K, value: Behaviour[K]): void {
    this.desk.edit(`behaviour.${key}`, value);
  }

  override render() {
    const { t } = this.words;
    const { form, names, histories, display } = t.webchat;
    const fields = new Fields(this.desk, t);
    const { behaviour } = this.desk.draft;
    const flows = this.flows.value?.items ?? [];
    return html`<div class="stack">
      <section class="card" aria-labelledby="who">
        <h2 id="who">${form.who}</h2>
        ${fields.check('guests_allowed', t.behaviour.guests, t.behaviour.guests_how)}
        <div class="pair">
          ${fields.number('guest_limits.messages_per_minute', form.messages_per_minute, [1, 120])}
          ${fields.number('guest_limits.new_guests_per_minute', form.new_guests, [1, 600])}
        </div>
        ${fields.select(
          'behaviour.guest_history',
          form.history,
          GUEST_HISTORIES.map((one) => [one, histories[one]] as const),
        )}
      </section>

      <section class="card" aria-labelledby="flows">
        <header>
          <h2 id="flows">${t.behaviour.flows}</h2>
          <p class="soft">${t.behaviour.flows_how}</p>
        </header>
        ${this.flows.problem ? html`<console-problem .problem=${this.flows.problem} retryable @retry=${() => this.flows.reload()}></console-problem>` : nothing}
        ${this.flows.value?.items.length === 0 ? html`<div class="note">${iconInfo}<div>${t.behaviour.no_flows}</div></div>` : nothing}
        ${
          // A list that could not be fetched must not clear what is set.
          this.flows.value === undefined
            ? nothing
            : html`${this.#flow('guest_flow_id', t.behaviour.guest_flow)} ${this.#flow('known_flow_id', t.behaviour.known_flow)}
              ${this.#flow('identified_flow_id', form.identified, form.identified_how)}`
        }
      </section>

      <section class="card" aria-labelledby="greeting">
        <h2 id="greeting">${names['behaviour.greeting']}</h2>
        ${fields.toggle('greeting-on', form.greeting, behaviour.greeting !== null, (on) =>
          this.#put('greeting', on ? { text: t.display_style.sample_bot, after_seconds: 5, paths: [] } : null),
        )}
        ${
          behaviour.greeting === null
            ? nothing
            : html`${fields.text('behaviour.greeting.text', form.greeting_text, { max: 200 })}
              ${fields.number('behaviour.greeting.after_seconds', form.greeting_after, [0, 300])}
              ${fields.lines('behaviour.greeting.paths', form.only_on, display.paths_hint)}`
        }
      </section>

      <section class="card" aria-labelledby="opens">
        <h2 id="opens">${form.opens}</h2>
        <div class="pair">
          ${fields.number('behaviour.opens.after_seconds', form.opens_after, [0, 3600], null, form.opens_after_hint)}
          ${fields.number('behaviour.opens.after_scroll_percent', form.opens_scroll, [1, 100], null, form.opens_scroll_hint)}
        </div>
        ${fields.lines('behaviour.opens.paths', form.only_on, display.paths_hint)}
      </section>

      <section class="card" aria-labelledby="starters">
        <header>
          <h2 id="starters">${form.starters}</h2>
          <p class="soft">${form.starters_how}</p>
        </header>
        <console-choices-editor .desk=${this.desk} path="behaviour.starters" .kinds=${['say', 'flow']} .most=${4} .flows=${flows}></console-choices-editor>
      </section>

      <section class="card" aria-labelledby="menu">
        <header>
          <h2 id="menu">${form.menu}</h2>
          <p class="soft">${form.menu_how}</p>
        </header>
        <console-choices-editor .desk=${this.desk} path="behaviour.menu" .kinds=${['say', 'url', 'flow', 'menu']} .most=${5} .flows=${flows}></console-choices-editor>
      </section>

      <section class="card" aria-labelledby="pre-chat">
        <h2 id="pre-chat">${names['behaviour.pre_chat']}</h2>
        ${fields.toggle('pre-chat-on', form.pre_chat, behaviour.pre_chat !== null, (on) =>
          this.#put(
            'pre_chat',
            on ? { fields: [{ name: 'name', label: t.contact.attributes.name, required: true }], consent: null } : null,
          ),
        )}
        ${behaviour.pre_chat === null ? nothing : html`<console-pre-chat-editor .desk=${this.desk} .botId=${this.bot.id}></console-pre-chat-editor>`}
      </section>

      <section class="card" aria-labelledby="typing">
        <h2 id="typing">${form.typing}</h2>
        <div class="pair">
          ${fields.number('behaviour.typing.per_character_ms', form.per_character, [0, 100], null, form.per_character_hint)}
          ${fields.number('behaviour.typing.at_most_ms', form.at_most, [0, 8000])}
        </div>
      </section>

      <section class="card" aria-labelledby="hours">
        <h2 id="hours">${form.hours}</h2>
        ${fields.toggle(
          'hours-on',
          form.hours,
          behaviour.hours !== null,
          (on) => this.#put('hours', on ? OFFICE_HOURS(this.me.workspace.timezone, '') : null),
          form.hours_how,
        )}
        ${behaviour.hours === null ? nothing : html`<console-hours-editor .desk=${this.desk}></console-hours-editor>`}
      </section>

      <section class="card" aria-labelledby="rights">
        <header>
          <h2 id="rights">${form.rights}</h2>
          <p class="soft">${form.rights_how}</p>
        </header>
        ${fields.check('page_rights.track_events', form.events)}
        ${fields.lines('page_rights.tags', form.tags)}
        ${
          // Without the list of flows nobody could say which one a name starts.
          this.flows.value === undefined
            ? nothing
            : html`<console-page-flows .desk=${this.desk} .flows=${flows}></console-page-flows>`
        }
        <console-page-fields .botId=${this.bot.id}></console-page-fields>
      </section>
    </div>`;
  }

  #flow(path: 'guest_flow_id' | 'known_flow_id' | 'identified_flow_id', label: string, hint?: string) {
    const { t } = this.words;
    const flows = this.flows.value?.items ?? [];
    return new Fields(this.desk, t).select(
      path,
      label,
      [['', t.behaviour.no_flow], ...flowChoices(flows, this.desk.read(path), this.words)],
      { empty: null, ...(hint === undefined ? {} : { hint }) },
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-behaviour-tab': ConsoleBehaviourTab;
  }
}
