import { type CreatedInvite, type CreateInviteBody, may, type Invite as WireInvite } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import { MailService } from '../mail/index.js';
import { type Member, newSecret, StaffService, secretHash } from '../workspaces/index.js';
import type { Invite } from './invite.entity.js';
import { InvitesRepository } from './invites.repository.js';
import { toInvite } from './member.mapper.js';

export const INVITE_MS = 7 * 24 * 3_600_000;
const OPEN_MAX = 200;
/** Each may send a mail to an address of the member's choice. */
const PER_MEMBER = { name: 'invite-member', points: 60, windowSeconds: 3600 };

/** Where invitations are kept and mails go out. */
@Injectable()
export class InviteDesk {
  constructor(
    readonly invites: InvitesRepository,
    readonly mail: MailService,
    readonly config: Config,
    readonly ids: IdMaker,
  ) {}
}

/** Invitations as the members of a workspace see them. */
@Injectable()
export class InvitesService {
  readonly #perMember: RateLimit;

  constructor(
    private readonly desk: InviteDesk,
    private readonly staff: StaffService,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    limits: RateLimits,
  ) {
    this.#perMember = limits.create(PER_MEMBER);
  }

  async list(member: Member, nowMs: number, before: string | undefined, limit: number) {
    const rows = await this.desk.invites.list(this.reader, member.workspaceId, nowMs, keyOfPage(before), limit);
    return pageOfRows(rows, limit, (invite) => invite.id, toInvite) satisfies { items: WireInvite[] };
  }

  /**
   * Makes an invitation; its link is told this once.
   *
   * @throws forbidden for whoever may invite no more; mail_not_set where a mail is wanted and none can be sent; conflict past
   *   200 open ones; too_many_requests past 60 an hour.
   */
  async create(member: Member, body: CreateInviteBody): Promise<CreatedInvite> {
    await this.#perMember.charge(member.userId);
    const email = body.email ?? null;
    const send = body.send === true && email !== null;
    if (send && !(await this.desk.mail.isReady())) {
      throw new AppError('mail_not_set', 'Mail is not set up.', {
        fix: 'Hand the link over yourself, or set mail up.',
      });
    }
    const secret = newSecret();
    const link = `${this.desk.config.publicUrl}/console/join#${secret}`;
    const invite = await this.unitOfWork.run('members.invite', async (tx) => {
      await lockAlone(tx, ['workspace', member.workspaceId]);
      // Read again: the role may have changed since the guard looked.
      const by = await this.staff.getOfWorkspace(tx, member.workspaceId, member.userId);
      if (by.deactivatedAtMs !== null || !may(by.role, 'members.manage')) {
        throw new AppError('forbidden', 'Your role has just changed.', { fix: 'Reload the page.' });
      }
      if ((await this.desk.invites.count(tx, member.workspaceId)) >= OPEN_MAX) {
        throw new AppError('conflict', 'There are too many open invitations.', { fix: 'Revoke those nobody needs.' });
      }
      const made: Invite = {
        id: this.desk.ids.newId(),
        workspaceId: member.workspaceId,
        secretHash: secretHash(secret),
        role: body.role,
        email,
        userId: member.userId,
        createdAtMs: tx.nowMs,
        expiresAtMs: tx.nowMs + INVITE_MS,
      };
      await this.desk.invites.insert(tx, made);
      await this.staff.audit.record(tx, {
        workspaceId: member.workspaceId,
        userId: member.userId,
        action: 'invite.created',
        targetId: made.id,
        detail: { role: made.role, for_one_address: email !== null, by_mail: send },
      });
      if (send) {
        const workspace = await this.staff.getWorkspace(tx, member.workspaceId);
        const { workspaceId } = member;
        const to = { workspaceId, email, language: workspace.language, uselessAfterMs: made.expiresAtMs };
        await this.desk.mail.send(tx, 'invite', to, {
          workspace: workspace.name,
          by: member.name,
          role: made.role,
          link,
        });
      }
      return made;
    });
    return { ...toInvite(invite), link, sent: send };
  }

  /** @throws not_found */
  async revoke(member: Member, id: string): Promise<void> {
    await this.unitOfWork.run('members.revoke-invite', async (tx) => {
      if (!(await this.desk.invites.remove(tx, member.workspaceId, id))) throw notFound('invitation');
      await this.staff.audit.record(tx, {
        workspaceId: member.workspaceId,
        userId: member.userId,
        action: 'invite.revoked',
        targetId: id,
      });
    });
  }
}
