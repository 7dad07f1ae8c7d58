import type {
  ExportedIdentityLog,
  ExportIdentityLogBody,
  IdentityLogEntry,
  IdentityLogFilter,
  IdentityLogQuery,
  ImportKeyBody,
  KeyKind,
  RevealedKey,
  SpecialKey,
  TestHashBody,
  TestHashResult,
} from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type * as v from 'valibot';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import type { Along } from '../../platform/unit-of-work/along.js';
import { type Bot, BotsService } from '../bots/index.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import type { Member } from '../workspaces/index.js';
import { AdminDesk } from './admin-desk.js';
import { GuestLinksService } from './guest-links.service.js';
import { type LogFilter } from './identity.repository.js';
import { IdentityLogService } from './identity-log.service.js';
import { IdentityPolicyService } from './identity-policy.service.js';
import { KeyRingService } from './key-ring.service.js';
import { logCsv } from './log-csv.js';
import { ProofExplainer } from './proof-explainer.service.js';
import { isAccepted, ProofVerifier } from './proof-verifier.service.js';

/** Hashes one admin may have tested: enough for a person, useless for guessing. */
const TESTS = { name: 'test-your-hash', points: 30, windowSeconds: 60 };
const REVEALS = { name: 'reveal-key', points: 20, windowSeconds: 600 };

const EXPORTS = { name: 'export-identity-log', points: 6, windowSeconds: 600 };
/** Rows of one export. */
const EXPORT_MAX = 10_000;

/** What tells a right proof from a wrong one, and why. */
@Injectable()
export class ProofTester {
  constructor(
    readonly verifier: ProofVerifier,
    readonly explainer: ProofExplainer,
    readonly policies: IdentityPolicyService,
  ) {}
}

/** What owner and admin do with identity. Everything that touches a key is in the audit log. */
@Injectable()
export class IdentityAdminService {
  readonly #tests: RateLimit;
  readonly #reveals: RateLimit;
  readonly #exports: RateLimit;

  constructor(
    private readonly keyRing: KeyRingService,
    private readonly log: IdentityLogService,
    private readonly tester: ProofTester,
    private readonly bots: BotsService,
    private readonly desk: AdminDesk,
    limits: RateLimits,
  ) {
    this.#tests = limits.create(TESTS);
    this.#reveals = limits.create(REVEALS);
    this.#exports = limits.create(EXPORTS);
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

  async addKey(member: Member, botId: string, kind: KeyKind = 'hash'): Promise<SpecialKey> {
    const audited = this.desk.audited(member, 'key.added', { kind });
    return this.keyRing.add(await this.#bot(member, botId), kind, audited);
  }

  async importKey(member: Member, botId: string, { key, kind = 'hash' }: ImportKeyBody): Promise<SpecialKey> {
    const audited = this.desk.audited(member, 'key.imported', { kind });
    return this.keyRing.import(await this.#bot(member, botId), key, kind, audited);
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

  /** Says by which key a hash or token verifies, or what is wrong with it. Never what it should have been. */
  async testHash(member: Member, botId: string, body: TestHashBody): Promise<TestHashResult> {
    await this.#tests.charge(member.userId);
    const bot = await this.#bot(member, botId);
    await this.desk.unitOfWork.run('identity.test-hash', (tx) => this.#audited(member, 'hash.tested')(tx, bot.id));
    const { verifier, explainer, policies } = this.tester;
    const presented = {
      userId: body.user_id,
      identifierHash: body.identifier_hash,
      identityToken: body.identity_token,
    };
    const policy = await policies.get(this.desk.reader, bot.id);
    const proof = await verifier.verify(bot.id, presented);
    if (proof !== null && isAccepted(policy, { byToken: proof.token !== null })) {
      return { verified: true, key_id: proof.keyId, diagnosis: null };
    }
    const atMs = this.desk.clock.nowMs();
    const explained = await explainer.explain({ ...presented, bot, email: body.email, policy, atMs });
    const { diagnosis, variant, keyId } = explained;
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
      ...narrowedBy(query),
      ...(beforeId === null ? {} : { beforeId }),
    });
    return pageOfRows(
      items,
      query.limit,
      ({ id }) => id,
      (entry) => entry,
    );
  }

  /** The log as CSV, newest first. Every export is in the audit log. */
  async exportLog(member: Member, botId: string, body: ExportIdentityLogBody): Promise<ExportedIdentityLog> {
    const bot = await this.#bot(member, botId);
    await this.#exports.charge(member.userId);
    const entries = await this.log.list({ botId: bot.id, limit: EXPORT_MAX + 1, ...narrowedBy(body ?? {}) });
    const rows = entries.slice(0, EXPORT_MAX);
    await this.desk.unitOfWork.run('identity.export-log', (tx) =>
      this.desk.audited(member, 'identity-log.exported', { rows: rows.length })(tx, bot.id),
    );
    return { csv: logCsv(rows), rows: rows.length, complete: entries.length === rows.length };
  }

  #bot(member: Member, botId: string): Promise<Bot> {
    return this.bots.getOfWorkspace(this.desk.reader, member.workspaceId, botId);
  }

  #audited(member: Member, action: string): Along {
    return this.desk.audited(member, action);
  }
}

/** Takes guest links back, for a member. */
@Injectable()
export class LinkAdminService {
  constructor(
    private readonly links: GuestLinksService,
    private readonly desk: AdminDesk,
  ) {}

  async undoLink(member: Member, contactId: string, linkId: string): Promise<void> {
    await this.desk.unitOfWork.run('identity.undo-link', async (tx) => {
      await this.links.undo(tx, member.workspaceId, contactId, linkId);
      await this.desk.audited(member, 'link.undone')(tx, linkId);
    });
  }
}

/** Wire -> what the repository narrows by. */
function narrowedBy(filter: IdentityLogFilter): Omit<LogFilter, 'botId' | 'limit'> {
  return {
    ...(filter.verdict !== undefined && { verdict: filter.verdict }),
    ...(filter.diagnosis !== undefined && { diagnosis: filter.diagnosis }),
    ...(filter.origin !== undefined && { origin: filter.origin }),
    ...(filter.id_digest !== undefined && { idDigest: filter.id_digest }),
    ...(filter.request_id !== undefined && { requestId: filter.request_id }),
    ...(filter.from !== undefined && { fromMs: Date.parse(filter.from) }),
    ...(filter.to !== undefined && { toMs: Date.parse(filter.to) }),
  };
}
