import type { IdentityPolicy, IdentityPolicyState, PutIdentityPolicyBody } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { type Bot, BotsService } from '../bots/index.js';
import { SessionsService } from '../sessions/index.js';
import { type Member, requireRecentPassword } from '../workspaces/index.js';
import { AdminDesk } from './admin-desk.js';
import { IdentityRepository } from './identity.repository.js';
import { DAY_MS, verifies } from './key.mapper.js';
import { KeyRingService } from './key-ring.service.js';

/** Which proofs a bot takes, and what taking tokens only would do. */
@Injectable()
export class IdentityPolicyService {
  constructor(
    private readonly repository: IdentityRepository,
    private readonly keyRing: KeyRingService,
    private readonly bots: BotsService,
    private readonly sessions: SessionsService,
    private readonly desk: AdminDesk,
  ) {}

  /** The policy of a bot; both forms, where none was ever set. */
  async get(db: Db, botId: string): Promise<IdentityPolicy> {
    return this.repository.findPolicy(db, botId);
  }

  async state(member: Member, botId: string): Promise<IdentityPolicyState> {
    const bot = await this.#bot(member, botId);
    return this.#stateOf(bot);
  }

  /**
   * Sets the policy. Tightening is only audited; loosening asks for the password. Turning to tokens only ends the sessions
   * that a hash verified, unless the body says that they may live on.
   *
   * @throws password_required; conflict where tokens only would lock everybody out, since no token key verifies.
   */
  async set(member: Member, botId: string, body: PutIdentityPolicyBody): Promise<IdentityPolicyState> {
    const bot = await this.#bot(member, botId);
    const wanted = { accepts: body.accepts, rehearsal: body.accepts === 'hash_or_token' && body.rehearsal };
    await this.desk.unitOfWork.run('identity.set-policy', async (tx) => {
      await lockAlone(tx, ['bot', bot.id]);
      const before = await this.repository.findPolicy(tx, bot.id);
      if (before.accepts === wanted.accepts && before.rehearsal === wanted.rehearsal) return;
      if (loosens(before, wanted)) requireRecentPassword(member, tx.nowMs);
      if (wanted.accepts === 'token_only') await this.#requireTokenKey(tx, bot.id);
      await this.repository.savePolicy(tx, { botId: bot.id, ...wanted });
      const isTurn = before.accepts !== 'token_only' && wanted.accepts === 'token_only';
      const ended = isTurn && body.end_sessions !== false ? await this.#endSessionsByHash(tx, bot.id) : null;
      const detail = { ...wanted, ...(ended !== null && { sessionsEnded: ended }) };
      await this.desk.audited(member, 'policy.changed', detail)(tx, bot.id);
    });
    return this.#stateOf(bot);
  }

  /** Gives a duplicate the policy of its original. Keys are not copied: where tokens only are taken it gets one of its own. */
  async copyIn(tx: Tx, from: Pick<Bot, 'id'>, to: Bot): Promise<void> {
    const { accepts, rehearsal } = await this.repository.findPolicy(tx, from.id);
    if (accepts === 'token_only') await this.keyRing.addIn(tx, to, 'token');
    else if (!rehearsal) return;
    await this.repository.savePolicy(tx, { botId: to.id, accepts, rehearsal });
  }

  /** @returns how many lived. */
  async #endSessionsByHash(tx: Tx, botId: string): Promise<number> {
    const which = await this.#sessionsByHash(tx, botId);
    const live = await this.sessions.countVerified(tx, which);
    await this.sessions.endVerified(tx, which, 'revoked');
    return live;
  }

  /** A session has one key: a token's, where a call brought both. */
  async #sessionsByHash(db: Db, botId: string): Promise<{ keyIds: readonly string[] }> {
    const ring = await this.repository.listKeys(db, botId);
    return { keyIds: ring.filter(({ kind }) => kind === 'hash').map(({ id }) => id) };
  }

  async #requireTokenKey(tx: Tx, botId: string): Promise<void> {
    const ring = await this.repository.listKeys(tx, botId);
    if (ring.some((key) => key.kind === 'token' && verifies(key))) return;
    throw new AppError('conflict', 'No token key of this bot verifies, so nobody could be verified.', {
      fix: 'Add a token key first, and put it into the website.',
    });
  }

  async #stateOf(bot: Bot): Promise<IdentityPolicyState> {
    const policy = await this.repository.findPolicy(this.desk.reader, bot.id);
    const sinceMs = this.desk.clock.nowMs() - DAY_MS;
    const counts = await this.repository.countRehearsal(this.desk.reader, bot.id, sinceMs);
    const refused = counts.filter(({ wouldBeRefused }) => wouldBeRefused);
    const sum = (rows: readonly { count: number }[]) => rows.reduce((total, { count }) => total + count, 0);
    const byHash = await this.#sessionsByHash(this.desk.reader, bot.id);
    return {
      accepts: policy.accepts,
      rehearsal: policy.rehearsal,
      sessions_by_hash: await this.sessions.countVerified(this.desk.reader, byHash),
      last_24h: {
        verified: sum(counts),
        would_be_refused: sum(refused),
        origins: refused.map(({ origin, count }) => ({ origin, count })).sort((a, b) => b.count - a.count),
      },
    };
  }

  #bot(member: Member, botId: string): Promise<Bot> {
    return this.bots.getOfWorkspace(this.desk.reader, member.workspaceId, botId);
  }
}

/** Would `after` verify what `before` refused? */
const loosens = (before: IdentityPolicy, after: IdentityPolicy): boolean =>
  before.accepts === 'token_only' && after.accepts === 'hash_or_token';
