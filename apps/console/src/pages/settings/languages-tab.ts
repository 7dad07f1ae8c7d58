import { WIDGET_LOCALES, type WidgetLocale } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { wordsContext } from '../../contexts/contexts.js';
import type { Looks } from '../../data/bots.js';
import { LOCALES, type Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { Fields } from './fields.js';
import type { SettingsDesk } from './settings-desk.js';
import { WIDGET_WORDS } from './widget-words.js';

const CHOICES: readonly Looks['locale'][] = ['auto', ...WIDGET_LOCALES];

/**
 * The language the widget speaks, and the words a bot says differently.
 *
 * @summary Settings: Languages.
 * @tag console-languages-tab
 */
@customElement('console-languages-tab')
export class ConsoleLanguagesTab extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .texts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
        gap: var(--gap-4);
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false, hasChanged: () => true }) desk!: SettingsDesk;
  @state() private language: WidgetLocale | null = null;

  override render() {
    const { t } = this.words;
    const { texts } = t.webchat;
    const { locale } = this.desk.draft.looks;
    const fields = new Fields(this.desk, t);
    const language = this.language ?? (locale === 'auto' ? this.words.locale : locale);
    return html`<div class="stack">
      <section class="card">
        <fieldset class="stack">
          <legend>${t.languages.widget}</legend>
          ${CHOICES.map(
            (choice) => html`<label class="check">
              <input
                type="radio"
                name="locale"
                value=${choice}
                .checked=${live(locale === choice)}
                @change=${() => this.desk.edit('looks.locale', choice)}
              />
              ${
                choice === 'auto'
                  ? html`<span><strong>${t.languages.auto}</strong><span class="hint">${t.languages.auto_how}</span></span>`
                  : html`<span lang=${choice}>${LOCALES[choice]}</span>`
              }
            </label>`,
          )}
        </fieldset>
        <p class="soft small">${t.languages.flows}</p>
      </section>
      <section class="card" aria-labelledby="texts">
        <header>
          <h2 id="texts">${texts.title}</h2>
          <p class="soft">${texts.how} ${texts.direction}</p>
        </header>
        <div class="field">
          <label for="language">${texts.language}</label>
          <select id="language" @change=${(event: Event) => (this.language = (event.target as HTMLSelectElement).value as WidgetLocale)}>
            ${WIDGET_LOCALES.map((one) => html`<option value=${one} lang=${one} .selected=${one === language}>${LOCALES[one]}</option>`)}
          </select>
        </div>
        <div class="texts">
          ${Object.entries(WIDGET_WORDS[language]).map(([key, standard]) =>
            fields.text(`behaviour.texts.${language}.${key}`, WIDGET_WORDS[this.words.locale][key] ?? key, {
              max: 300,
              placeholder: standard,
              lang: language,
            }),
          )}
        </div>
      </section>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-languages-tab': ConsoleLanguagesTab;
  }
}
