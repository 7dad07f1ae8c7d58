import type { IdentityPolicy, IdentityPolicyState } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { type Bot, BotsService } from '../bots/index.js';
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
   * Sets the policy. Tightening is only audited; loosening asks for the password.
   *
   * @throws password_required; conflict where tokens only would lock everybody out, since no token key verifies.
   */
  async set(member: Member, botId: string, body: IdentityPolicy): Promise<IdentityPolicyState> {
    const bot = await this.#bot(member, botId);
    const wanted = { accepts: body.accepts, rehearsal: body.accepts === 'hash_or_token' && body.rehearsal };
    await this.desk.unitOfWork.run('identity.set-policy', async (tx) => {
      await lockAlone(tx, ['bot', bot.id]);
      const before = await this.repository.findPolicy(tx, bot.id);
      if (before.accepts === wanted.accepts && before.rehearsal === wanted.rehearsal) return;
      if (loosens(before, wanted)) requireRecentPassword(member, tx.nowMs);
      if (wanted.accepts === 'token_only') await this.#requireTokenKey(tx, bot.id);
      await this.repository.savePolicy(tx, { botId: bot.id, ...wanted });
      await this.desk.audited(member, 'policy.changed', { ...wanted })(tx, bot.id);
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
    return {
      accepts: policy.accepts,
      rehearsal: policy.rehearsal,
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
