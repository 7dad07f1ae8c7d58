import type { Behaviour, CreateBotBody, UpdateBotBody, Bot as WireBot } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import { type Member, requireRecentPassword } from '../workspaces/index.js';
import type { Bot } from './bot.entity.js';
import { toBot } from './bot.mapper.js';
import { BotDesk, tooLate } from './bot-desk.js';
import { BotMaker, type BotSettings, type NewBot } from './bot-maker.service.js';
import { BotPicturesRepository } from './bot-pictures.repository.js';
import { BotsRepository } from './bots.repository.js';
import { flowsNamedBy } from './flow-pointers.js';
import { canonicalOrigin, originAllowed } from './origin-rule.js';

/** Bots as members of their workspace see and change them. */
@Injectable()
export class BotConsoleService {
  constructor(
    private readonly bots: BotsRepository,
    private readonly maker: BotMaker,
    private readonly pictures: BotPicturesRepository,
    private readonly desk: BotDesk,
    private readonly config: Config,
  ) {}

  /** A page of the workspace's bots, the newest first. */
  async list(
    member: Member,
    before: string | undefined,
    limit: number,
  ): Promise<{ items: WireBot[]; next: string | null }> {
    const rows = await this.bots.listOfWorkspace(this.desk.reader, member.workspaceId, keyOfPage(before), limit);
    return pageOfRows(
      rows,
      limit,
      ({ id }) => id,
      (bot) => this.#toWire(bot),
    );
  }

  async get(member: Member, id: string): Promise<WireBot> {
    return this.#toWire(await this.#getRow(this.desk.reader, member, id));
  }

  async create(member: Member, body: CreateBotBody): Promise<WireBot> {
    const name = nameOf(body.name);
    const { purpose = 'greet', language = 'en' } = body;
    const bot = await this.desk.unitOfWork.run('bots.create', async (tx) => {
      const made = await this.maker.createFurnishedIn(tx, member.workspaceId, { name }, { purpose, language });
      await this.#audit(tx, member, 'bot.created', made.id, { purpose });
      return made;
    });
    return this.#toWire(bot);
  }

  /**
   * Changes what the body names.
   *
   * @throws conflict when somebody was faster; invalid_request for an origin, flow or picture that cannot be; password_required when
   *   websites would be let in that were not before.
   */
  async update(member: Member, id: string, body: UpdateBotBody): Promise<WireBot> {
    // A flow is never taken from its bot, so this may be asked before the transaction.
    const seen = await this.#getRow(this.desk.reader, member, id);
    await this.#requireFlows(seen.id, body);
    const changes = changesOf(body);
    const bot = await this.desk.unitOfWork.run('bots.update', async (tx) => {
      await lockAlone(tx, ['bot', id]);
      const now = await this.#getRow(tx, member, id);
      if (now.version !== body.version) throw tooLate();
      await this.#requirePicture(tx, id, body);
      if (loosensOrigins(now, { ...now, ...changes })) requireRecentPassword(member, this.desk.clock.nowMs());
      if (!(await this.bots.updateAtVersion(tx, id, body.version, changes))) throw tooLate();
      await this.#audit(tx, member, 'bot.changed', id, { changed: Object.keys(changes).join(' ') });
      return { ...now, ...changes, version: body.version + 1 };
    });
    return this.#toWire(bot);
  }

  /** Makes a copy: settings and flows; never keys, API keys, contacts or logs. */
  async duplicate(member: Member, id: string): Promise<WireBot> {
    const bot = await this.desk.unitOfWork.run('bots.duplicate', async (tx) => {
      await lockAlone(tx, ['bot', id]);
      const from = await this.#getRow(tx, member, id);
      const to = await this.maker.duplicateIn(tx, from, (made) => this.desk.flowCopies.copyAll(tx, from.id, made.id));
      await this.#audit(tx, member, 'bot.duplicated', to.id, { from: from.id });
      return to;
    });
    return this.#toWire(bot);
  }

  /** Makes a bot in the caller's unit of work, with its keys and whatever else a new bot has. */
  createIn(tx: Tx, workspaceId: string, settings: NewBot): Promise<Bot> {
    return this.maker.createIn(tx, workspaceId, settings);
  }

  /** Changes a bot that the same unit of work has made. */
  changeIn(tx: Tx, bot: Bot, changes: Partial<BotSettings>): Promise<void> {
    return this.maker.changeIn(tx, bot, changes);
  }

