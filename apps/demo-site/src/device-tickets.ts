import { randomBytes } from 'node:crypto';

/** How long a ticket is good for. */
const LIFE_MS = 60_000;
/** More than a person can open; older ones go first. */
const LIMIT = 1000;

/**
 * One-time tickets that log the same customer in on a "second device": the shop's other address, where the browser has
 * other cookies and another storage. A ticket travels in a link's fragment, which no server log and no referrer sees.
 */
export class DeviceTickets {
  readonly #tickets = new Map<string, { customerId: string; issuedMs: number }>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  issue(customerId: string): string {
    const ticket = randomBytes(32).toString('base64url');
    this.#tickets.set(ticket, { customerId, issuedMs: this.#nowMs() });
    for (const oldest of this.#tickets.keys()) {
      if (this.#tickets.size <= LIMIT) break;
      this.#tickets.delete(oldest);
    }
    return ticket;
  }

  /** Whom the ticket logs in; null if it is unknown, used, or older than a minute. */
  redeem(ticket: string): string | null {
    const entry = this.#tickets.get(ticket);
    if (entry === undefined) return null;
    this.#tickets.delete(ticket);
    return this.#nowMs() - entry.issuedMs > LIFE_MS ? null : entry.customerId;
  }
}
