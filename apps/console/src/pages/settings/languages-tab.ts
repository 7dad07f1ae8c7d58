import { consume } from '@lit/context';
import { html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { type Guard, guardContext, type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import type { Bot, Looks } from '../../data/bots.js';
import { LOCALES, type Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { BotSaver } from './bot-saver.js';

const CHOICES: readonly Looks['locale'][] = ['auto', 'en', 'ms', 'zh-Hans'];

/**
 * The language the widget speaks.
 *
 * @summary Settings: Languages.
 * @tag console-languages-tab
 * @fires bot-changed - A change is stored.
 */
@customElement('console-languages-tab')
export class ConsoleLanguagesTab extends LitElement {
  static override styles = [base, controls, surfaces];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) bot!: Bot;
  @query('form') private form!: HTMLFormElement;
  private saver = new BotSaver(this);

  #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const wanted = new FormData(this.form).get('locale');
    const locale = CHOICES.find((one) => one === wanted);
    if (locale !== undefined) await this.saver.save({ looks: { ...this.bot.looks, locale } });
  };

  override render() {
    const { t } = this.words;
    return html`<form class="card" @submit=${this.#save}>
      <fieldset class="stack">
        <legend>${t.languages.widget}</legend>
        ${CHOICES.map(
          (choice) => html`<label class="check">
            <input type="radio" name="locale" value=${choice} .checked=${this.bot.looks.locale === choice} />
            ${
              choice === 'auto'
                ? html`<span><strong>${t.languages.auto}</strong><span class="hint">${t.languages.auto_how}</span></span>`
                : html`<span lang=${choice}>${LOCALES[choice]}</span>`
            }
          </label>`,
        )}
      </fieldset>
      <p class="soft small">${t.languages.flows}</p>
      ${this.saver.render()}
      <div class="row"><button class="primary" ?disabled=${this.saver.busy}>${t.common.save}</button></div>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-languages-tab': ConsoleLanguagesTab;
  }
}
