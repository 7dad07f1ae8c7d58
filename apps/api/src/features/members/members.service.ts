import { may, ROLES, type Role, type Member as WireMember } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import { membersOf, PresenceService } from '../presence/index.js';
import { type Member, requireRecentPassword, StaffService, type StaffUser } from '../workspaces/index.js';
import { InvitesRepository } from './invites.repository.js';
import { toMember } from './member.mapper.js';

const forbidden = (sentence: string, fix: string): AppError => new AppError('forbidden', sentence, { fix });
/** The lower, the more trusted. */
const rankOf = (role: Role): number => ROLES.indexOf(role);

/** Who is in a workspace, as what, and who is let in no more. */
@Injectable()
export class MembersService {
  constructor(
    private readonly staff: StaffService,
    private readonly invites: InvitesRepository,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly presence: PresenceService,
  ) {}

  async list(member: Member, before: string | undefined, limit: number) {
    const rows = await this.staff.list(this.reader, member.workspaceId, keyOfPage(before), limit);
    return pageOfRows(
      rows,
      limit,
      (user) => user.id,
      (user) => this.#toMember(user),
    ) satisfies { items: WireMember[] };
  }

  /**
   * Gives somebody another role. Whoever may invite no more leaves no open invitation behind.
   *
   * @throws not_found; forbidden for one's own raise, and for an owner (or a new one) by anybody but an owner; password_required
   *   before a new owner is made; last_owner.
   */
  changeRole(actor: Member, userId: string, role: Role): Promise<WireMember> {
    return this.#act('members.change-role', actor, userId, async (tx, user, by) => {
      if (user.role === role) return user;
      if (user.id === by.id && rankOf(role) < rankOf(user.role)) {
        throw forbidden('Nobody raises their own role.', 'Ask somebody else.');
      }
      if (role === 'owner') {
        if (by.role !== 'owner') throw forbidden('Only an owner makes an owner.', 'Ask an owner.');
        requireRecentPassword(actor, this.clock.nowMs());
      }
      if (user.role === 'owner') await this.staff.requireAnotherOwner(tx, user);
      await this.staff.update(tx, user.id, { role });
      if (!may(role, 'members.manage')) await this.invites.removeOf(tx, user.id);
      this.staff.wakeSockets(tx, user.id);
      await this.#note(tx, actor, 'member.role-changed', user, { from: user.role, to: role });
      return { ...user, role };
    });
  }

  /** Lets somebody in no more: every session ends at once, and their open invitations are void. @throws last_owner */
  deactivate(actor: Member, userId: string): Promise<WireMember> {
    return this.#act('members.deactivate', actor, userId, async (tx, user) => {
      if (user.deactivatedAtMs !== null) return user;
      if (user.role === 'owner') await this.staff.requireAnotherOwner(tx, user);
      await this.staff.update(tx, user.id, { deactivatedAtMs: tx.nowMs });
      await this.staff.endSessions(tx, user.id);
      await this.invites.removeOf(tx, user.id);
      await this.#note(tx, actor, 'member.deactivated', user);
      return { ...user, deactivatedAtMs: tx.nowMs };
    });
  }

  reactivate(actor: Member, userId: string): Promise<WireMember> {
    return this.#act('members.reactivate', actor, userId, async (tx, user) => {
      if (user.deactivatedAtMs === null) return user;
      await this.staff.update(tx, user.id, { deactivatedAtMs: null });
      await this.#note(tx, actor, 'member.reactivated', user);
      return { ...user, deactivatedAtMs: null };
    });
  }

  /** Makes somebody owner, and the owner who does it admin. @throws not_found; conflict for oneself and the deactivated. */
  transfer(actor: Member, userId: string): Promise<WireMember> {
    return this.#act('members.transfer', actor, userId, async (tx, user, by) => {
      if (user.id === by.id || user.deactivatedAtMs !== null) {
        throw new AppError('conflict', 'A workspace is handed over to another member who can sign in.', {
          fix: 'Choose another member.',
        });
      }
      if (by.role !== 'owner') throw forbidden('Only an owner hands a workspace over.', 'Ask an owner.');
      await this.staff.update(tx, user.id, { role: 'owner' });
      await this.staff.update(tx, by.id, { role: 'admin' });
      for (const { id } of [user, by]) this.staff.wakeSockets(tx, id);
      await this.#note(tx, actor, 'workspace.transferred', user, { from: user.role });
      return { ...user, role: 'owner' };
    });
  }

  /** One unit of work on one member. Who acts is read again inside it: the role may have changed since the guard looked. */
  async #act(
    name: string,
    actor: Member,
    userId: string,
    work: (tx: Tx, user: StaffUser, by: StaffUser) => Promise<StaffUser>,
  ): Promise<WireMember> {
    return this.unitOfWork.run(name, async (tx) => {
      await lockAlone(tx, ['workspace', actor.workspaceId]);
      const user = await this.staff.getOfWorkspace(tx, actor.workspaceId, userId);
      const by = await this.staff.getOfWorkspace(tx, actor.workspaceId, actor.userId);
      if (by.role !== actor.role || by.deactivatedAtMs !== null) {
        throw forbidden('Your role has just changed.', 'Reload the page.');
      }
      if (user.role === 'owner' && by.role !== 'owner') {
        throw forbidden('Only an owner changes an owner.', 'Ask an owner.');
      }
      return this.#toMember(await work(tx, user, by));
    });
  }

  #toMember(user: StaffUser): WireMember {
    return toMember(user, this.presence.isOnline(membersOf(user.workspaceId), user.id));
  }

  #note(
    tx: Tx,
    actor: Member,
    action: string,
    user: StaffUser,
    detail?: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { workspaceId, userId } = actor;
    return this.staff.audit.record(tx, { workspaceId, userId, action, targetId: user.id, ...(detail && { detail }) });
  }
}
