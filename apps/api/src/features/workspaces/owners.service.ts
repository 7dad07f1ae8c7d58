import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import { AppError } from '../../platform/errors/app-error.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { Passwords } from './passwords.js';
import { countryOf, currencyOf } from './place.js';
import type { StaffUser } from './staff-user.entity.js';
import type { Workspace } from './workspace.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** What an owner and their workspace are made of. */
export interface NewOwner {
  readonly workspaceName: string;
  readonly timezone: string;
  readonly language: Workspace['language'];
  readonly name: string;
  readonly email: string;
  /** Null: one is generated. */
  readonly password: string | null;
}

/** An owner whose password has been hashed: hashing takes too long to be done inside a unit of work. */
export interface PreparedOwner extends Omit<NewOwner, 'password'> {
  readonly passwordHash: string;
  /** To be shown to the person once; null when they chose theirs. */
  readonly generatedPassword: string | null;
}

/** An e-mail address as it is looked up. */
export const emailKeyOf = (email: string): string => email.trim().toLowerCase();

const isTimezone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
};

/** Makes the first workspace of an installation, and its owner. */
@Injectable()
export class OwnersService {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly passwords: Passwords,
    private readonly ids: IdMaker,
  ) {}

  /** The first owner of the installation; null while there is none. */
  findFirst(db: Db): Promise<StaffUser | null> {
    return this.workspaces.findFirstOwner(db);
  }

  /** How many people of a workspace may sign in. */
  countMembers(db: Db, workspaceId: string): Promise<number> {
    return this.workspaces.countMembers(db, workspaceId);
  }

  /** The slow part, before the unit of work. */
  async prepare(owner: NewOwner): Promise<PreparedOwner> {
    const { password, ...rest } = owner;
    const generatedPassword = password === null ? this.passwords.generate() : null;
    const passwordHash = await this.passwords.hash(password ?? generatedPassword ?? '');
    // A time zone this machine has never heard of is no reason to turn an owner away.
    return { ...rest, timezone: isTimezone(owner.timezone) ? owner.timezone : 'UTC', passwordHash, generatedPassword };
  }

  /**
   * Makes workspace and owner.
   *
   * @throws already_set_up when the installation has a workspace.
   */
  async createFirst(tx: Tx, owner: PreparedOwner): Promise<{ workspace: Workspace; user: StaffUser }> {
    await lockAlone(tx, ['installation']);
    if ((await this.workspaces.countWorkspaces(tx)) > 0) {
      throw new AppError('already_set_up', 'This installation has its owner already.', { fix: 'Sign in.' });
    }
    const country = countryOf(owner.timezone);
    const workspace: Workspace = {
      id: this.ids.newId(),
      name: owner.workspaceName,
      timezone: owner.timezone,
      language: owner.language,
      country,
      currency: country === null ? null : currencyOf(country),
      createdAtMs: tx.nowMs,
    };
    const user: StaffUser = {
      id: this.ids.newId(),
      workspaceId: workspace.id,
      email: owner.email.trim(),
      emailKey: emailKeyOf(owner.email),
      name: owner.name,
      role: 'owner',
      passwordHash: owner.passwordHash,
      createdAtMs: tx.nowMs,
      language: null,
      deactivatedAtMs: null,
      totpSecret: null,
      totpLastStep: null,
    };
    await this.workspaces.insertWorkspace(tx, workspace);
    await this.workspaces.insertUser(tx, user);
    return { workspace, user };
  }
}
