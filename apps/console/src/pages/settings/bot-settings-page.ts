import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { type Guard, guardContext, routerContext, sessionContext, wordsContext } from '../../contexts/contexts.js';
import { type Bot, fetchBot, fetchFlows } from '../../data/bots.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-confirm.js';
import type { ConsoleConfirm } from '../../elements/console-confirm.js';
import '../../elements/console-problem.js';
import type { Words } from '../../locale/words.js';
import { placeAt } from '../../router/paths.js';
import type { Router } from '../../router/router.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import './api-keys-tab.js';
import './behaviour-tab.js';
import type { BotChangedEvent } from './bot-changed-event.js';
import './display-style-tab.js';
import { type Settings, tidied } from './draft.js';
import './install-tab.js';
import './languages-tab.js';
import './live-preview.js';
import './settings-bar.js';
import { SettingsDesk } from './settings-desk.js';
import { SETTINGS_TABS, type SettingsTab, settingsFrame, settingsFrameStyles } from './settings-frame.js';

/**
 * Webchat Widget Settings of one bot: tabs over one draft, with the real widget beside it.
 *
 * @summary A bot's settings, in tabs.
 * @tag console-bot-settings-page
 */
@customElement('console-bot-settings-page')
export class ConsoleBotSettingsPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    settingsFrameStyles,
    css`
      .two {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(16rem, 26rem);
        gap: var(--gap-5);
        align-items: start;
      }
      .preview {
        position: sticky;
        inset-block-start: var(--gap-4);
        gap: var(--gap-2);
        padding: var(--gap-4);
      }
      /* Nothing to save: it lies at the end of the form and covers nothing. */
      console-settings-bar.changed {
        position: sticky;
        inset-block-end: var(--gap-3);
        z-index: 1;
      }
      @media (max-width: 56rem) {
        .two {
          grid-template-columns: minmax(0, 1fr);
        }
        .preview,
        console-settings-bar.changed {
          position: static;
        }
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: routerContext }) router!: Router;
  @property({ attribute: false }) botId = '';
  @property({ attribute: false }) tab: SettingsTab = 'install';
  @query('console-confirm') private confirm!: ConsoleConfirm;
  private bot = new Remote(
    this,
    (signal, id: string) => fetchBot(id, signal),
    () => [this.botId],
  );
  private flows = new Remote(
    this,
    (signal, id: string) => fetchFlows(id, signal),
    () => [this.botId],
  );
  private desk = new SettingsDesk(this, (bot) => this.bot.set(bot));
  /** What the preview was last shown of what the contract accepts: half a colour is no colour. */
  #shown: Pick<Settings, 'looks' | 'behaviour'> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.router.hold = this.#hold;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.router.hold = null;
  }

  /** Other tabs of the same bot keep the draft; everything else would lose it. */
  #hold = (href: string): boolean => {
    const place = placeAt(new URL(href, location.origin));
    const stays = SETTINGS_TABS.some((tab) => tab === place?.page) && place?.params['bot_id' as never] === this.botId;
    if (stays || !this.desk.isChanged) return false;
    void this.confirm.ask({
      ...this.words.t.webchat.bar.leave,
      danger: true,
      run: async () => {
        this.desk.undoChanges();
        this.router.go(href);
      },
    });
    return true;
  };

  override willUpdate(_changed: PropertyValues<this>): void {
    const bot = this.bot.value;
    if (bot === undefined) return;
    this.desk.take(bot);
    const { looks, behaviour } = tidied(this.desk.draft);
    this.#shown = {
      looks: this.#shown && this.desk.isWrong('looks') ? this.#shown.looks : looks,
      behaviour: this.#shown && this.desk.isWrong('behaviour') ? this.#shown.behaviour : behaviour,
    };
  }

  override render() {
    const { t } = this.words;
    const bot = this.bot.value;
    return html`<div class="page">
      ${settingsFrame(bot, this.botId, this.tab, t, this.me.user.role)}
      ${this.bot.problem ? html`<console-problem .problem=${this.bot.problem} retryable @retry=${() => this.bot.reload()}></console-problem>` : nothing}
      ${bot === undefined ? (this.bot.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing) : this.#tab(bot)}
      <console-confirm></console-confirm>
    </div>`;
  }

  #tab(bot: Bot) {
    const changed = (event: BotChangedEvent): void => this.bot.set(event.bot);
    const outdated = (): void => void this.bot.reload();
    switch (this.tab) {
      case 'install':
        return html`<console-install-tab .bot=${bot} @bot-changed=${changed} @bot-outdated=${outdated}></console-install-tab>`;
      case 'display_style':
        return this.#drafted(
          html`<console-display-style-tab .bot=${bot} .desk=${this.desk} @bot-changed=${changed} @bot-outdated=${outdated}></console-display-style-tab>`,
        );
      case 'behaviour':
        return this.#drafted(
          html`<console-behaviour-tab .bot=${bot} .desk=${this.desk} .flows=${this.flows}></console-behaviour-tab>`,
        );
      case 'languages':
        return this.#drafted(html`<console-languages-tab .desk=${this.desk}></console-languages-tab>`);
      case 'api_keys':
        return html`<console-api-keys-tab .bot=${bot}></console-api-keys-tab>`;
    }
  }

  #drafted(form: unknown) {
    const { t } = this.words;
    return html`<div class="two">
      <div class="stack">
        ${form}
        <console-settings-bar class=${this.desk.isChanged ? 'changed' : ''} .desk=${this.desk} .flows=${this.flows.value?.items}></console-settings-bar>
      </div>
      <section class="card preview" aria-labelledby="preview">
        <h2 id="preview">${t.display_style.preview}</h2>
        <console-live-preview .botId=${this.botId} .looks=${this.#shown?.looks} .behaviour=${this.#shown?.behaviour} .shown=${this.desk.shown}></console-live-preview>
        <p class="soft small">${t.webchat.display.try}</p>
      </section>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-bot-settings-page': ConsoleBotSettingsPage;
  }
}
