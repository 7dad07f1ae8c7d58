import { consume } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { sessionContext, wordsContext } from '../../contexts/contexts.js';
import { type Bot, fetchBot } from '../../data/bots.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-problem.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import './api-keys-tab.js';
import './behaviour-tab.js';
import type { BotChangedEvent } from './bot-changed-event.js';
import './display-style-tab.js';
import './install-tab.js';
import './languages-tab.js';
import { type SettingsTab, settingsFrame, settingsFrameStyles } from './settings-frame.js';

/**
 * Webchat Widget Settings of one bot.
 *
 * @summary A bot's settings, in tabs.
 * @tag console-bot-settings-page
 */
@customElement('console-bot-settings-page')
export class ConsoleBotSettingsPage extends LitElement {
  static override styles = [base, controls, surfaces, settingsFrameStyles];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @property({ attribute: false }) botId = '';
  @property() tab: SettingsTab = 'install';
  private bot = new Remote(
    this,
    (signal, id: string) => fetchBot(id, signal),
    () => [this.botId],
  );

  override render() {
    const { t } = this.words;
    const bot = this.bot.value;
    return html`<div class="page">
      ${settingsFrame(bot, this.botId, this.tab, t, this.me.user.role)}
      ${this.bot.problem ? html`<console-problem .problem=${this.bot.problem} retryable @retry=${() => this.bot.reload()}></console-problem>` : nothing}
      ${bot === undefined ? (this.bot.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing) : this.#tab(bot)}
    </div>`;
  }

  #tab(bot: Bot) {
    const changed = (event: BotChangedEvent): void => this.bot.set(event.bot);
    const outdated = (): void => void this.bot.reload();
    switch (this.tab) {
      case 'install':
        return html`<console-install-tab .bot=${bot} @bot-changed=${changed} @bot-outdated=${outdated}></console-install-tab>`;
      case 'display_style':
        return html`<console-display-style-tab .bot=${bot} @bot-changed=${changed} @bot-outdated=${outdated}></console-display-style-tab>`;
      case 'behaviour':
        return html`<console-behaviour-tab .bot=${bot} @bot-changed=${changed} @bot-outdated=${outdated}></console-behaviour-tab>`;
      case 'languages':
        return html`<console-languages-tab .bot=${bot} @bot-changed=${changed} @bot-outdated=${outdated}></console-languages-tab>`;
      case 'api_keys':
        return html`<console-api-keys-tab .bot=${bot}></console-api-keys-tab>`;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-bot-settings-page': ConsoleBotSettingsPage;
  }
}
