import { may, type Permission, pathOf } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { recall, remember } from '../../app/browser-memory.js';
import { sessionContext, wordsContext } from '../../contexts/contexts.js';
import { type Checklist, fetchChecklist } from '../../data/onboarding.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import { WhileVisible } from '../../data/while-visible.js';
import '../../elements/console-problem.js';
import { iconCheck, iconClose } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

type Step = {
  readonly id: 'chat' | 'embed' | 'verify' | 'invite';
  /** Who may do it; nobody else is shown it. */
  readonly permission: Permission;
  readonly href: string;
  /** What there is to say once it is done; null: not done yet. */
  readonly done: string | null;
};

/** How often it looks whether something was done meanwhile, mostly in another tab. */
const LOOK_EVERY_MS = 15_000;

/**
 * What is left to do until a new bot is at work: chat, embed, verify, invite. Goes away when all is done or dismissed.
 *
 * @summary A new bot's checklist.
 * @tag console-bot-checklist
 */
@customElement('console-bot-checklist')
export class ConsoleBotChecklist extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .head {
        display: flex;
        align-items: flex-start;
        justify-content: space-between;
        gap: var(--gap-3);
      }
      progress {
        display: block;
        inline-size: 100%;
        block-size: 0.375rem;
        border: 0;
        border-radius: var(--round-full);
        overflow: hidden;
        appearance: none;
        background: var(--hover);
      }
      progress::-webkit-progress-bar {
        background: var(--hover);
      }
      progress::-webkit-progress-value {
        background: var(--good);
      }
      progress::-moz-progress-bar {
        background: var(--good);
      }
      ul {
        display: grid;
        gap: var(--gap-1);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-2) var(--gap-3);
        padding-block: var(--gap-2);
      }
      li + li {
        border-block-start: 1px solid var(--line);
      }
      .mark {
        display: grid;
        place-items: center;
        inline-size: 1.75rem;
        block-size: 1.75rem;
        flex: none;
        border: 1.5px solid var(--line-strong);
        border-radius: 50%;
        color: var(--ink-soft);
        font-size: var(--text-s);
        font-weight: 620;
      }
      .mark.good {
        border-color: transparent;
        background: var(--good-ground);
        color: var(--good);
      }
      .about {
        flex: 1 1 12rem;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @property({ attribute: false }) botId = '';
  @state() private dismissed = false;
  private remote = new Remote(
    this,
    (signal, id: string) => fetchChecklist(id, signal),
    () => (this.#isDismissed ? null : [this.botId]),
  );

  constructor() {
    super();
    new WhileVisible(this, LOOK_EVERY_MS, async () => {
      if (!this.hidden) await this.remote.reload();
    });
  }

  get #memory(): string {
    return `checklist.${this.botId}`;
  }

  get #isDismissed(): boolean {
    return this.dismissed || recall(this.#memory) !== null;
  }

  #dismiss = (): void => {
    remember(this.#memory, 'dismissed');
    this.dismissed = true;
  };

  #steps({ chat_at, embed, verified_at, members }: Checklist): Step[] {
    const { checklist } = this.words.t.start;
    const params = { bot_id: this.botId };
    const steps: Step[] = [
      {
        id: 'chat',
        permission: 'bots.write',
        href: pathOf('chat_page', params),
        done: chat_at === null ? null : checklist.chat.done,
      },
      {
        id: 'embed',
        permission: 'bots.write',
        href: hrefTo('install', params),
        done: embed === null ? null : checklist.embed.done(embed.origin),
      },
      {
        id: 'verify',
        permission: 'keys.manage',
        href: hrefTo('custom_user_id', params),
        done: verified_at === null ? null : checklist.verify.done,
      },
      {
        id: 'invite',
        permission: 'members.manage',
        href: hrefTo('members'),
        done: members < 2 ? null : checklist.invite.done(members),
      },
    ];
    return steps.filter(({ permission }) => may(this.me.user.role, permission));
  }

  override willUpdate(): void {
    const list = this.remote.value;
    const left = list === undefined ? [] : this.#steps(list).filter(({ done }) => done === null);
    // An empty element would still take its place in a grid.
    this.hidden = this.#isDismissed || (left.length === 0 && !this.remote.problem);
  }

  override render() {
    const { t } = this.words;
    if (this.hidden) return nothing;
    if (this.remote.value === undefined) {
      return html`<console-problem .problem=${this.remote.problem} retryable @retry=${() => this.remote.reload()}></console-problem>`;
    }
    const steps = this.#steps(this.remote.value);
    const done = steps.filter((step) => step.done !== null).length;
    return html`<section class="card" aria-labelledby="title">
      <div class="head">
        <header>
          <h2 id="title">${t.start.checklist.title}</h2>
          <p class="soft" role="status">${t.start.checklist.progress(done, steps.length)}</p>
        </header>
        <button class="quiet icon-only compact" aria-label=${t.start.checklist.dismiss} title=${t.start.checklist.dismiss} @click=${this.#dismiss}>
          ${iconClose}
        </button>
      </div>
      <progress max=${steps.length} .value=${done} aria-labelledby="title"></progress>
      <ul role="list">
        ${steps.map((step, i) => this.#step(step, i + 1, step === steps.find((one) => one.done === null)))}
      </ul>
    </section>`;
  }

  #step(step: Step, number: number, next: boolean) {
    const { checklist } = this.words.t.start;
    const { title, todo, action } = checklist[step.id];
    const done = step.done !== null;
    return html`<li>
      <span class="mark ${done ? 'good' : ''}" aria-hidden="true">${done ? iconCheck : number}</span>
      <div class="about">
        <strong>${title}</strong><span class="hidden-visually">, ${done ? checklist.is_done : checklist.is_open}</span><br />
        <span class="soft small">${step.done ?? todo}</span>
      </div>
      ${done ? nothing : html`<a class="button compact ${next ? 'primary' : ''}" href=${step.href} target=${step.id === 'chat' ? '_blank' : nothing} aria-label="${action}: ${title}">${action}</a>`}
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-bot-checklist': ConsoleBotChecklist;
  }
}
