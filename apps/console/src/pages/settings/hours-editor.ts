import type { BusinessHours } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { wordsContext } from '../../contexts/contexts.js';
import { iconClose, iconPlus } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { Fields } from './fields.js';
import type { SettingsDesk } from './settings-desk.js';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
type Day = (typeof DAYS)[number];

/** Most spans of a day, by the contract. */
const MOST_SPANS = 4;

/** What somebody who switches the hours on begins with. */
export const OFFICE_HOURS = (timezone: string, offlineMessage: string): BusinessHours => {
  const open = () => [{ from: '09:00', to: '18:00' }];
  return {
    timezone,
    mon: open(),
    tue: open(),
    wed: open(),
    thu: open(),
    fri: open(),
    sat: [],
    sun: [],
    offline_message: offlineMessage,
  };
};

/**
 * Opening hours, day by day.
 *
 * @summary Settings: business hours.
 * @tag console-hours-editor
 */
@customElement('console-hours-editor')
export class ConsoleHoursEditor extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      ul {
        display: grid;
        gap: var(--gap-2);
      }
      .day {
        display: grid;
        grid-template-columns: 4.5rem minmax(0, 1fr) auto;
        gap: var(--gap-2);
        align-items: start;
      }
      .day > strong,
      .day > div > .soft {
        padding-block: 0.375rem;
      }
      .spans {
        display: grid;
        gap: var(--gap-2);
      }
      .span {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-1);
      }
      .span input[type='time'] {
        inline-size: auto;
        flex: 0 1 8rem;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false, hasChanged: () => true }) desk!: SettingsDesk;

  #hours(day: Day): BusinessHours[Day] {
    return this.desk.read(`behaviour.hours.${day}`) as BusinessHours[Day];
  }

  #set(day: Day, spans: BusinessHours[Day]): void {
    this.desk.edit(`behaviour.hours.${day}`, spans);
  }

  #likeMonday = (): void => {
    for (const day of ['tue', 'wed', 'thu', 'fri'] as const) this.#set(day, structuredClone(this.#hours('mon')));
  };

  override render() {
    const { t } = this.words;
    const { form } = t.webchat;
    const fields = new Fields(this.desk, t);
    return html`<div class="stack">
      ${fields.text('behaviour.hours.timezone', form.timezone, { max: 64, options: 'zones' })}
      <datalist id="zones">${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value=${zone}></option>`)}</datalist>
      <ul role="list">${DAYS.map((day) => this.#day(day))}</ul>
      <div><button type="button" class="compact" id="like-monday" @click=${this.#likeMonday}>${form.like_monday}</button></div>
      ${fields.text('behaviour.hours.offline_message', form.offline, { max: 500, rows: 2 })}
    </div>`;
  }

  #day(day: Day) {
    const { form } = this.words.t.webchat;
    const name = dayName(day, this.words.locale);
    const spans = this.#hours(day);
    const last = spans.at(-1)?.to ?? '09:00';
    return html`<li class="day">
      <strong>${name}</strong>
      <div class="spans">
        ${spans.length === 0 ? html`<span class="soft">${form.closed}</span>` : spans.map((_, i) => this.#span(day, i, name))}
      </div>
      ${
        spans.length >= MOST_SPANS
          ? nothing
          : html`<button
              type="button"
              class="quiet icon-only compact"
              aria-label=${form.add_hours(name)}
              title=${form.add_hours(name)}
              @click=${() => this.#set(day, [...spans, { from: last, to: last < '18:00' ? '18:00' : '23:59' }])}
            >
              ${iconPlus}
            </button>`
      }
    </li>`;
  }

  #span(day: Day, i: number, name: string) {
    const { form } = this.words.t.webchat;
    const wrong = this.desk.isWrong(`behaviour.hours.${day}.${i}`);
    const span = this.#hours(day)[i]!;
    const time = (end: 'from' | 'to', label: string) => html`<input
      type="time"
      aria-label=${label}
      aria-invalid=${wrong}
      .value=${live(span[end] === '24:00' ? '00:00' : span[end])}
      @input=${(event: Event) => {
        const typed = (event.target as HTMLInputElement).value;
        // Midnight at the end of a day is its last moment.
        this.desk.edit(`behaviour.hours.${day}.${i}.${end}`, end === 'to' && typed === '00:00' ? '24:00' : typed);
      }}
    />`;
    return html`<div class="span">
      ${time('from', form.from(name))} – ${time('to', form.to(name))}
      <button
        type="button"
        class="quiet icon-only compact"
        aria-label="${form.remove_hours(name)} ${i + 1}"
        @click=${() =>
          this.#set(
            day,
            this.#hours(day).filter((_, at) => at !== i),
          )}
      >
        ${iconClose}
      </button>
      ${wrong ? html`<span class="wrong">${this.words.t.webchat.wrong.hours}</span>` : nothing}
    </div>`;
  }
}

/** A day of the week in a language. */
const dayName = (day: Day, locale: string): string =>
  // The first of January 2024 was a Monday.
  new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1 + DAYS.indexOf(day)),
  );

declare global {
  interface HTMLElementTagNameMap {
    'console-hours-editor': ConsoleHoursEditor;
  }
}
