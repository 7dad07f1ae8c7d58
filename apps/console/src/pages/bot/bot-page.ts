import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import {
  type Guard,
  guardContext,
  type Notices,
  noticesContext,
  routerContext,
  sessionContext,
  wordsContext,
} from '../../contexts/contexts.js';
import { type Bot, duplicateBot, fetchBot } from '../../data/bots.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import { fetchIdentityLog, fetchSpecialKeys } from '../../data/special-keys.js';
import '../../elements/console-code.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import {
  iconBlock,
  iconBot,
  iconChat,
  iconCheck,
  iconEye,
  iconForward,
  iconPerson,
  iconShield,
  iconWarning,
} from '../../elements/icons.js';
import { pageHead } from '../../elements/page-head.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import type { Router } from '../../router/router.js';
import { botSnippet } from '../../snippets/snippets.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { BotSaver } from '../settings/bot-saver.js';
import './bot-checklist.js';

/**
 * One bot at a glance: what to paste, and what is left to do until its users are verified.
 *
 * @summary A bot's overview.
 * @tag console-bot-page
 */
@customElement('console-bot-page')
export class ConsoleBotPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .todo {
        padding: 0;
        gap: 0;
        overflow: hidden;
      }
      .todo a {
        display: flex;
        align-items: center;
        gap: var(--gap-3);
        padding-block: var(--gap-3);
        padding-inline: var(--gap-5);
        color: inherit;
        text-decoration: none;
      }
      .todo li + li a {
        border-block-start: 1px solid var(--line);
      }
      .todo a:hover {
        background: var(--hover);
      }
      .todo a:focus-visible {
        outline-offset: -2px;
      }
      .todo .about {
        flex: 1;
        min-inline-size: 0;
      }
      .mark {
        display: grid;
        place-items: center;
        inline-size: 2rem;
        block-size: 2rem;
        flex: none;
        border-radius: 50%;
        background: var(--hover);
        color: var(--ink-soft);
      }
      .mark.good {
        background: var(--good-ground);
        color: var(--good);
      }
      .mark.warn {
        background: var(--warn-ground);
        color: var(--warn);
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: routerContext }) router!: Router;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @property({ attribute: false }) botId = '';
  @state() private problem: ApiProblem | null = null;
  private remote = new Remote(
    this,
    (signal, id: string) => fetchBot(id, signal),
    () => [this.botId],
  );
  /** How verification stands; only those who may see keys are told. */
  private identity = new Remote(
    this,
    async (signal, id: string) => {
      const [keys, refused] = await Promise.all([
        fetchSpecialKeys(id, signal),
        fetchIdentityLog(id, { verdict: 'refused' }, { limit: 1 }, signal),
      ]);
      const verified = keys.map((key) => key.last_verified_at).filter((at) => at !== null);
      return { lastVerified: verified.sort().at(-1) ?? null, lastRefused: refused.items[0]?.at ?? null };
    },
    () => (may(this.me.user.role, 'keys.manage') ? [this.botId] : null),
  );
  private saver = new BotSaver(this);

  /** For the saver: only used once the bot is there. */
  get bot(): Bot {
    return this.remote.value as Bot;
  }

  async #toggle(bot: Bot): Promise<void> {
    await this.saver.save({ enabled: !bot.enabled });
    await this.remote.reload();
  }

  #duplicate = async (): Promise<void> => {
    this.problem = null;
    try {
      const copy = await duplicateBot(this.botId);
      this.notices.say(this.words.t.bot.duplicated);
      this.router.go(hrefTo('bot', { bot_id: copy.id }));
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  };

  override render() {
    const { t } = this.words;
    const bot = this.remote.value;
    return html`<div class="page">
      ${pageHead({
        title: bot?.name ?? t.bots.one,
        crumbsLabel: t.shell.crumbs,
        crumbs: [{ label: t.bots.title, href: hrefTo('bots') }],
        actions:
          bot &&
          html`<span class="chip ${bot.enabled ? 'good' : ''}">${bot.enabled ? t.bots.on : t.bots.off}</span>
            ${
              may(this.me.user.role, 'bots.write')
                ? html`<button class="compact" @click=${() => this.#toggle(bot)} ?disabled=${this.saver.busy}>
                      ${bot.enabled ? t.bot.switch_off : t.bot.switch_on}
                    </button>
                    <button class="compact" @click=${this.#duplicate}>${t.bot.duplicate}</button>`
                : nothing
            }`,
      })}
      ${this.remote.problem ? html`<console-problem .problem=${this.remote.problem} retryable @retry=${() => this.remote.reload()}></console-problem>` : nothing}
      <console-problem .problem=${this.problem}></console-problem>
      ${this.saver.render()}
      ${bot === undefined ? (this.remote.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing) : this.#overview(bot)}
    </div>`;
  }

  #overview(bot: Bot) {
    const { t } = this.words;
    const params = { bot_id: bot.id };
    const identity = this.identity.value;
    const editor = may(this.me.user.role, 'bots.write');
    return html`
      ${editor ? html`<console-bot-checklist .botId=${bot.id}></console-bot-checklist>` : nothing}
      <section class="card" aria-labelledby="snippet">
        <header>
          <h2 id="snippet">${t.install.snippet}</h2>
          <p class="soft">${t.install.snippet_how}</p>
        </header>
        <console-code .code=${botSnippet(bot.loader_url)} .label=${'HTML'}></console-code>
      </section>
      <section class="card todo" aria-label=${t.bot.settings}>
        <ul role="list">
          ${
            editor
              ? this.#item({
                  href: hrefTo('install', params),
                  mark: bot.origins.length === 0 ? 'warn' : 'good',
                  title: t.install.origins,
                  state: bot.origins.length === 0 ? t.bots.any_origin : t.bots.origins(bot.origins.length),
                })
              : nothing
          }
          ${
            !may(this.me.user.role, 'keys.manage')
              ? nothing
              : this.#item({
                  href: hrefTo('custom_user_id', params),
                  mark: identity?.lastVerified ? 'good' : 'none',
                  icon: iconShield,
                  title: t.custom_user_id.title,
                  state:
                    identity === undefined
                      ? ''
                      : html`${
                          identity.lastVerified === null
                            ? t.bot.never_verified
                            : html`${t.bot.last_verified} <console-time .at=${identity.lastVerified}></console-time>`
                        }${
                          identity.lastRefused === null
                            ? nothing
                            : html` · ${t.bot.last_refused} <console-time .at=${identity.lastRefused}></console-time>`
                        }`,
                })
          }
          ${
            editor
              ? this.#item({
                  href: hrefTo('display_style', params),
                  mark: 'none',
                  icon: iconEye,
                  title: t.settings.tabs.display_style,
                  state: t.bot.display_style,
                })
              : nothing
          }
          ${
            editor
              ? this.#item({
                  href: hrefTo('behaviour', params),
                  mark: 'none',
                  icon: iconBot,
                  title: t.settings.tabs.behaviour,
                  state: bot.guests_allowed ? t.bot.guests : t.bot.no_guests,
                })
              : nothing
          }
          ${this.#item({
            href: hrefTo('fields', params),
            mark: 'none',
            icon: iconPerson,
            title: t.records.fields.title,
            state: t.records.fields.lead,
          })}
          ${
            may(this.me.user.role, 'error_log.read')
              ? this.#item({
                  href: hrefTo('error_log', params),
                  mark: 'none',
                  icon: iconWarning,
                  title: t.records.errors.title,
                  state: t.records.errors.brief,
                })
              : nothing
          }
          ${
            may(this.me.user.role, 'retention.manage')
              ? this.#item({
                  href: hrefTo('retention', params),
                  mark: 'none',
                  icon: iconBlock,
                  title: t.records.retention.title,
                  state: t.records.retention.brief,
                })
              : nothing
          }
          ${this.#item({
            href: hrefTo('conversations', undefined, { bot: bot.id }),
            mark: 'none',
            icon: iconChat,
            title: t.shell.conversations,
            state: t.bot.conversations,
          })}
        </ul>
      </section>
    `;
  }

  #item(item: { href: string; mark: 'good' | 'warn' | 'none'; icon?: unknown; title: string; state: unknown }) {
    const icon = { good: iconCheck, warn: iconWarning, none: item.icon }[item.mark];
    return html`<li>
      <a href=${item.href}>
        <span class="mark ${item.mark}">${icon}</span>
        <span class="about"><strong>${item.title}</strong><br /><span class="soft small">${item.state}</span></span>
        ${iconForward}
      </a>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-bot-page': ConsoleBotPage;
  }
}
