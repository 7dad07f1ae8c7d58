import type { Me, SecondStep, SignInBody } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import { addressKey } from '../../platform/http/caller.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { AuditService } from './audit.service.js';
import type { BrowserHeaders } from './browser.js';
import { toMe } from './me.mapper.js';
import type { SignedInMember } from './member.js';
import { emailKeyOf } from './owners.service.js';
import { Passwords } from './passwords.js';
import { RefusedSignIns } from './refused-sign-ins.js';
import { csrfOf } from './secrets.js';
import { SignInLinksService } from './sign-in-links.service.js';
import { SignInTickets } from './sign-in-tickets.js';
import { StaffSessionsService } from './staff-sessions.service.js';
import type { StaffUser } from './staff-user.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** A fresh session: what the browser gets in its cookie, and what its page gets. */
export interface SignedIn {
  readonly token: string;
  readonly me: Me;
}

/** One refusal for a wrong password and for an unknown address. */
const refused = (): AppError =>
  new AppError('sign_in_refused', 'E-mail address and password do not go together.', {
    fix: 'Check both. Forgotten? Run "chatku reset-password" where the server runs.',
  });

/** Opens and closes sessions in units of work of their own. */
@Injectable()
export class SessionDesk {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly sessions: StaffSessionsService,
    private readonly audit: AuditService,
    private readonly unitOfWork: UnitOfWork,
    readonly refusals: RefusedSignIns,
    readonly tickets: SignInTickets,
  ) {}

  open(
    unit: string,
    whose: (tx: Tx) => Promise<StaffUser>,
    how: { passwordGiven: boolean } & BrowserHeaders,
    auditedAs: string,
  ): Promise<SignedIn> {
    return this.unitOfWork.run(unit, async (tx) => {
      const user = await whose(tx);
      if (await lockAlone(tx, ['staff', user.id])) await this.#requireUnchanged(tx, user);
      const token = await this.sessions.open(tx, user, how);
      await this.audit.record(tx, {
        workspaceId: user.workspaceId,
        userId: user.id,
        action: auditedAs,
        targetId: user.id,
      });
      return { token, me: await this.meOf(tx, user, csrfOf(token)) };
    });
  }

  /** Nobody gets in by a password that has just been changed, or just after they were deactivated. */
  async #requireUnchanged(tx: Tx, user: StaffUser): Promise<void> {
    const now = await this.workspaces.findUser(tx, user.id);
    if (now === null || now.deactivatedAtMs !== null || now.passwordHash !== user.passwordHash) throw refused();
  }

  async meOf(db: Tx | Reader, user: StaffUser, csrf: string): Promise<Me> {
    const workspace = await this.workspaces.findWorkspace(db, user.workspaceId);
    if (workspace === null) throw new Error('a user has a workspace');
    return toMe(user, workspace, csrf);
  }

  async notePassword(sessionId: string): Promise<void> {
    await this.unitOfWork.run('workspaces.note-password', (tx) => this.sessions.notePassword(tx, sessionId));
  }

  async close({ workspaceId, userId, sessionId }: SignedInMember): Promise<void> {
    await this.unitOfWork.run('workspaces.sign-out', async (tx) => {
      await this.sessions.end(tx, { userId, sessionId });
      await this.audit.record(tx, { workspaceId, userId, action: 'session.closed', targetId: userId });
    });
  }
}

