import type { PasswordResetBody } from '@chatku/schemas';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { SecretBox } from '../../platform/data-dir/secret-box.js';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import { addressKey } from '../../platform/http/caller.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import { Logger } from '../../platform/logging/logger.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { MailService } from '../mail/index.js';
import { newSecret, StaffService, type StaffUser, secretHash } from '../workspaces/index.js';
import { PasswordResetLinksRepository } from './password-reset-links.repository.js';

const LINK_MS = 30 * 60_000;

/** Where mails and links of a reset come from. */
@Injectable()
export class ResetDesk {
  constructor(
    readonly links: PasswordResetLinksRepository,
    readonly mail: MailService,
    readonly config: Config,
    readonly logger: Logger,
    private readonly secretBox: SecretBox,
  ) {}

  /** What a link keeps of the password it replaces, to die with it. */
  passwordDigest(user: Pick<StaffUser, 'passwordHash'>): string {
    return this.secretBox.digest('accounts.reset-link', user.passwordHash);
  }
}

/** A new password for somebody who forgot theirs, by a link in a mail. */
@Injectable()
export class ResetByMailService implements BeforeApplicationShutdown {
  readonly #asks: RateLimit;
  readonly #uses: RateLimit;
  readonly #perEmail: RateLimit;
  readonly #working = new Set<Promise<void>>();

  constructor(
    private readonly desk: ResetDesk,
    private readonly staff: StaffService,
    private readonly reader: Reader,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
    limits: RateLimits,
  ) {
    this.#asks = limits.create({ name: 'reset-ask-address', points: 10, windowSeconds: 600 });
    this.#uses = limits.create({ name: 'reset-use-address', points: 20, windowSeconds: 600 });
    this.#perEmail = limits.create({ name: 'reset-ask-email', points: 3, windowSeconds: 3600 });
  }

  /**
   * Takes the wish and answers; everything that depends on whether the address is known happens afterwards, so that neither
   * answer nor time tells.
   *
   * @throws too_many_requests by the caller's address, whoever was asked for.
   */
  async ask(email: string, address: string): Promise<void> {
    await this.#asks.charge(addressKey(address));
    const work: Promise<void> = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#send(email))
      .catch((error: unknown) => this.desk.logger.error('A link for a new password could not be made', { err: error }))
      .finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  /** Resolves when every wish that was taken has been seen to. */
  async settle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.settle();
  }

  /**
   * Sets the password by a link. Every session ends; two-step sign-in stays as it is.
   *
   * @throws reset_link_refused for one that is used, too old, unknown, or older than the password; too_many_requests.
   */
  async use({ secret, password }: PasswordResetBody, address: string): Promise<void> {
    await this.#uses.charge(addressKey(address));
    const hashed = secretHash(secret);
    // Looked at before the slow password: whoever has no link costs nothing.
    const known = await this.desk.links.find(this.reader, hashed);
    if (known === null || known.expiresAtMs <= this.clock.nowMs()) throw refused();
    const passwordHash = await this.staff.passwords.hash(password);
    await this.unitOfWork.run('accounts.reset-password', async (tx) => {
      await lockAlone(tx, ['staff', known.userId]);
      const link = await this.desk.links.find(tx, hashed);
      if (link === null || link.expiresAtMs <= tx.nowMs || !(await this.desk.links.take(tx, hashed))) throw refused();
      const user = await this.staff.find(tx, link.userId);
      if (user === null || user.deactivatedAtMs !== null) throw refused();
      if (link.passwordDigest !== this.desk.passwordDigest(user)) throw refused();
      await this.staff.setPassword(tx, user.id, passwordHash, null);
      await this.desk.links.removeOf(tx, user.id);
      await this.staff.audit.record(tx, {
        workspaceId: user.workspaceId,
        userId: user.id,
        action: 'user.password-reset-by-mail',
        targetId: user.id,
      });
    });
  }

  async #send(email: string): Promise<void> {
    // Silently: a refusal here would tell that somebody else asked for the same address.
    if (!(await this.#perEmail.tryCharge(email.trim().toLowerCase()))) return;
    if (!(await this.desk.mail.isReady())) {
      this.desk.logger.warn('A new password was asked for, but mail is not set up');
      return;
    }
    const secret = newSecret();
    await this.unitOfWork.run('accounts.ask-password-reset', async (tx) => {
      const user = await this.staff.findActiveByEmail(tx, email);
      if (user === null) return;
      await lockAlone(tx, ['staff', user.id]);
      await this.desk.links.removeOf(tx, user.id);
      await this.desk.links.insert(tx, {
        secretHash: secretHash(secret),
        userId: user.id,
        passwordDigest: this.desk.passwordDigest(user),
        expiresAtMs: tx.nowMs + LINK_MS,
      });
      const { language } = await this.staff.getWorkspace(tx, user.workspaceId);
      await this.desk.mail.send(
        tx,
        'reset',
        {
          workspaceId: user.workspaceId,
          email: user.email,
          language: user.language ?? language,
          uselessAfterMs: tx.nowMs + LINK_MS,
        },
        {
          name: user.name,
          link: `${this.desk.config.publicUrl}/console/new-password#${secret}`,
        },
      );
      await this.staff.audit.record(tx, {
        workspaceId: user.workspaceId,
        userId: null,
        action: 'user.password-reset-asked',
        targetId: user.id,
      });
    });
  }
}

const refused = (): AppError =>
  new AppError('reset_link_refused', 'This link was used, or is older than 30 minutes.', {
    fix: 'Ask for another one.',
  });
