import type {
  AccountSession,
  ChangePasswordBody,
  Me,
  RecoveryCodes,
  SecondStepBody,
  TwoStepOffBody,
  TwoStepOffer,
  TwoStepState,
  UpdateAccountBody,
  UpdateWorkspaceBody,
} from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import {
  isCountry,
  isCurrency,
  type Member,
  SecondFactorService,
  SessionDesk,
  type SignedInMember,
  StaffService,
  StaffSessionsService,
  type StaffUser,
} from '../workspaces/index.js';

const SESSIONS_MAX = 100;
const iso = (ms: number): string => new Date(ms).toISOString();

/** A name that is more than spaces. @throws invalid_request */
function nameOf(typed: string): string {
  const name = typed.trim();
  if (name !== '') return name;
  throw new AppError('invalid_request', 'A name is more than spaces.', {
    fix: 'Write a name.',
    issues: [{ path: 'name', message: 'must not be empty' }],
  });
}

/** What somebody sees and changes of their own account. */
@Injectable()
export class AccountService {
  readonly #passwords: RateLimit;

  constructor(
    private readonly staff: StaffService,
    private readonly sessions: StaffSessionsService,
    private readonly desk: SessionDesk,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    limits: RateLimits,
  ) {
    this.#passwords = limits.create({ name: 'change-password', points: 10, windowSeconds: 900 });
  }

  /** Changes one's name or language. */
  async update(member: SignedInMember, body: UpdateAccountBody): Promise<Me> {
    const changes = {
      ...(body.name !== undefined && { name: nameOf(body.name) }),
      ...(body.language !== undefined && { language: body.language }),
    };
    const user = await this.unitOfWork.run('accounts.update', async (tx) => {
      if (Object.keys(changes).length > 0) {
        await this.staff.update(tx, member.userId, changes);
        await this.#note(tx, member, 'user.changed', { keys: Object.keys(changes).join(',') });
      }
      return this.staff.getOfWorkspace(tx, member.workspaceId, member.userId);
    });
    return this.desk.meOf(this.reader, user, member.csrf);
  }

  /** Changes what the workspace is called, and its defaults. @throws invalid_request for a time zone nobody knows */
  async updateWorkspace(member: SignedInMember, body: UpdateWorkspaceBody): Promise<Me> {
    if (body.timezone !== undefined && !isTimezone(body.timezone)) {
      throw new AppError('invalid_request', 'There is no such time zone.', {
        fix: 'Write an IANA name, for example Asia/Kuala_Lumpur.',
        issues: [{ path: 'timezone', message: 'must be an IANA time zone' }],
      });
    }
    requirePlace(body);
    const changes = { ...body, ...(body.name !== undefined && { name: nameOf(body.name) }) };
    const user = await this.unitOfWork.run('accounts.update-workspace', async (tx) => {
      const { name, timezone, language, country, currency } = changes;
      const set = {
        ...(name !== undefined && { name }),
        ...(timezone !== undefined && { timezone }),
        ...(language !== undefined && { language }),
        ...(country !== undefined && { country }),
        ...(currency !== undefined && { currency }),
      };
      if (Object.keys(set).length > 0) {
        await this.staff.updateWorkspace(tx, member.workspaceId, set);
        await this.#note(tx, member, 'workspace.changed', { keys: Object.keys(set).join(',') });
      }
      return this.staff.getOfWorkspace(tx, member.workspaceId, member.userId);
    });
    return this.desk.meOf(this.reader, user, member.csrf);
  }

  /**
   * Changes the password. Every other session ends; this one stays.
   *
   * @throws sign_in_refused for another old password; conflict when it changed meanwhile; too_many_requests.
   */
  async changePassword(member: Member, body: ChangePasswordBody): Promise<void> {
    const user = await this.requireOwnPassword(member, body.old_password);
    const passwordHash = await this.staff.passwords.hash(body.new_password);
    await this.unitOfWork.run('accounts.change-password', async (tx) => {
      await lockAlone(tx, ['staff', member.userId]);
      const now = await this.staff.getOfWorkspace(tx, member.workspaceId, member.userId);
      if (now.passwordHash !== user.passwordHash) {
        throw new AppError('conflict', 'The password has changed meanwhile.', { fix: 'Sign in with the new one.' });
      }
      await this.staff.setPassword(tx, member.userId, passwordHash, member.sessionId);
      await this.#note(tx, member, 'user.password-changed');
    });
  }

  /** @throws sign_in_refused, too_many_requests. */
  async requireOwnPassword(member: Member, password: string): Promise<StaffUser> {
    await this.#passwords.charge(member.userId);
    const user = await this.staff.getOfWorkspace(this.reader, member.workspaceId, member.userId);
    if (!(await this.staff.passwords.verify(password, user.passwordHash))) {
      throw new AppError('sign_in_refused', 'This is not your password.', { fix: 'Type it again.' });
    }
    await this.#passwords.forgive(member.userId);
    return user;
  }

