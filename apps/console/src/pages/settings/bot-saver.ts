import { html, type LitElement, nothing, type TemplateResult } from 'lit';
import type { Guard, Notices } from '../../contexts/contexts.js';
import { type Bot, type UpdateBotBody, updateBot } from '../../data/bots.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import '../../elements/console-problem.js';
import type { Words } from '../../locale/words.js';
import { BotChangedEvent, BotOutdatedEvent } from './bot-changed-event.js';

type Host = LitElement & { bot: Bot; words: Words; guard: Guard; notices: Notices };

/** Stores changes of a bot for one form: asks for the password where loosening demands it, and says how it went. */
export class BotSaver {
  problem: ApiProblem | null = null;
  busy = false;

  constructor(private readonly host: Host) {}

  /** @returns whether the change is stored. */
  save(change: Omit<UpdateBotBody, 'version'>): Promise<boolean> {
    return this.run(({ id, version }) => updateBot(id, { version, ...change }));
  }

  /** Stores by any request that answers with the changed bot. @returns whether it did */
  async run(store: (bot: Bot) => Promise<Bot>): Promise<boolean> {
    const { bot, words, guard, notices } = this.host;
    this.busy = true;
    this.problem = null;
    this.host.requestUpdate();
    let stored = false;
    try {
      const done = await guard.run(() => store(bot));
      if (done !== null) {
        stored = true;
        notices.say(words.t.settings.saved);
        this.host.dispatchEvent(new BotChangedEvent(done.value));
      }
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
    this.host.requestUpdate();
    return stored;
  }

  #loadNewest = (): void => {
    this.problem = null;
    this.host.requestUpdate();
    this.host.dispatchEvent(new BotOutdatedEvent());
  };

  /** What stands above the form's button. */
  render(): TemplateResult | typeof nothing {
    if (this.problem === null) return nothing;
    return html`<console-problem .problem=${this.problem}></console-problem>
      ${
        this.problem.code === 'conflict'
          ? html`<p>
            <button type="button" @click=${this.#loadNewest}>
              ${this.host.words.t.settings.load_newest}
            </button>
          </p>`
          : nothing
      }`;
  }
}
