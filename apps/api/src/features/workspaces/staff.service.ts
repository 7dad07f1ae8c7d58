import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { AuditService } from './audit.service.js';
import { emailKeyOf } from './owners.service.js';
import { Passwords } from './passwords.js';
import { StaffSessionsService } from './staff-sessions.service.js';
import type { StaffUser } from './staff-user.entity.js';
import type { Workspace } from './workspace.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** Somebody who is about to become a member. */
export interface NewMember
  extends Pick<StaffUser, 'workspaceId' | 'email' | 'name' | 'role' | 'passwordHash' | 'language'> {}

/** People of a workspace, for the features that look after them. */
@Injectable()
export class StaffService {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly sessions: StaffSessionsService,
    readonly audit: AuditService,
    readonly passwords: Passwords,
    private readonly ids: IdMaker,
  ) {}

  find(db: Db, id: string): Promise<StaffUser | null> {
    return this.workspaces.findUser(db, id);
  }

  /** Whoever has this address and may sign in. */
  async findActiveByEmail(db: Db, email: string): Promise<StaffUser | null> {
    const user = await this.workspaces.findUserByEmail(db, emailKeyOf(email));
    return user === null || user.deactivatedAtMs !== null ? null : user;
  }

  /** @throws not_found for anybody who is not of this workspace. */
  async getOfWorkspace(db: Db, workspaceId: string, id: string): Promise<StaffUser> {
    const user = await this.workspaces.findUser(db, id);
    if (user === null || user.workspaceId !== workspaceId) throw notFound('member');
    return user;
  }

  /** Country (null: not said) and time zone of each workspace. */
  placesOf(
    db: Db,
    workspaceIds: readonly string[],
  ): Promise<Map<string, { readonly country: string | null; readonly timezone: string }>> {
    return this.workspaces.placesOf(db, workspaceIds);
  }

  async getWorkspace(db: Db, id: string): Promise<Workspace> {
    const workspace = await this.workspaces.findWorkspace(db, id);
    if (workspace === null) throw notFound('workspace');
    return workspace;
  }

  /** Everybody of a workspace, the newest first. @param before the id to go on below */
  list(db: Db, workspaceId: string, before: string | null, limit: number): Promise<StaffUser[]> {
    return this.workspaces.listUsers(db, workspaceId, before, limit);
  }

  /** @throws already_exists when somebody of the installation has this address. */
  async create(tx: Tx, member: NewMember): Promise<StaffUser> {
    const emailKey = emailKeyOf(member.email);
    if ((await this.workspaces.findUserByEmail(tx, emailKey)) !== null) {
      throw new AppError('already_exists', 'Somebody has an account under this address already.', {
        fix: 'Sign in, or use another address.',
      });
    }
    const user: StaffUser = {
      ...member,
      id: this.ids.newId(),
      email: member.email.trim(),
      emailKey,
      createdAtMs: tx.nowMs,
      deactivatedAtMs: null,
      totpSecret: null,
      totpLastStep: null,
    };
    await this.workspaces.insertUser(tx, user);
    return user;
  }

  async update(tx: Tx, id: string, changes: Partial<StaffUser>): Promise<void> {
    await this.workspaces.updateUser(tx, id, changes);
  }

  async updateWorkspace(tx: Tx, id: string, changes: Partial<Workspace>): Promise<void> {
    await this.workspaces.updateWorkspace(tx, id, changes);
  }

  /** @throws last_owner when nobody else owns the workspace. Call it before an owner stops being one. */
  async requireAnotherOwner(tx: Tx, owner: StaffUser): Promise<void> {
    if ((await this.workspaces.countOtherOwners(tx, owner)) > 0) return;
    throw new AppError('last_owner', 'A workspace needs an owner, and this is the last one.', {
      fix: 'Make somebody else owner first.',
    });
  }

  /** Stores a new password; every session but `but` ends, and every link that would open one. */
  async setPassword(tx: Tx, userId: string, passwordHash: string, but: string | null): Promise<void> {
    await this.workspaces.updateUser(tx, userId, { passwordHash });
    await this.sessions.endAllOf(tx, userId, but);
  }

  /** Ends every session: at once, the sockets too. */
  async endSessions(tx: Tx, userId: string): Promise<void> {
    await this.sessions.endAllOf(tx, userId);
  }

  /** The sockets of somebody look again who they are: for a role that changed. */
  wakeSockets(tx: Tx, userId: string): void {
    this.sessions.wakeSockets(tx, userId);
  }
}