/** Signing in, out, and giving the password again. */
@Injectable()
export class SignInService {
  readonly #limits: SignInLimits;

  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly desk: SessionDesk,
    private readonly passwords: Passwords,
    private readonly links: SignInLinksService,
    private readonly reader: Reader,
    limits: RateLimits,
  ) {
    this.#limits = {
      perAddress: limits.create({ name: 'sign-in-address', points: 30, windowSeconds: 600 }),
      perEmail: limits.create({ name: 'sign-in-email', points: 10, windowSeconds: 900 }),
      perUser: limits.create({ name: 'give-password', points: 10, windowSeconds: 900 }),
    };
  }

  /**
   * Signs in by e-mail and password.
   *
   * @returns a session, or for whoever signs in by two steps the ticket for the second.
   * @throws sign_in_refused alike for a wrong password and an unknown address, after the same work; too_many_requests.
   */
  async signIn(body: SignInBody, address: string, browser: BrowserHeaders): Promise<SignedIn | SecondStep> {
    const emailKey = emailKeyOf(body.email);
    // Charged before the password is looked at: guesses that come together are counted too.
    await this.#limits.perAddress.charge(addressKey(address));
    await this.#limits.perEmail.charge(emailKey);
    const user = await this.workspaces.findUserByEmail(this.reader, emailKey);
    const matches = await this.passwords.verify(body.password, user?.passwordHash ?? null);
    if (user === null || !matches || user.deactivatedAtMs !== null) {
      await this.desk.refusals.note('session.refused-by-password', address, user, emailKey);
      throw refused();
    }
    await this.#limits.perEmail.forgive(emailKey);
    if (user.totpSecret !== null) {
      const { ticket, expiresAtMs } = this.desk.tickets.issue(user);
      return { second_step: { ticket, expires_at: new Date(expiresAtMs).toISOString() } };
    }
    return this.openFor(
      'workspaces.sign-in',
      async (tx) => {
        // Read again: the password may have been reset while this one was being hashed.
        const now = await this.workspaces.findUser(tx, user.id);
        const same = now !== null && now.passwordHash === user.passwordHash && now.totpSecret === null;
        if (!same || now.deactivatedAtMs !== null) throw refused();
        return now;
      },
      { passwordGiven: true, ...browser },
      'session.opened-by-password',
    );
  }

  /** Signs in by a single-use link. The password does not count as given. @throws sign_in_link_refused, too_many_requests */
  async signInByLink(secret: string, address: string, browser: BrowserHeaders): Promise<SignedIn> {
    await this.#limits.perAddress.charge(addressKey(address));
    try {
      return await this.openFor(
        'workspaces.sign-in-by-link',
        (tx) => this.links.use(tx, secret),
        { passwordGiven: false, ...browser },
        'session.opened-by-link',
      );
    } catch (error) {
      if (error instanceof AppError) await this.desk.refusals.note('session.refused-by-link', address, null);
      throw error;
    }
  }

  /** Who is signed in. */
  async me(member: SignedInMember): Promise<Me> {
    return this.desk.meOf(this.reader, await this.#userOf(member), member.csrf);
  }

  /** Opens guarded actions for five minutes. @throws sign_in_refused for another password; too_many_requests. */
  async givePassword(member: SignedInMember, password: string, address: string): Promise<void> {
    await this.#limits.perUser.charge(member.userId);
    const user = await this.#userOf(member);
    if (!(await this.passwords.verify(password, user.passwordHash))) {
      await this.desk.refusals.note('session.password-refused', address, user);
      throw new AppError('sign_in_refused', 'This is not your password.', { fix: 'Type it again.' });
    }
    await this.#limits.perUser.forgive(member.userId);
    await this.desk.notePassword(member.sessionId);
  }

  async signOut(member: SignedInMember): Promise<void> {
    await this.desk.close(member);
  }

  /** Opens a session for whom `whose` finds or makes, in one unit of work, and notes it in the audit log. */
  openFor(
    unit: string,
    whose: (tx: Tx) => Promise<StaffUser>,
    how: { passwordGiven: boolean } & BrowserHeaders,
    auditedAs: string,
  ): Promise<SignedIn> {
    return this.desk.open(unit, whose, how, auditedAs);
  }

  async #userOf(member: SignedInMember): Promise<StaffUser> {
    const user = await this.workspaces.findUser(this.reader, member.userId);
    if (user === null) throw new AppError('unauthenticated', 'Nobody is signed in here.', { fix: 'Sign in.' });
    return user;
  }
}

interface SignInLimits {
  readonly perAddress: RateLimit;
  readonly perEmail: RateLimit;
  readonly perUser: RateLimit;
}
