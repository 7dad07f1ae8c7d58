import type { GuestBody, GuestSession, Heartbeat } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import { addressKey } from '../../platform/http/caller.js';
import { type RateLimitByPoints, RateLimits } from '../../platform/limits/rate-limits.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { SessionsService } from './sessions.service.js';
import type { PageRequest, Visitor } from './visitor.js';

/** New guests one address may make of one bot; the bot's settings say how many. */
const NEW_GUESTS = { name: 'new-guests', windowSeconds: 60 };

/** Guests' sessions, and the heartbeat of every session. */
@Injectable()
export class GuestService {
  readonly #newGuests: RateLimitByPoints;

  constructor(
    private readonly sessions: SessionsService,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    limits: RateLimits,
  ) {
    this.#newGuests = limits.createByPoints(NEW_GUESTS);
  }

  /** Resumes the guest whose token is shown, or makes a new one. */
  async start(request: PageRequest, body: GuestBody): Promise<GuestSession> {
    // A token that nobody has makes a new guest too, and must not get around the limit.
    if (!(await this.sessions.isGuest(this.reader, request.bot, request.token))) {
      const { id, guestLimits } = request.bot;
      await this.#newGuests.charge(`${id}:${addressKey(request.address)}`, guestLimits.new_guests_per_minute);
    }
    const { contact, token } = await this.unitOfWork.run('sessions.start-guest', (tx) =>
      this.sessions.becomeGuest(tx, request, { locale: body.locale ?? null, timezone: body.timezone ?? null }),
    );
    const session: GuestSession = { status: 'guest', epoch: request.claim.epoch, contact_id: contact.id };
    return token === null ? session : { ...session, token };
  }

  /** Says that the session lives, and keeps it alive. */
  async heartbeat(visitor: Visitor): Promise<Heartbeat> {
    if (this.sessions.isStale(visitor.page)) {
      await this.unitOfWork.run('sessions.heartbeat', async (tx) => {
        await this.sessions.requireStill(tx, visitor);
        await this.sessions.touch(tx, visitor);
      });
    }
    const { page, contact, kind } = visitor;
    const beat: Heartbeat = { status: kind, epoch: page.epoch, contact_id: contact.id };
    return kind === 'verified' && page.expiresAtMs !== null
      ? { ...beat, expires_at: new Date(page.expiresAtMs).toISOString() }
      : beat;
  }
}
