import type { SecondStepBody } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import { addressKey } from '../../platform/http/caller.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import type { BrowserHeaders } from './browser.js';
import { SecondFactorService } from './second-factor.service.js';
import { SessionDesk, type SignedIn } from './sign-in.service.js';
import { SignInTickets } from './sign-in-tickets.js';
import { WorkspacesRepository } from './workspaces.repository.js';

const expired = (): AppError =>
  new AppError('second_step_expired', 'This sign-in has expired.', { fix: 'Sign in anew with e-mail and password.' });

/** Signing in, after the password: the code. */
@Injectable()
export class SecondStepService {
  readonly #perAddress: RateLimit;
  readonly #perUser: RateLimit;
  readonly #perUserAndDay: RateLimit;

  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly tickets: SignInTickets,
    private readonly factor: SecondFactorService,
    private readonly desk: SessionDesk,
    private readonly reader: Reader,
    limits: RateLimits,
  ) {
    this.#perAddress = limits.create({ name: 'second-step-address', points: 30, windowSeconds: 600 });
    this.#perUser = limits.create({ name: 'second-step-user', points: 6, windowSeconds: 600 });
    // Three codes of a million are right at any moment: slow guessing must end, too.
    this.#perUserAndDay = limits.create({ name: 'second-step-user-day', points: 60, windowSeconds: 86_400 });
  }

  /** @throws second_step_expired, second_step_refused, too_many_requests. */
  async signIn(body: SecondStepBody, address: string, browser: BrowserHeaders): Promise<SignedIn> {
    await this.#perAddress.charge(addressKey(address));
    const ticket = this.tickets.read(body.ticket);
    if (ticket === null) throw expired();
    await this.#perUser.charge(ticket.userId);
    await this.#perUserAndDay.charge(ticket.userId);
    try {
      const signedIn = await this.desk.open(
        'workspaces.second-step',
        async (tx) => {
          const user = await this.workspaces.findUser(tx, ticket.userId);
          if (user === null || user.deactivatedAtMs !== null || !this.tickets.fits(ticket, user)) throw expired();
          await this.factor.use(tx, user, body.code);
          return user;
        },
        { passwordGiven: true, ...browser },
        'session.opened-by-two-steps',
      );
      await this.#perUser.forgive(ticket.userId);
      return signedIn;
    } catch (error) {
      if (error instanceof AppError && error.code === 'second_step_refused') {
        const user = await this.workspaces.findUser(this.reader, ticket.userId);
        await this.desk.refusals.note('session.refused-by-code', address, user);
      }
      throw error;
    }
  }
}
