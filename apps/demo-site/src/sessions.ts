import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Who is at one browser of the shop. A session without a customer is a guest's. */
export type Session = {
  /** Opaque; the cookie's value, and never anywhere else. */
  readonly id: string;
  /** Goes into every form, and comes back with it. */
  readonly csrfToken: string;
  /** Whoever logged in. Nothing a browser sends ever changes it, but a log-in. */
  readonly customerId: string | null;
};

export const SESSION_COOKIE = 'kedai_senja';

const secret = (): string => randomBytes(32).toString('base64url');

/**
 * The shop's sessions, in memory: they end with the process. Bounded, so that visitors without cookies cannot fill the
 * memory: the session that was silent longest goes first.
 */
export class SessionStore {
  readonly #sessions = new Map<string, { session: Session; seenMs: number }>();
  readonly #limit: number;
  readonly #idleMs: number;
  readonly #nowMs: () => number;

  /** @param options `idleMs`: a session not used for that long is over. */
  constructor(options: { readonly limit?: number; readonly idleMs?: number; readonly nowMs?: () => number } = {}) {
    this.#limit = options.limit ?? 10_000;
    this.#idleMs = options.idleMs ?? 12 * 3_600_000;
    this.#nowMs = options.nowMs ?? Date.now;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** The live session a `Cookie` header names, or null. */
  find(cookieHeader: string | undefined): Session | null {
    for (const id of cookieValues(cookieHeader)) {
      const entry = this.#sessions.get(id);
      if (entry === undefined) continue;
      this.#sessions.delete(id);
      if (this.#nowMs() - entry.seenMs > this.#idleMs) continue;
      // Put back at the end: a Map keeps the order in which entries came, so the first is the one silent longest.
      this.#sessions.set(id, { session: entry.session, seenMs: this.#nowMs() });
      return entry.session;
    }
    return null;
  }

  /** A new session for a customer, or for a guest (null). */
  start(customerId: string | null): Session {
    const session: Session = { id: secret(), csrfToken: secret(), customerId };
    this.#sessions.set(session.id, { session, seenMs: this.#nowMs() });
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= this.#limit) break;
      this.#sessions.delete(oldest);
    }
    return session;
  }

  /**
   * Ends a session and starts another in its place. Every log-in and log-out does, so that an id someone knew before is
   * worth nothing afterwards.
   */
  replace(session: Session, customerId: string | null): Session {
    this.#sessions.delete(session.id);
    return this.start(customerId);
  }
}

function* cookieValues(header: string | undefined): Generator<string> {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at !== -1 && pair.slice(0, at).trim() === SESSION_COOKIE) yield pair.slice(at + 1).trim();
  }
}

/** The `Set-Cookie` value that gives a browser its session. */
export function sessionCookie(session: Session): string {
  return `${SESSION_COOKIE}=${session.id}; Path=/; HttpOnly; SameSite=Lax`;
}

/** Did this form come from a page of this session? Compared in constant time. */
export function csrfTokenMatches(session: Session, presented: string | null): boolean {
  const expected = Buffer.from(session.csrfToken);
  const given = Buffer.from(presented ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
