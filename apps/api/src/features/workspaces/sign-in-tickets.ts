import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import * as v from 'valibot';
import { Clock } from '../../platform/clock/clock.js';
import { SealBroken, SecretBox } from '../../platform/data-dir/secret-box.js';
import type { StaffUser } from './staff-user.entity.js';

/** Between the password and the code. */
const TICKET_MS = 5 * 60_000;
const PLACE = 'second-step-ticket';

const Ticket = v.object({ user: v.string(), password: v.string(), until: v.number() });

/** A stored hash tells nothing of the password, and its digest less: a ticket dies with the password it was given for. */
const digestOf = (user: Pick<StaffUser, 'passwordHash'>): string =>
  createHash('sha256').update(user.passwordHash, 'utf8').digest('base64url');

/** Says that somebody's password was right, and that a code is wanted still. Sealed, so nothing has to be stored. */
@Injectable()
export class SignInTickets {
  constructor(
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {}

  issue(user: StaffUser): { ticket: string; expiresAtMs: number } {
    const expiresAtMs = this.clock.nowMs() + TICKET_MS;
    const body = { user: user.id, password: digestOf(user), until: expiresAtMs };
    return { ticket: this.secretBox.seal(JSON.stringify(body), PLACE), expiresAtMs };
  }

  /** Whose ticket this is; null when it is none of ours, or has expired. */
  read(ticket: string): { userId: string; passwordDigest: string } | null {
    try {
      const { user, password, until } = v.parse(Ticket, JSON.parse(this.secretBox.open(ticket, PLACE)));
      return until > this.clock.nowMs() ? { userId: user, passwordDigest: password } : null;
    } catch (error) {
      if (error instanceof SealBroken) return null;
      throw error;
    }
  }

  /** Has the password stayed the one the ticket was given for? */
  fits(ticket: { passwordDigest: string }, user: StaffUser): boolean {
    return ticket.passwordDigest === digestOf(user);
  }
}