  /** Where one is signed in. */
  async listSessions(member: Member): Promise<AccountSession[]> {
    const sessions = await this.sessions.listOf(this.reader, member.userId, SESSIONS_MAX);
    return sessions.map((session) => ({
      id: session.id,
      browser: session.browser,
      created_at: iso(session.createdAtMs),
      last_seen_at: iso(session.lastSeenAtMs),
      current: session.id === member.sessionId,
    }));
  }

  /** Ends one of one's own sessions. @throws not_found */
  async endSession(member: Member, sessionId: string): Promise<void> {
    await this.unitOfWork.run('accounts.end-session', async (tx) => {
      if ((await this.sessions.findOf(tx, member.userId, sessionId)) === null) throw notFound('session');
      await this.sessions.end(tx, { userId: member.userId, sessionId });
      await this.#note(tx, member, 'session.ended', { own: sessionId === member.sessionId });
    });
  }

  /** Ends every session but this one. */
  async endOthers(member: Member): Promise<void> {
    await this.unitOfWork.run('accounts.end-other-sessions', async (tx) => {
      await this.sessions.endAllOf(tx, member.userId, member.sessionId);
      await this.#note(tx, member, 'session.others-ended');
    });
  }

  #note(tx: Tx, member: Member, action: string, detail?: Readonly<Record<string, string | boolean>>): Promise<void> {
    const { workspaceId, userId } = member;
    return this.staff.audit.record(tx, { workspaceId, userId, action, targetId: userId, ...(detail && { detail }) });
  }
}

/** Two-step sign-in, as one turns it on and off. */
@Injectable()
export class TwoStepService {
  readonly #codes: RateLimit;

  constructor(
    private readonly account: AccountService,
    private readonly staff: StaffService,
    private readonly factor: SecondFactorService,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    limits: RateLimits,
  ) {
    this.#codes = limits.create({ name: 'two-step-code', points: 10, windowSeconds: 900 });
  }

  async state(member: Member): Promise<TwoStepState> {
    const user = await this.staff.getOfWorkspace(this.reader, member.workspaceId, member.userId);
    return {
      on: user.totpSecret !== null,
      recovery_codes_left: await this.factor.countRecoveryCodes(this.reader, user.id),
    };
  }

  /** @throws two_step_on */
  async begin(member: Member): Promise<TwoStepOffer> {
    const user = await this.staff.getOfWorkspace(this.reader, member.workspaceId, member.userId);
    if (user.totpSecret !== null) {
      throw new AppError('two_step_on', 'Two-step sign-in is on already.', { fix: 'Turn it off first.' });
    }
    return this.factor.offer(user);
  }

  /** @throws second_step_refused, second_step_expired, two_step_on, too_many_requests. */
  async confirm(member: Member, body: SecondStepBody): Promise<RecoveryCodes> {
    await this.#codes.charge(member.userId);
    return this.unitOfWork.run('accounts.two-step-on', async (tx) => {
      await lockAlone(tx, ['staff', member.userId]);
      const user = await this.staff.getOfWorkspace(tx, member.workspaceId, member.userId);
      const codes = await this.factor.turnOn(tx, user, body.ticket, body.code);
      await this.#note(tx, member, 'two-step.on');
      return { codes };
    });
  }

  /** @throws sign_in_refused, second_step_refused, too_many_requests. */
  async turnOff(member: Member, body: TwoStepOffBody): Promise<void> {
    await this.#codes.charge(member.userId);
    await this.account.requireOwnPassword(member, body.password);
    await this.unitOfWork.run('accounts.two-step-off', async (tx) => {
      await lockAlone(tx, ['staff', member.userId]);
      const user = await this.staff.getOfWorkspace(tx, member.workspaceId, member.userId);
      await this.factor.use(tx, user, body.code);
      await this.factor.turnOff(tx, user.id);
      await this.#note(tx, member, 'two-step.off');
    });
  }

  #note(tx: Tx, { workspaceId, userId }: Member, action: string): Promise<void> {
    return this.staff.audit.record(tx, { workspaceId, userId, action, targetId: userId });
  }
}

const isTimezone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch {
    return false;
  }
};

/** @throws invalid_request for a country or currency nobody knows */
function requirePlace({ country, currency }: UpdateWorkspaceBody): void {
  if (typeof country === 'string' && !isCountry(country)) {
    throw new AppError('invalid_request', 'There is no such country.', {
      fix: 'Write its two letters of ISO 3166, for example MY.',
      issues: [{ path: 'country', message: 'must be a country' }],
    });
  }
  if (typeof currency === 'string' && !isCurrency(currency)) {
    throw new AppError('invalid_request', 'There is no such currency.', {
      fix: 'Write its three letters of ISO 4217, for example MYR.',
      issues: [{ path: 'currency', message: 'must be a currency' }],
    });
  }
}
