import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, MoreThan, Not } from 'typeorm';
import { findAll } from '../../platform/database/bulk.js';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { StaffUser } from './staff-user.entity.js';
import { Workspace } from './workspace.entity.js';

/** The only TypeORM of workspaces and their staff. */
@Injectable()
export class WorkspacesRepository {
  countWorkspaces(db: Db): Promise<number> {
    return db.manager.count(Workspace);
  }

  findWorkspace(db: Db, id: string): Promise<Workspace | null> {
    return db.manager.findOneBy(Workspace, { id });
  }

  /** The installation's first one. */
  findFirstWorkspace(db: Db): Promise<Workspace | null> {
    return db.manager.findOne(Workspace, { where: {}, order: { createdAtMs: 'ASC', id: 'ASC' } });
  }

  async insertWorkspace(tx: Tx, workspace: Workspace): Promise<void> {
    await tx.manager.insert(Workspace, { ...workspace });
  }

  findUser(db: Db, id: string): Promise<StaffUser | null> {
    return db.manager.findOneBy(StaffUser, { id });
  }

  findFirstOwner(db: Db): Promise<StaffUser | null> {
    return db.manager.findOne(StaffUser, { where: { role: 'owner' }, order: { id: 'ASC' } });
  }

  findUserByEmail(db: Db, emailKey: string): Promise<StaffUser | null> {
    return db.manager.findOneBy(StaffUser, { emailKey });
  }

  listOwners(db: Db): Promise<StaffUser[]> {
    return db.manager.find(StaffUser, { where: { role: 'owner' }, order: { id: 'ASC' }, take: 2 });
  }

  /** Country and time zone of each workspace. */
  async placesOf(db: Db, ids: readonly string[]): Promise<Map<string, { country: string | null; timezone: string }>> {
    const rows = await findAll(
      db,
      Workspace,
      ['id'],
      ids.map((id) => ({ id })),
    );
    return new Map(rows.map(({ id, country, timezone }) => [id, { country, timezone }]));
  }

  countMembers(db: Db, workspaceId: string): Promise<number> {
    return db.manager.countBy(StaffUser, { workspaceId, deactivatedAtMs: IsNull() });
  }

  async insertUser(tx: Tx, user: StaffUser): Promise<void> {
    await tx.manager.insert(StaffUser, { ...user });
  }

  /** The newest first. */
  listUsers(db: Db, workspaceId: string, before: string | null, limit: number): Promise<StaffUser[]> {
    return db.manager.find(StaffUser, {
      where: { workspaceId, ...(before !== null && { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Owners of the same workspace beside this one who can sign in. */
  countOtherOwners(db: Db, owner: Pick<StaffUser, 'id' | 'workspaceId'>): Promise<number> {
    const { id, workspaceId } = owner;
    return db.manager.countBy(StaffUser, { id: Not(id), workspaceId, role: 'owner', deactivatedAtMs: IsNull() });
  }

  async updateUser(tx: Tx, id: string, changes: Partial<StaffUser>): Promise<void> {
    await tx.manager.update(StaffUser, { id }, changes);
  }

  /** Who has two-step sign-in on, of all workspaces, in the order of their ids. */
  listTwoStepAfter(db: Db, id: string, limit: number): Promise<StaffUser[]> {
    const where = { id: MoreThan(id), totpSecret: Not(IsNull()) };
    return db.manager.find(StaffUser, { where, order: { id: 'ASC' }, take: limit });
  }

  /** @returns whether the secret was still this one */
  async replaceTotpSecret(tx: Tx, id: string, from: string, to: string): Promise<boolean> {
    return (await tx.manager.update(StaffUser, { id, totpSecret: from }, { totpSecret: to })).affected === 1;
  }

  async updateWorkspace(tx: Tx, id: string, changes: Partial<Workspace>): Promise<void> {
    await tx.manager.update(Workspace, { id }, changes);
  }

  /** Spends a step of somebody's codes. @returns whether it was not spent before */
  async takeTotpStep(tx: Tx, id: string, step: number): Promise<boolean> {
    const unspent = [
      { id, totpLastStep: IsNull() },
      { id, totpLastStep: LessThan(step) },
    ];
    for (const which of unspent) {
      if ((await tx.manager.update(StaffUser, which, { totpLastStep: step })).affected === 1) return true;
    }
    return false;
  }
}
