import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import {
  type Guard,
  guardContext,
  type Notices,
  noticesContext,
  sessionContext,
  wordsContext,
} from '../../contexts/contexts.js';
import type { Bot } from '../../data/bots.js';
import type { Me } from '../../data/session.js';
import { iconClose, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { BotSaver } from './bot-saver.js';
import './install-picker.js';
import './installation-check.js';
import { type OriginProblem, readOrigin } from './origin-rule.js';

/**
 * The bot's snippet, the live check of it, and the origins that may embed it.
 *
 * @summary Settings: Install.
 * @tag console-install-tab
 * @fires bot-changed - A change is stored.
 */
@customElement('console-install-tab')
export class ConsoleInstallTab extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .origins {
        display: grid;
        gap: var(--gap-1);
      }
      .origins li {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        padding-inline-start: var(--gap-3);
        border: 1px solid var(--line);
        border-radius: var(--round-m);
      }
      .origins code {
        flex: 1;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .add {
        display: flex;
        gap: var(--gap-2);
      }
      .add button {
        flex: none;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @property({ attribute: false }) bot!: Bot;
  @state() private wrong: OriginProblem | null = null;
  @query('#origin') private origin!: HTMLInputElement;
  @query('#null-origin') private nullOrigin!: HTMLInputElement;
  private saver = new BotSaver(this);

  override updated(changed: PropertyValues<this>): void {
    // A declined or refused change leaves the box as the bot is.
    if (changed.has('bot')) this.nullOrigin.checked = this.bot.null_origin_allowed;
  }

  #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const read = readOrigin(this.origin.value);
    this.wrong = read.ok ? null : read.problem;
    if (!read.ok) {
      this.origin.focus();
      return;
    }
    const known = this.bot.origins.includes(read.origin);
    if (known || (await this.saver.save({ origins: [...this.bot.origins, read.origin] }))) this.origin.value = '';
  };

  async #remove(origin: string): Promise<void> {
    await this.saver.save({ origins: this.bot.origins.filter((one) => one !== origin) });
  }

  #allowNull = async (): Promise<void> => {
    const stored = await this.saver.save({ null_origin_allowed: this.nullOrigin.checked });
    if (!stored) this.nullOrigin.checked = this.bot.null_origin_allowed;
  };

  override render() {
    const { t } = this.words;
    const { origins } = this.bot;
    return html`<div class="stack">
      <console-install-picker .bot=${this.bot}></console-install-picker>
      ${
        may(this.me.user.role, 'identity_log.read')
          ? html`<console-installation-check .bot=${this.bot}></console-installation-check>`
          : nothing
      }
      <section class="card" aria-labelledby="origins">
        <header>
          <h2 id="origins">${t.install.origins}</h2>
          <p class="soft">${t.install.origins_how}</p>
        </header>
        ${
          origins.length === 0
            ? html`<div class="note warn">${iconWarning}<div>${t.install.any_origin}</div></div>`
            : html`<ul class="origins" role="list">
                ${origins.map(
                  (origin) => html`<li>
                    <code>${origin}</code>
                    <button
                      class="quiet icon-only"
                      aria-label="${t.install.remove}: ${origin}"
                      ?disabled=${this.saver.busy}
                      @click=${() => this.#remove(origin)}
                    >
                      ${iconClose}
                    </button>
                  </li>`,
                )}
              </ul>`
        }
        <form @submit=${this.#add} novalidate>
          <div class="field">
            <label for="origin">${t.install.add_origin}</label>
            <div class="add">
              <input
                id="origin"
                class="mono"
                inputmode="url"
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                placeholder="https://shop.example.com"
                maxlength="300"
                aria-invalid=${this.wrong !== null}
                aria-describedby="origin-wrong origin-hint"
              />
              <button ?disabled=${this.saver.busy}>${t.install.add}</button>
            </div>
            <span class="wrong" id="origin-wrong">${this.wrong === null ? nothing : t.install.wrong[this.wrong]}</span>
            <span class="hint" id="origin-hint">${t.install.origin_hint}</span>
          </div>
        </form>
        <label class="check">
          <input id="null-origin" type="checkbox" @change=${this.#allowNull} ?disabled=${this.saver.busy} />
          <span><strong>${t.install.null_origin}</strong><span class="hint">${t.install.null_origin_how}</span></span>
        </label>
        ${this.saver.render()}
      </section>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-install-tab': ConsoleInstallTab;
  }
}
