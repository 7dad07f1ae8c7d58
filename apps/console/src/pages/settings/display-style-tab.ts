import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type Guard, guardContext, type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import { type Bot, botPictureUrl, type Looks } from '../../data/bots.js';
import { iconForward, iconInfo, iconShield, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { BotSaver } from './bot-saver.js';
import { contrast, inkOn } from './contrast.js';
import './bot-picture.js';
import './widget-preview.js';

/** WCAG 2.2, 1.4.11: contrast of what is no text, such as the launcher on a page. */
const VISIBLE = 3;

/**
 * The look of the widget with a live preview, and the way to Set Custom User ID.
 *
 * @summary Settings: Display Style.
 * @tag console-display-style-tab
 * @fires bot-changed - A change is stored.
 */
@customElement('console-display-style-tab')
export class ConsoleDisplayStyleTab extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .identity {
        display: flex;
        align-items: center;
        gap: var(--gap-4);
        padding: var(--gap-4) var(--gap-5);
        border: 1px solid var(--line);
        border-radius: var(--round-l);
        background: var(--surface);
        color: inherit;
        text-decoration: none;
        box-shadow: var(--shadow-1);
      }
      .identity:hover {
        background: var(--hover);
      }
      .identity > div {
        flex: 1;
        min-inline-size: 0;
      }
      .identity .badge {
        display: grid;
        place-items: center;
        inline-size: 2.5rem;
        block-size: 2.5rem;
        flex: none;
        border-radius: var(--round-m);
        background: var(--good-ground);
        color: var(--good);
      }
      .two {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(16rem, 22rem);
        gap: var(--gap-5);
        align-items: start;
      }
      .preview {
        position: sticky;
        inset-block-start: var(--gap-4);
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr));
        gap: var(--gap-4);
      }
      .colour {
        display: flex;
        gap: var(--gap-2);
      }
      .colour input.mono {
        max-inline-size: 8rem;
      }
      @media (max-width: 56rem) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
        .preview {
          position: static;
        }
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) bot!: Bot;
  @state() private looks!: Looks;
  @query('form') private form!: HTMLFormElement;
  private saver = new BotSaver(this);

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('bot')) return;
    const before = changed.get('bot');
    const { avatar, ...rest } = this.bot.looks;
    // A picture is stored at once; what is being typed beside it is not, and stays.
    const isTyped = before?.id === this.bot.id && before.looks.avatar !== avatar;
    const { avatar: _old, ...typed } = this.looks ?? rest;
    this.looks = { ...(isTyped ? typed : rest), ...(avatar === undefined ? {} : { avatar }) };
  }

  #edit = (): void => {
    const fields = new FormData(this.form);
    const field = (name: string): string => String(fields.get(name) ?? '');
    const { subtitle: _subtitle, ...rest } = this.looks;
    const subtitle = field('subtitle').trim();
    this.looks = {
      ...rest,
      title: field('title'),
      colour: /^#[0-9a-fA-F]{6}$/.test(field('colour_text')) ? field('colour_text').toLowerCase() : this.looks.colour,
      position: field('position') === 'left' ? 'left' : 'right',
      scheme: (['light', 'dark'] as const).find((one) => one === field('scheme')) ?? 'auto',
      ...(subtitle === '' ? {} : { subtitle }),
    };
  };

  #pickColour = (event: Event): void => {
    // The form would read the text beside it, which is not up to date yet.
    event.stopPropagation();
    this.looks = { ...this.looks, colour: (event.target as HTMLInputElement).value };
  };

  #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.#edit();
    await this.saver.save({ looks: { ...this.looks, title: this.looks.title.trim() } });
  };

  override render() {
    const { t } = this.words;
    const { looks } = this;
    return html`<div class="stack">
      <a class="identity" href=${hrefTo('custom_user_id', { bot_id: this.bot.id })}>
        <span class="badge">${iconShield}</span>
        <div>
          <strong>${t.custom_user_id.title}</strong>
          <p class="soft">${t.display_style.identity}</p>
        </div>
        ${iconForward}
      </a>
      <div class="two">
        <form class="card" @submit=${this.#save} @input=${this.#edit}>
          <h2>${t.display_style.looks}</h2>
          <div class="field">
            <label for="title">${t.display_style.name}</label>
            <input id="title" name="title" required maxlength="60" .value=${live(looks.title)} pattern=".*\\S.*" />
          </div>
          <div class="field">
            <label for="subtitle">${t.display_style.subtitle} <span class="soft">${t.common.optional}</span></label>
            <input id="subtitle" name="subtitle" maxlength="120" .value=${this.bot.looks.subtitle ?? ''} />
          </div>
          <console-bot-picture .bot=${this.bot}></console-bot-picture>
          ${this.#colour()}
          <div class="pair">
            <div class="field">
              <label for="position">${t.display_style.position}</label>
              <select id="position" name="position">
                ${(['right', 'left'] as const).map(
                  (one) =>
                    html`<option value=${one} ?selected=${one === looks.position}>${t.display_style.positions[one]}</option>`,
                )}
              </select>
            </div>
            <div class="field">
              <label for="scheme">${t.display_style.scheme}</label>
              <select id="scheme" name="scheme">
                ${(['auto', 'light', 'dark'] as const).map(
                  (one) => html`<option value=${one} ?selected=${one === looks.scheme}>${t.shell.themes[one]}</option>`,
                )}
              </select>
            </div>
          </div>
          ${this.saver.render()}
          <div class="row">
            <button class="primary" ?disabled=${this.saver.busy}>${t.common.save}</button>
          </div>
        </form>
        <section class="card preview" aria-labelledby="preview">
          <h2 id="preview">${t.display_style.preview}</h2>
          <console-widget-preview .looks=${looks} .picture=${botPictureUrl(this.bot)}></console-widget-preview>
        </section>
      </div>
    </div>`;
  }

  #colour() {
    const { t } = this.words;
    const { colour } = this.looks;
    const ink = inkOn(colour);
    const ratio = this.words.number(Math.floor(contrast(colour, ink) * 10) / 10);
    const faint = contrast(colour, '#ffffff') < VISIBLE;
    return html`<div class="field">
      <label for="colour-text">${t.display_style.colour}</label>
      <div class="colour">
        <input type="color" aria-label=${t.display_style.colour_picker} .value=${live(colour)} @input=${this.#pickColour} />
        <input
          id="colour-text"
          name="colour_text"
          class="mono"
          required
          pattern="#[0-9a-fA-F]{6}"
          maxlength="7"
          autocapitalize="none"
          spellcheck="false"
          .value=${colour}
          aria-describedby="colour-note"
        />
      </div>
      <div class="note ${faint ? 'warn' : ''}" id="colour-note">
        ${faint ? iconWarning : iconInfo}
        <div>
          ${ink === '#ffffff' ? t.display_style.white_text(ratio) : t.display_style.black_text(ratio)}
          ${faint ? html`<br />${t.display_style.faint}` : nothing}
        </div>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-display-style-tab': ConsoleDisplayStyleTab;
  }
}
