import { Injectable } from '@nestjs/common';
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

  countMembers(db: Db, workspaceId: string): Promise<number> {
    return db.manager.countBy(StaffUser, { workspaceId });
  }

  async insertUser(tx: Tx, user: StaffUser): Promise<void> {
    await tx.manager.insert(StaffUser, { ...user });
  }

  async updatePassword(tx: Tx, id: string, passwordHash: string): Promise<void> {
    await tx.manager.update(StaffUser, { id }, { passwordHash });
  }
}
