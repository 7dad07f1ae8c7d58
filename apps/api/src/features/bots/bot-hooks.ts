import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import type { Bot } from './bot.entity.js';

/** Runs inside the unit of work that makes the bot: what it throws undoes all of it. */
export type BotCreatedHook = (tx: Tx, bot: Bot) => Promise<void>;
/** As `BotCreatedHook`, with the bot that was copied. Copies settings; never keys, contacts or logs. */
export type BotDuplicatedHook = (tx: Tx, from: Bot, to: Bot) => Promise<void>;

/**
 * What other features do when a bot is born. They import bots, so bots cannot call them: they register here, in
 * `onModuleInit`.
 */
@Injectable()
export class BotHooks {
  readonly #created: BotCreatedHook[] = [];
  readonly #duplicated: BotDuplicatedHook[] = [];

  /** For every new bot, a duplicate included. */
  onCreated(hook: BotCreatedHook): void {
    this.#created.push(hook);
  }

  /** For a duplicate, after its `onCreated` hooks. */
  onDuplicated(hook: BotDuplicatedHook): void {
    this.#duplicated.push(hook);
  }

  /** Tells everybody, in the order of their registration. */
  async created(tx: Tx, bot: Bot): Promise<void> {
    for (const hook of this.#created) await hook(tx, bot);
  }

  async duplicated(tx: Tx, from: Bot, to: Bot): Promise<void> {
    for (const hook of this.#duplicated) await hook(tx, from, to);
  }
}
