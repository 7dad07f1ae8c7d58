import { LAUNCHER_ICONS, LAYOUTS } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { wordsContext } from '../../contexts/contexts.js';
import type { Bot } from '../../data/bots.js';
import { iconForward, iconInfo, iconShield, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import './bot-picture.js';
import { contrast, inkOn } from './contrast.js';
import { Fields, idOf } from './fields.js';
import type { SettingsDesk } from './settings-desk.js';

/** WCAG 2.2, 1.4.11: contrast of what is no text, such as the launcher on a page. */
const VISIBLE = 3;
/** A dark page, as far as one can be assumed. */
const DARK_PAGE = '#16171d';

/**
 * The look of the widget, and the way to Set Custom User ID.
 *
 * @summary Settings: Display Style.
 * @tag console-display-style-tab
 * @fires bot-changed - The picture is stored, or gone.
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
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr));
        gap: var(--gap-4);
      }
      .colour {
        display: flex;
        gap: var(--gap-2);
      }
      .colour input.mono {
        max-inline-size: 8rem;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) bot!: Bot;
  @property({ attribute: false, hasChanged: () => true }) desk!: SettingsDesk;

  override render() {
    const { t } = this.words;
    const { display, layouts, icons, names } = t.webchat;
    const fields = new Fields(this.desk, t);
    const { looks } = this.desk.draft;
    return html`<div class="stack">
      <a class="identity" href=${hrefTo('custom_user_id', { bot_id: this.bot.id })}>
        <span class="badge">${iconShield}</span>
        <div>
          <strong>${t.custom_user_id.title}</strong>
          <p class="soft">${t.display_style.identity}</p>
        </div>
        ${iconForward}
      </a>
      <section class="card" aria-labelledby="looks">
        <h2 id="looks">${t.display_style.looks}</h2>
        ${fields.text('looks.title', t.display_style.name, { max: 60 })}
        ${fields.text('looks.subtitle', `${t.display_style.subtitle} ${t.common.optional}`, { max: 120 })}
        <console-bot-picture .bot=${this.bot}></console-bot-picture>
        ${this.#colour('looks.colour', t.display_style.colour, '#ffffff', t.display_style.faint)}
        ${fields.toggle('dark', display.dark, looks.colour_dark !== undefined, (on) =>
          this.desk.edit('looks.colour_dark', on ? looks.colour : undefined),
        )}
        ${
          looks.colour_dark === undefined
            ? nothing
            : this.#colour('looks.colour_dark', names['looks.colour_dark'], DARK_PAGE, display.faint_dark)
        }
        <div class="pair">
          ${fields.select('looks.layout', display.layout, [
            ['', layouts.standard],
            ...LAYOUTS.map((one) => [one, layouts[one]] as const),
          ])}
          ${fields.select(
            'looks.position',
            t.display_style.position,
            (['right', 'left'] as const).map((one) => [one, t.display_style.positions[one]] as const),
          )}
          ${fields.select('looks.icon', names['looks.icon'], [
            ['', icons.chat],
            ...LAUNCHER_ICONS.filter((one) => one !== 'chat').map((one) => [one, icons[one]] as const),
          ])}
          ${fields.select(
            'looks.scheme',
            t.display_style.scheme,
            (['auto', 'light', 'dark'] as const).map((one) => [one, t.shell.themes[one]] as const),
          )}
          ${fields.text('looks.font', names['looks.font'], { max: 40, hint: display.font_hint })}
          ${fields.number('looks.radius', names['looks.radius'], [0, 28], undefined, display.radius_hint)}
        </div>
      </section>
      <section class="card" aria-labelledby="hidden">
        <h2 id="hidden">${display.hidden}</h2>
        ${fields.check('behaviour.hidden.on_phones', display.hidden_phones)}
        ${fields.lines('behaviour.hidden.paths', display.hidden_paths, display.paths_hint)}
      </section>
    </div>`;
  }

  #colour(path: 'looks.colour' | 'looks.colour_dark', label: string, page: string, faintWords: string) {
    const { t } = this.words;
    const id = idOf(path);
    const typed = String(this.desk.read(path));
    const wrong = this.desk.isWrong(path);
    const colour = /^#[0-9a-fA-F]{6}$/.test(typed) ? typed : '#000000';
    const ink = inkOn(colour);
    const ratio = this.words.number(Math.floor(contrast(colour, ink) * 10) / 10);
    const faint = contrast(colour, page) < VISIBLE;
    const edit = (event: Event): void => this.desk.edit(path, (event.target as HTMLInputElement).value.toLowerCase());
    return html`<div class="field">
      <label for=${id}>${label}</label>
      <div class="colour">
        <input type="color" aria-label="${t.display_style.colour_picker}: ${label}" .value=${live(colour)} @input=${edit} />
        <input
          id=${id}
          class="mono"
          maxlength="7"
          autocapitalize="none"
          spellcheck="false"
          aria-invalid=${wrong}
          aria-describedby="${id}-note"
          .value=${live(typed)}
          @input=${edit}
        />
      </div>
      <div class="note ${wrong ? 'bad' : faint ? 'warn' : ''}" id="${id}-note">
        ${faint || wrong ? iconWarning : iconInfo}
        <div>
          ${
            wrong
              ? t.webchat.wrong.other
              : html`${ink === '#ffffff' ? t.display_style.white_text(ratio) : t.display_style.black_text(ratio)}
                ${faint ? html`<br />${faintWords}` : nothing}`
          }
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
