import { Injectable } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { AuditService } from './audit.service.js';
import { emailKeyOf } from './owners.service.js';
import { Passwords } from './passwords.js';
import { SecondFactorService } from './second-factor.service.js';
import { StaffSessionsService } from './staff-sessions.service.js';
import type { StaffUser } from './staff-user.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** A new password for somebody who forgot theirs: for whoever has the server's terminal, never over HTTP. */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly sessions: StaffSessionsService,
    private readonly passwords: Passwords,
    private readonly factor: SecondFactorService,
    private readonly audit: AuditService,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * Gives a user a generated password, ends every session they have and turns their two-step sign-in off.
   *
   * @param email null: the owner, when there is exactly one.
   * @throws not_found when there is no such user; invalid_request when it must be said which owner.
   */
  async reset(email: string | null): Promise<{ email: string; password: string }> {
    const user = await this.#find(email);
    const password = this.passwords.generate();
    const passwordHash = await this.passwords.hash(password);
    await this.unitOfWork.run('workspaces.reset-password', async (tx) => {
      await this.workspaces.updateUser(tx, user.id, { passwordHash });
      await this.sessions.endAllOf(tx, user.id);
      // Whoever has the terminal has the installation: nobody is locked out by a lost phone.
      await this.factor.turnOff(tx, user.id);
      await this.audit.record(tx, {
        workspaceId: user.workspaceId,
        userId: null,
        action: 'user.password-reset',
        targetId: user.id,
      });
    });
    return { email: user.email, password };
  }

  async #find(email: string | null): Promise<StaffUser> {
    if (email !== null) {
      const user = await this.workspaces.findUserByEmail(this.reader, emailKeyOf(email));
      if (user === null) throw notFound('user');
      return user;
    }
    const [owner, another] = await this.workspaces.listOwners(this.reader);
    if (owner === undefined) throw notFound('owner');
    if (another === undefined) return owner;
    throw new AppError('invalid_request', 'There is more than one owner.', {
      fix: 'Say whose password, by e-mail address.',
    });
  }
}
