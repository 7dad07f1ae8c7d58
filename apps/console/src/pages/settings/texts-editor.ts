import {
  bestLocale,
  directionOf,
  faultsOfText,
  isWidgetLocale,
  NAMES_IN_TEXTS,
  type PluralForm,
  WIDGET_LOCALES,
  WIDGET_TEXT_MAX,
  type WidgetLocale,
  type WidgetTextKey,
} from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import { iconInfo } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { Fields } from './fields.js';
import { nameOfLanguage } from './language-names.js';
import type { SettingsDesk } from './settings-desk.js';
import { formsWithNumbers, sceneOf, TEXT_GROUPS, type TextGroup } from './text-groups.js';
import { type Forms, WIDGET_WORDS } from './widget-words.gen.js';

/**
 * Every string of the widget in one language, with the standard words in the empty fields. The preview shows the chat in which
 * the one is seen that is being written.
 *
 * @summary Settings: the widget's words in one language.
 * @tag console-texts-editor
 */
@customElement('console-texts-editor')
export class ConsoleTextsEditor extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      :host {
        display: grid;
        gap: var(--gap-3);
      }
      summary {
        padding-block: var(--gap-2);
        font-weight: 550;
        cursor: pointer;
      }
      .texts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(14rem, 100%), 1fr));
        gap: var(--gap-4);
        padding-block: var(--gap-2) var(--gap-4);
      }
      details + details {
        border-block-start: 1px solid var(--line);
        padding-block-start: var(--gap-2);
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false, hasChanged: () => true }) desk!: SettingsDesk;
  @property() code = 'en';

  override render() {
    const { texts } = this.words.t.webchat;
    const { code } = this;
    const name = nameOfLanguage(code, this.words.locale);
    return html`${
      isWidgetLocale(code)
        ? ''
        : html`<div class="note">
            ${iconInfo}
            <div>
              ${texts.falls_back(name, nameOfLanguage(this.#base, this.words.locale))}
              ${directionOf(code) === 'rtl' ? texts.from_right(name) : ''}
            </div>
          </div>`
    }${(Object.keys(TEXT_GROUPS) as TextGroup[]).map((group, at) => this.#group(group, at === 0))}`;
  }

  /** Whose words are said where the bot says nothing. */
  get #base(): WidgetLocale {
    return bestLocale([this.code], WIDGET_LOCALES) as WidgetLocale;
  }

  #group(group: TextGroup, isFirst: boolean): TemplateResult {
    const { texts } = this.words.t.webchat;
    const keys: readonly WidgetTextKey[] = TEXT_GROUPS[group];
    const own = this.desk.draft.behaviour.texts[this.code] ?? {};
    const written = keys.filter((key) => own[key] !== undefined && own[key] !== '').length;
    return html`<details
      ?open=${isFirst || keys.some((key) => this.desk.isWrong(`behaviour.texts.${this.code}.${key}`))}
    >
      <summary>${texts.groups[group]} <span class="soft">${written === 0 ? '' : `(${written})`}</span></summary>
      <div class="texts">${keys.map((key) => this.#text(group, key))}</div>
    </details>`;
  }

  #text(group: TextGroup, key: WidgetTextKey): TemplateResult | TemplateResult[] {
    const { code } = this;
    const standard = WIDGET_WORDS[this.#base][key];
    const label = WIDGET_WORDS[this.words.locale][key];
    const show = (): void => this.desk.preview({ locale: code, scene: sceneOf(group, key) });
    if (typeof standard === 'string') return this.#field(show, key, null, String(label), standard);
    return formsWithNumbers(code).map(({ form, numbers, isMore }, _, all) => {
      const said = `${numbers.map((n) => this.words.number(n)).join(', ')}${isMore ? ' …' : ''}`;
      const labelled = (label as Forms).other ?? key;
      const before = standard[form] ?? standard.other ?? '';
      return this.#field(show, key, form, all.length === 1 ? labelled : `${labelled} (${said})`, before);
    });
  }

  #field(
    show: () => void,
    key: WidgetTextKey,
    form: PluralForm | null,
    label: string,
    placeholder: string,
  ): TemplateResult {
    const { t } = this.words;
    const path = `behaviour.texts.${this.code}.${key}${form === null ? '' : `.${form}`}`;
    const text = this.desk.read(path);
    const names = NAMES_IN_TEXTS[key] ?? [];
    const wrong =
      typeof text === 'string' && text.trim() !== ''
        ? faultsOfText(this.code, key, form, text).map(({ kind, name }) => t.webchat.texts[kind](`{${name}}`))
        : [];
    return html`<div @focusin=${show}>
      ${new Fields(this.desk, t).text(path, label, {
        max: WIDGET_TEXT_MAX,
        placeholder,
        lang: this.code,
        // A name in braces may come first, and says nothing of the language around it.
        ...(typeof text === 'string' && text !== '' && { dir: directionOf(this.code) }),
        ...(wrong.length > 0 && { wrong: wrong.join(' ') }),
        ...(names.length > 0 && { hint: t.webchat.texts.filled_in(names.map((name) => `{${name}}`).join(', ')) }),
      })}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-texts-editor': ConsoleTextsEditor;
  }
}
