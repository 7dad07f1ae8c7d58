import { createHash, randomBytes } from 'node:crypto';
import type { ApiKey, CreatedApiKey } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import { AuditService, type Member } from '../workspaces/index.js';
import type { Bot } from './bot.entity.js';
import { toApiKey } from './bot.mapper.js';
import type { BotApiKey } from './bot-api-key.entity.js';
import { BotsRepository } from './bots.repository.js';
import { BotsService } from './bots.service.js';

/** Every API key begins so: it can be told from other secrets, and found where it was leaked. */
const PREFIX = 'ck_';
const KEY_SHAPE = /^ck_[A-Za-z0-9_-]{43}$/;
const SHOWN_CHARACTERS = 9;
/** How stale `lastUsedAtMs` may get before a request refreshes it. */
const USED_REFRESH_MS = 60_000;
/** Enough for every service and stage of one website; a script gone wild is stopped. */
const KEYS_MAX = 50;

/** 256 random bits need no slow hash. */
const hashOf = (key: string): string => createHash('sha256').update(key, 'utf8').digest('base64url');

/** Makes keys and knows their age. */
@Injectable()
export class ApiKeyMaking {
  constructor(
    private readonly ids: IdMaker,
    private readonly clock: Clock,
  ) {}

  make(botId: string, name: string, nowMs: number): { row: BotApiKey; key: string } {
    const key = `${PREFIX}${randomBytes(32).toString('base64url')}`;
    const row: BotApiKey = {
      id: this.ids.newId(),
      botId,
      name,
      prefix: key.slice(0, SHOWN_CHARACTERS),
      keyHash: hashOf(key),
      createdAtMs: nowMs,
      lastUsedAtMs: null,
    };
    return { row, key };
  }

  isStale(row: BotApiKey): boolean {
    return this.clock.nowMs() - (row.lastUsedAtMs ?? 0) >= USED_REFRESH_MS;
  }
}

/** API keys of bots, for the backends of websites. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly rows: BotsRepository,
    private readonly bots: BotsService,
    private readonly audit: AuditService,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly making: ApiKeyMaking,
  ) {}

  async list(
    member: Member,
    botId: string,
    before: string | undefined,
    limit: number,
  ): Promise<{ items: ApiKey[]; next: string | null }> {
    await this.bots.getOfWorkspace(this.reader, member.workspaceId, botId);
    const keys = await this.rows.listApiKeys(this.reader, botId, keyOfPage(before), limit);
    return pageOfRows(keys, limit, ({ id }) => id, toApiKey);
  }

  /** Makes a key. This answer is the only time it is seen. @throws conflict when the bot has its fill. */
  createBy(member: Member, botId: string, name: string): Promise<CreatedApiKey> {
    const { workspaceId, userId } = member;
    return this.unitOfWork.run('bots.create-api-key', async (tx) => {
      await lockAlone(tx, ['bot', botId]);
      await this.bots.getOfWorkspace(tx, workspaceId, botId);
      if ((await this.rows.countApiKeys(tx, botId)) >= KEYS_MAX) {
        throw new AppError('conflict', `This bot has ${KEYS_MAX} API keys already.`, {
          fix: 'Delete one you no longer use.',
        });
      }
      const made = await this.#insert(tx, botId, name);
      await this.audit.record(tx, {
        workspaceId,
        userId,
        action: 'api-key.created',
        targetId: made.id,
        detail: { botId },
      });
      return made;
    });
  }

  /** As `createBy`, for what is set up without a member. */
  create(botId: string, name: string): Promise<CreatedApiKey> {
    return this.unitOfWork.run('bots.create-api-key', (tx) => this.#insert(tx, botId, name));
  }

  /** Deletes a key; it is refused from now on. */
  async delete(member: Member, botId: string, id: string): Promise<void> {
    const { workspaceId, userId } = member;
    await this.unitOfWork.run('bots.delete-api-key', async (tx) => {
      await this.bots.getOfWorkspace(tx, workspaceId, botId);
      if (!(await this.rows.removeApiKey(tx, botId, id))) throw notFound('API key');
      await this.audit.record(tx, { workspaceId, userId, action: 'api-key.deleted', targetId: id, detail: { botId } });
    });
  }

  /** The bot a key speaks for. @throws unauthenticated for anything that is no key. */
  async requireBot(key: string): Promise<Bot> {
    const row = KEY_SHAPE.test(key) ? await this.rows.findApiKeyByHash(this.reader, hashOf(key)) : null;
    const bot = row === null ? null : await this.bots.findById(this.reader, row.botId);
    if (row === null || bot === null) {
      throw new AppError('unauthenticated', 'This is not an API key of a bot.', {
        fix: 'Send Authorization: Bearer ck_..., with a key made under the settings of the bot.',
      });
    }
    if (this.making.isStale(row)) {
      await this.unitOfWork.run('bots.note-api-key-use', (tx) => this.rows.noteApiKeyUse(tx, row.id));
    }
    return bot;
  }

  async #insert(tx: Tx, botId: string, name: string): Promise<CreatedApiKey> {
    const { row, key } = this.making.make(botId, name, tx.nowMs);
    await this.rows.insertApiKey(tx, row);
    return { ...toApiKey(row), key };
  }
}
