import { IdentifierHashError, verifyIdentifierHash } from '@chatku/crypto';
import type {
  IdentityLogEntry,
  IdentityLogQuery,
  RevealedKey,
  SpecialKey,
  TestHashBody,
  TestHashResult,
} from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type * as v from 'valibot';
import { Reader } from '../../platform/database/reader.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import type { Along } from '../../platform/unit-of-work/along.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { type Bot, BotsService } from '../bots/index.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import { AuditService, type Member } from '../workspaces/index.js';
import { GuestLinksService } from './guest-links.service.js';
import { IdentityLogService } from './identity-log.service.js';
import { KeyRingService } from './key-ring.service.js';

/** Hashes one admin may have tested: enough for a person, useless for guessing. */
const TESTS = { name: 'test-your-hash', points: 30, windowSeconds: 60 };
const REVEALS = { name: 'reveal-key', points: 20, windowSeconds: 600 };

/** What an admin's acts need of the house. */
@Injectable()
export class AdminDesk {
  constructor(
    readonly reader: Reader,
    readonly unitOfWork: UnitOfWork,
    readonly audit: AuditService,
  ) {}
}

/** What owner and admin do with identity. Everything that touches a key is in the audit log. */
@Injectable()
export class IdentityAdminService {
  readonly #tests: RateLimit;
  readonly #reveals: RateLimit;

  constructor(
    private readonly keyRing: KeyRingService,
    private readonly log: IdentityLogService,
    private readonly links: GuestLinksService,
    private readonly bots: BotsService,
    private readonly desk: AdminDesk,
    limits: RateLimits,
  ) {
    this.#tests = limits.create(TESTS);
    this.#reveals = limits.create(REVEALS);
  }

  async listKeys(
    member: Member,
    botId: string,
    before: string | undefined,
    limit: number,
  ): Promise<{ items: SpecialKey[]; next: string | null }> {
    const beforeId = keyOfPage(before);
    const keys = await this.keyRing.list(await this.#bot(member, botId));
    const page = keys.filter(({ id }) => beforeId === null || id < beforeId).slice(0, limit);
    return pageOfRows(
      page,
      limit,
      ({ id }) => id,
      (key) => key,
    );
  }

  async addKey(member: Member, botId: string): Promise<SpecialKey> {
    return this.keyRing.add(await this.#bot(member, botId), this.#audited(member, 'key.added'));
  }

  async importKey(member: Member, botId: string, text: string): Promise<SpecialKey> {
    return this.keyRing.import(await this.#bot(member, botId), text, this.#audited(member, 'key.imported'));
  }

  async revealKey(member: Member, botId: string, keyId: string): Promise<RevealedKey> {
    await this.#reveals.charge(member.userId);
    const bot = await this.#bot(member, botId);
    return { id: keyId, key: await this.keyRing.reveal(bot, keyId, this.#audited(member, 'key.revealed')) };
  }

  async makePrimary(member: Member, botId: string, keyId: string): Promise<void> {
    await this.keyRing.makePrimary(await this.#bot(member, botId), keyId, this.#audited(member, 'key.made_primary'));
  }

  async retireKey(member: Member, botId: string, keyId: string): Promise<void> {
    await this.keyRing.retire(await this.#bot(member, botId), keyId, this.#audited(member, 'key.retired'));
  }

  async restoreKey(member: Member, botId: string, keyId: string): Promise<void> {
    await this.keyRing.restore(await this.#bot(member, botId), keyId, this.#audited(member, 'key.restored'));
  }

  async markCompromised(member: Member, botId: string, keyId: string): Promise<void> {
    await this.keyRing.markCompromised(await this.#bot(member, botId), keyId, this.#audited(member, 'key.compromised'));
  }

  /** Says by which key a hash verifies, or what is wrong with it. Never what it should have been. */
  async testHash(member: Member, botId: string, body: TestHashBody): Promise<TestHashResult> {
    await this.#tests.charge(member.userId);
    const bot = await this.#bot(member, botId);
    await this.desk.unitOfWork.run('identity.test-hash', (tx) => this.#audited(member, 'hash.tested')(tx, bot.id));
    const { user_id: userId, identifier_hash: identifierHash } = body;
    const { keys } = await this.keyRing.openRing(this.desk.reader, bot.id);
    try {
      const verification = verifyIdentifierHash({ userId, identifierHash, keys });
      if (verification.verified) return { verified: true, key_id: verification.key.id, diagnosis: null };
    } catch (error) {
      if (!(error instanceof IdentifierHashError)) throw error;
    }
    const { diagnosis, variant, keyId } = await this.log.explain({ bot, userId, identifierHash, email: body.email });
    return {
      verified: false,
      key_id: keyId ?? null,
      diagnosis,
      ...(variant === undefined ? {} : { variant }),
    };
  }

  async listLog(
    member: Member,
    botId: string,
    query: v.InferOutput<typeof IdentityLogQuery>,
  ): Promise<{ items: IdentityLogEntry[]; next: string | null }> {
    const bot = await this.#bot(member, botId);
    const beforeId = keyOfPage(query.before);
    const items = await this.log.list({
      botId: bot.id,
      limit: query.limit,
      ...(query.verdict === undefined ? {} : { verdict: query.verdict }),
      ...(query.request_id === undefined ? {} : { requestId: query.request_id }),
      ...(beforeId === null ? {} : { beforeId }),
    });
    return pageOfRows(
      items,
      query.limit,
      ({ id }) => id,
      (entry) => entry,
    );
  }

  async undoLink(member: Member, contactId: string, linkId: string): Promise<void> {
    await this.desk.unitOfWork.run('identity.undo-link', async (tx) => {
      await this.links.undo(tx, member.workspaceId, contactId, linkId);
      await this.#audited(member, 'link.undone')(tx, linkId);
    });
  }

  #bot(member: Member, botId: string): Promise<Bot> {
    return this.bots.getOfWorkspace(this.desk.reader, member.workspaceId, botId);
  }

  #audited({ workspaceId, userId }: Member, action: string): Along {
    return (tx, targetId) => this.desk.audit.record(tx, { workspaceId, userId, action, targetId });
  }
}
