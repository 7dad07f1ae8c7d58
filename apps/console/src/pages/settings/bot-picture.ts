import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type Guard, guardContext, type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import { type Bot, botPictureUrl, deleteBotPicture, putBotPicture } from '../../data/bots.js';
import { initials } from '../../elements/initials.js';
import { swatch } from '../../elements/swatch.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { BotSaver } from './bot-saver.js';
import { inkOn } from './contrast.js';
import { base64Of, squarePicture } from './square-picture.js';

/**
 * The bot's picture: chosen from a file, shown to visitors at once, and taken away.
 *
 * @summary Settings: the bot's picture.
 * @tag console-bot-picture
 * @fires bot-changed - The picture is stored, or gone.
 */
@customElement('console-bot-picture')
export class ConsoleBotPicture extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .label {
        font-weight: 550;
      }
      .face {
        display: grid;
        place-items: center;
        inline-size: 4rem;
        block-size: 4rem;
        flex: none;
        border-radius: 40%;
        overflow: hidden;
        font-size: 1.25rem;
        font-weight: 620;
      }
      img {
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) bot!: Bot;
  @state() private unreadable = false;
  @query('input') private input!: HTMLInputElement;
  @query('button') private chooser!: HTMLButtonElement;
  private saver = new BotSaver(this);

  #choose = (): void => this.input.click();

  #take = async (): Promise<void> => {
    const file = this.input.files?.[0];
    // The same file, chosen again, shall be told again.
    this.input.value = '';
    if (file === undefined) return;
    const square = await squarePicture(file);
    this.unreadable = square === null;
    if (square === null) return;
    const picture = await base64Of(square);
    await this.saver.run(({ id, version }) => putBotPicture(id, { version, picture }));
  };

  #remove = async (): Promise<void> => {
    this.unreadable = false;
    const removed = await this.saver.run(({ id, version }) => deleteBotPicture(id, { version }));
    // The button that was pressed is gone.
    if (removed) this.chooser.focus();
  };

  override render() {
    const { t } = this.words;
    const { looks } = this.bot;
    const url = botPictureUrl(this.bot);
    return html`<div class="field" role="group" aria-labelledby="label">
      <span id="label" class="label">${t.display_style.picture} <span class="soft">${t.common.optional}</span></span>
      <div class="row">
        <span class="face" aria-hidden="true" ${swatch(looks.colour, inkOn(looks.colour))}>
          ${url === null ? initials(looks.title) : html`<img src=${url} alt="" />`}
        </span>
        <input type="file" hidden accept="image/png,image/jpeg,image/webp" @change=${this.#take} />
        <button type="button" aria-describedby="hint" ?disabled=${this.saver.busy} @click=${this.#choose}>
          ${url === null ? t.display_style.choose_picture : t.display_style.other_picture}
        </button>
        ${
          url === null
            ? nothing
            : html`<button type="button" ?disabled=${this.saver.busy} @click=${this.#remove}>
                ${t.display_style.remove_picture}
              </button>`
        }
      </div>
      <span class="hint" id="hint">${t.display_style.picture_hint}</span>
      <div role="alert">${this.unreadable ? html`<p class="wrong">${t.display_style.not_a_picture}</p>` : nothing}</div>
      ${this.saver.render()}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-bot-picture': ConsoleBotPicture;
  }
}
