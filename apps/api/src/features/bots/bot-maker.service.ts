import { type BotPurpose, DEFAULT_BEHAVIOUR, DEFAULT_GUEST_LIMITS, NO_PAGE_RIGHTS } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { StarterFlowsService, type StarterLanguage } from '../flows/index.js';
import type { Bot } from './bot.entity.js';
import { BotHooks } from './bot-hooks.js';
import { BotPicturesRepository } from './bot-pictures.repository.js';
import { BotsRepository } from './bots.repository.js';
import { behaviourWithCopies, rightsOverCopies } from './flow-pointers.js';

/** What of a bot is a setting. */
export type BotSettings = Omit<Bot, 'id' | 'workspaceId' | 'version' | 'createdAtMs'>;
/** Settings a new bot is given; the rest are defaults. */
export type NewBot = Partial<BotSettings> & Pick<BotSettings, 'name'>;

/** Colour of a bot nobody has dressed yet: white text on it has a contrast of 6.3 to 1. */
const COLOUR = '#1f5fbf';
const TITLE_MAX = 60;
const NAME_MAX = 80;

/** Makes bots; whatever else belongs to a new bot is made by those who registered with `BotHooks`. */
@Injectable()
export class BotMaker {
  constructor(
    private readonly bots: BotsRepository,
    private readonly pictures: BotPicturesRepository,
    private readonly hooks: BotHooks,
    private readonly ids: IdMaker,
    private readonly starters: StarterFlowsService,
  ) {}

  /** Makes a bot in the caller's unit of work. Unless told, it is switched on, welcomes guests and may be embedded anywhere. */
  async createIn(tx: Tx, workspaceId: string, settings: NewBot): Promise<Bot> {
    const { name } = settings;
    const bot: Bot = {
      id: this.ids.newId(),
      workspaceId,
      enabled: true,
      looks: { title: cut(name, TITLE_MAX), colour: COLOUR, position: 'right', scheme: 'auto', locale: 'auto' },
      origins: [],
      nullOriginAllowed: false,
      guestsAllowed: true,
      guestFlowId: null,
      knownFlowId: null,
      identifiedFlowId: null,
      pageRights: NO_PAGE_RIGHTS,
      behaviour: DEFAULT_BEHAVIOUR,
      guestLimits: DEFAULT_GUEST_LIMITS,
      version: 1,
      createdAtMs: tx.nowMs,
      ...settings,
    };
    await this.bots.insert(tx, bot);
    await this.hooks.created(tx, bot);
    return bot;
  }

  /** As `createIn`, with flows by which it answers from its first minute. */
  async createFurnishedIn(
    tx: Tx,
    workspaceId: string,
    settings: NewBot,
    { purpose, language }: { purpose: BotPurpose; language: StarterLanguage },
  ): Promise<Bot> {
    const bot = await this.createIn(tx, workspaceId, settings);
    await this.changeIn(tx, bot, await this.starters.furnish(tx, bot.id, purpose, language));
    return bot;
  }

  /** Changes a bot that was just made, whatever its version. */
  async changeIn(tx: Tx, bot: Bot, changes: Partial<BotSettings>): Promise<void> {
    await this.bots.update(tx, bot.id, changes);
    Object.assign(bot, changes);
  }

  /**
   * Makes a bot with the settings of another. Keys, API keys, contacts and logs stay where they are.
   *
   * @param flowIds flows of the copy by those of the original.
   */
  async duplicateIn(tx: Tx, from: Bot, copyFlows: (to: Bot) => Promise<ReadonlyMap<string, string>>): Promise<Bot> {
    const to = await this.createIn(tx, from.workspaceId, {
      name: `${cut(from.name, NAME_MAX - 7)} (copy)`,
      enabled: from.enabled,
      looks: from.looks,
      origins: [...from.origins],
      nullOriginAllowed: from.nullOriginAllowed,
      guestsAllowed: from.guestsAllowed,
      guestLimits: from.guestLimits,
    });
    const picture = from.looks.avatar && (await this.pictures.find(tx, from.id, from.looks.avatar));
    if (picture) await this.pictures.insert(tx, { ...picture, botId: to.id, createdAtMs: tx.nowMs });
    const flowIds = await copyFlows(to);
    const flows = {
      guestFlowId: flowIds.get(from.guestFlowId ?? '') ?? null,
      knownFlowId: flowIds.get(from.knownFlowId ?? '') ?? null,
      identifiedFlowId: flowIds.get(from.identifiedFlowId ?? '') ?? null,
      pageRights: rightsOverCopies(from.pageRights, flowIds),
      behaviour: behaviourWithCopies(from.behaviour, flowIds),
    };
    await this.changeIn(tx, to, flows);
    await this.hooks.duplicated(tx, from, to);
    return to;
  }
}

/** At most `max` UTF-16 units, never half a character. */
function cut(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
}
