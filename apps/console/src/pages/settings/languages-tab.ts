import { isWidgetLocale, WIDGET_LOCALES } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { wordsContext } from '../../contexts/contexts.js';
import { iconPlus } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { nameOfLanguage, OFFERED, readLanguage } from './language-names.js';
import type { SettingsDesk } from './settings-desk.js';
import './texts-editor.js';

/**
 * The languages the widget speaks: its own, and those the bot adds; and every word of it, in each of them.
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
      .row > input,
      .row > select {
        flex: 1 1 8rem;
        inline-size: auto;
        min-inline-size: 0;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false, hasChanged: () => true }) desk!: SettingsDesk;
  @state() private language: string | null = null;
  @state() private isUnknown = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.preview(null);
  }

  #codes(): string[] {
    const own = Object.keys(this.desk.draft.behaviour.texts).filter((code) => !isWidgetLocale(code));
    return [...WIDGET_LOCALES, ...own];
  }

  /** The language whose words are shown, here and in the preview. */
  #choose(code: string): void {
    this.language = code;
    this.desk.preview({ locale: code });
  }

  #add = (event: Event): void => {
    event.preventDefault();
    const input = this.renderRoot.querySelector<HTMLInputElement>('#new-language');
    const code = readLanguage(input?.value ?? '');
    this.isUnknown = code === null;
    if (code === null || input === null) return;
    if (!this.#codes().includes(code)) this.desk.edit(`behaviour.texts.${code}`, {});
    input.value = '';
    this.#choose(code);
  };

  #remove(code: string): void {
    this.desk.edit(`behaviour.texts.${code}`, undefined);
    if (this.desk.draft.looks.locale === code) this.desk.edit('looks.locale', 'auto');
    this.#choose('en');
  }

  override render() {
    const { t } = this.words;
    const { texts } = t.webchat;
    const { locale } = this.desk.draft.looks;
    const codes = this.#codes();
    const chosen = this.language ?? (locale === 'auto' ? this.words.locale : locale);
    const language = codes.includes(chosen) ? chosen : 'en';
    const name = (code: string): string => nameOfLanguage(code, this.words.locale);
    const lang = (code: string) => (isWidgetLocale(code) ? code : nothing);
    return html`<div class="stack">
      <section class="card">
        <fieldset class="stack">
          <legend>${t.languages.widget}</legend>
          ${['auto', ...codes].map(
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
                  : html`<span lang=${lang(choice)}>${name(choice)}</span>`
              }
            </label>`,
          )}
        </fieldset>
        <p class="soft small">${t.languages.flows}</p>
        <form class="stack" novalidate @submit=${this.#add}>
          <div class="field">
            <label for="new-language">${texts.add_language}</label>
            <div class="row">
              <input
                id="new-language"
                class="mono"
                list="languages"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                maxlength="11"
                aria-invalid=${this.isUnknown}
                aria-describedby="new-language-wrong new-language-hint"
              />
              <button class="compact">${iconPlus}${t.webchat.form.add}</button>
            </div>
            <datalist id="languages">${OFFERED.map((code) => html`<option value=${code}>${name(code)}</option>`)}</datalist>
            <span class="wrong" id="new-language-wrong" role="status">${this.isUnknown ? texts.unknown_language : nothing}</span>
            <span class="hint" id="new-language-hint">${texts.add_language_how}</span>
          </div>
        </form>
      </section>
      <section class="card" aria-labelledby="texts">
        <header>
          <h2 id="texts">${texts.title}</h2>
          <p class="soft">${texts.how}</p>
        </header>
        <div class="field">
          <label for="language">${texts.language}</label>
          <div class="row">
            <select id="language" @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
              ${codes.map((one) => html`<option value=${one} lang=${lang(one)} .selected=${one === language}>${name(one)}</option>`)}
            </select>
            ${
              isWidgetLocale(language)
                ? nothing
                : html`<button type="button" class="compact" id="remove-language" @click=${() => this.#remove(language)}>
                    ${texts.remove_language}
                  </button>`
            }
          </div>
        </div>
        <console-texts-editor .desk=${this.desk} .code=${language}></console-texts-editor>
      </section>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-languages-tab': ConsoleLanguagesTab;
  }
}