  #toWire(bot: Bot): WireBot {
    return toBot(bot, this.config.publicUrl);
  }

  async #getRow(db: Db, member: Member, id: string): Promise<Bot> {
    const bot = await this.bots.findById(db, id);
    if (bot === null || bot.workspaceId !== member.workspaceId) throw notFound('bot');
    return bot;
  }

  async #requireFlows(botId: string, body: UpdateBotBody): Promise<void> {
    for (const [path, flowId] of flowsNamedBy(body)) {
      if (flowId === undefined || flowId === null || (await this.desk.flows.belongs(botId, flowId))) continue;
      throw new AppError('invalid_request', 'This is not a flow of this bot.', {
        fix: 'Choose one of the flows of this bot.',
        issues: [{ path, message: 'must be a flow of this bot' }],
      });
    }
  }

  async #requirePicture(tx: Tx, botId: string, { looks }: UpdateBotBody): Promise<void> {
    if (looks?.avatar === undefined || (await this.pictures.has(tx, botId, looks.avatar))) return;
    throw new AppError('invalid_request', 'This bot has no such picture.', {
      fix: 'Upload the picture first.',
      issues: [{ path: 'looks.avatar', message: 'must be a picture of this bot' }],
    });
  }

  async #audit(
    tx: Tx,
    member: Member,
    action: string,
    targetId: string,
    detail: Record<string, string> = {},
  ): Promise<void> {
    const { workspaceId, userId } = member;
    await this.desk.audit.record(tx, { workspaceId, userId, action, targetId, detail });
  }
}

function nameOf(typed: string): string {
  const name = typed.trim();
  if (name !== '') return name;
  throw new AppError('invalid_request', 'A name is more than spaces.', {
    fix: 'Write a name.',
    issues: [{ path: 'name', message: 'must not be empty' }],
  });
}

/** Wire -> row, only what the body names. @throws invalid_request for an origin that is none */
function changesOf(body: UpdateBotBody): Partial<Bot> {
  const changes: Partial<Bot> = {};
  if (body.name !== undefined) changes.name = nameOf(body.name);
  if (body.enabled !== undefined) changes.enabled = body.enabled;
  if (body.looks !== undefined) changes.looks = body.looks;
  if (body.origins !== undefined) changes.origins = [...new Set(body.origins.map(canonicalOrigin))];
  if (body.null_origin_allowed !== undefined) changes.nullOriginAllowed = body.null_origin_allowed;
  if (body.guests_allowed !== undefined) changes.guestsAllowed = body.guests_allowed;
  if (body.guest_flow_id !== undefined) changes.guestFlowId = body.guest_flow_id;
  if (body.known_flow_id !== undefined) changes.knownFlowId = body.known_flow_id;
  if (body.identified_flow_id !== undefined) changes.identifiedFlowId = body.identified_flow_id;
  if (body.page_rights !== undefined) changes.pageRights = body.page_rights;
  if (body.behaviour !== undefined) changes.behaviour = behaviourOf(body.behaviour);
  if (body.guest_limits !== undefined) changes.guestLimits = body.guest_limits;
  return changes;
}

const isTimezone = (name: string): boolean => {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
};

/** @throws invalid_request for a time zone that is none */
function behaviourOf(behaviour: Behaviour): Behaviour {
  const { hours } = behaviour;
  if (hours === null || isTimezone(hours.timezone)) return behaviour;
  throw new AppError('invalid_request', 'Nobody knows this time zone.', {
    fix: 'Write it as Asia/Kuala_Lumpur is written.',
    issues: [{ path: 'behaviour.hours.timezone', message: 'must be the IANA name of a time zone' }],
  });
}

type OriginRule = Pick<Bot, 'origins' | 'nullOriginAllowed'>;

/** Would `after` let in a website that `before` kept out? */
export function loosensOrigins(before: OriginRule, after: OriginRule): boolean {
  if (after.nullOriginAllowed && !before.nullOriginAllowed) return true;
  if (before.origins.length === 0) return false;
  if (after.origins.length === 0) return true;
  // A wildcard is covered by the same wildcard only: no rule of ours stands for several of them.
  return after.origins.some((origin) =>
    origin.includes('*') ? !before.origins.includes(origin) : !originAllowed(before, origin),
  );
}
