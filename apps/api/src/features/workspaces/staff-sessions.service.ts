import { Injectable } from '@nestjs/common';
import { Bus } from '../../platform/bus/bus.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { browserName } from './browser.js';
import { ConsoleOrigin } from './console-origin.js';
import type { Member, SignedInMember } from './member.js';
import { csrfOf, newSecret, secretHash } from './secrets.js';
import { readSessionCookie } from './session-cookie.js';
import type { StaffSession } from './staff-session.entity.js';
import { StaffSessionsRepository } from './staff-sessions.repository.js';
import type { StaffUser } from './staff-user.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** A session nobody uses ends after two weeks; each use starts them anew. */
export const SESSION_SECONDS = 14 * 24 * 3600;
/** For so long after the password was given, guarded actions are open. */
export const RECENT_PASSWORD_MS = 5 * 60_000;
/** How stale `lastSeenAtMs` may get before a request moves the session's end forward. */
const SLIDE_AFTER_MS = 3_600_000;

/** The name under which the bus says that somebody's sessions, or role, are no longer what they were. */
export const staffStream = (userId: string): string => `staff:${userId}`;

const stands = (
  session: Pick<StaffSession, 'expiresAtMs'>,
  user: Pick<StaffUser, 'deactivatedAtMs'>,
  nowMs: number,
): boolean => session.expiresAtMs > nowMs && user.deactivatedAtMs === null;

/** Console sessions: a token in a cookie, known here by its hash. */
@Injectable()
export class StaffSessionsService {
  constructor(
    private readonly sessions: StaffSessionsRepository,
    private readonly workspaces: WorkspacesRepository,
    private readonly ids: IdMaker,
    private readonly clock: Clock,
    private readonly origin: ConsoleOrigin,
    private readonly bus: Bus,
  ) {}

  /**
   * Is the socket that is being opened one of the console's own pages?
   *
   * @param host the `Host` header of the upgrade, for an installation that is reached under several addresses.
   */
  isOwnOrigin(origin: string | undefined, host?: string): boolean {
    return origin !== undefined && this.origin.isOwn(origin, host);
  }

  /**
   * Who is signed in on the browser that sends this `Cookie` header? For a route or the console's socket; a socket asks again
   * with `findMemberOfSession` before it tells anything.
   *
   * @returns the member with the CSRF token of this session; null when nobody is.
   */
  async findMember(db: Db, cookieHeader: string | undefined): Promise<SignedInMember | null> {
    const token = readSessionCookie(cookieHeader);
    if (token === null) return null;
    const session = await this.sessions.findByTokenHash(db, secretHash(token));
    const member = await this.#memberOf(db, session);
    return member === null ? null : { ...member, csrf: csrfOf(token) };
  }

  /** Where these sessions' members are now and what they may, in one statement for all of them; a session that is over is missing. */
  async findMembersOf(
    db: Db,
    sessionIds: readonly string[],
  ): Promise<Map<string, Pick<Member, 'role' | 'workspaceId'>>> {
    const standings = await this.sessions.listStandings(db, sessionIds);
    const nowMs = this.clock.nowMs();
    const members = new Map<string, Pick<Member, 'role' | 'workspaceId'>>();
    for (const { session, user } of standings) if (stands(session, user, nowMs)) members.set(session.id, user);
    return members;
  }

  /** Is this session still alive, and whose is it now? */
  async findMemberOfSession(db: Db, sessionId: string): Promise<Member | null> {
    return this.#memberOf(db, await this.sessions.findById(db, sessionId));
  }

  /**
   * Signs somebody in. The browser's former session ends: a token that was there before the sign-in is never the token after.
   *
   * @param cookieHeader what the browser sent.
   * @returns the token for the cookie.
   */
  async open(
    tx: Tx,
    user: Pick<StaffUser, 'id'>,
    how: { passwordGiven: boolean; cookieHeader?: string | undefined; userAgent?: string | undefined },
  ): Promise<string> {
    await this.#endFormer(tx, how.cookieHeader);
    const token = newSecret();
    await this.sessions.insert(tx, {
      id: this.ids.newId(),
      userId: user.id,
      tokenHash: secretHash(token),
      expiresAtMs: tx.nowMs + SESSION_SECONDS * 1000,
      lastSeenAtMs: tx.nowMs,
      recentPasswordUntilMs: how.passwordGiven ? tx.nowMs + RECENT_PASSWORD_MS : null,
      createdAtMs: tx.nowMs,
      browser: browserName(how.userAgent),
    });
    return token;
  }

  /** The sockets of whoever was signed in on this browser are of a session that is no more. */
  async #endFormer(tx: Tx, cookieHeader: string | undefined): Promise<void> {
    const token = readSessionCookie(cookieHeader);
    const former = token === null ? null : await this.sessions.findByTokenHash(tx, secretHash(token));
    if (former === null) return;
    await this.sessions.remove(tx, { id: former.id });
    this.wakeSockets(tx, former.userId);
  }

  async end(tx: Tx, member: Pick<Member, 'userId' | 'sessionId'>): Promise<void> {
    await this.sessions.remove(tx, { id: member.sessionId });
    this.wakeSockets(tx, member.userId);
  }

  /** Ends every session of a user but one, and the links that would open one. Their sockets close as soon as it is durable. */
  async endAllOf(tx: Tx, userId: string, but: string | null = null): Promise<void> {
    // A session that is being opened is either there to be ended, or not opened any more.
    await lockAlone(tx, ['staff', userId]);
    await this.sessions.removeOf(tx, userId, but);
    await this.sessions.removeLinksOf(tx, userId);
    this.wakeSockets(tx, userId);
  }

  /** Open sessions of a user, the last used first. */
  listOf(db: Db, userId: string, limit: number): Promise<StaffSession[]> {
    return this.sessions.listOf(db, userId, this.clock.nowMs(), limit);
  }

  /** A session of this user. Null: there is none of this id. */
  async findOf(db: Db, userId: string, sessionId: string): Promise<StaffSession | null> {
    const session = await this.sessions.findById(db, sessionId);
    return session?.userId === userId ? session : null;
  }

  /** Makes the console's sockets of somebody ask again, once this is durable, who they are. */
  wakeSockets(tx: Tx, userId: string): void {
    tx.afterCommit(() => this.bus.publish({ streams: [staffStream(userId)] }));
  }

  /** Notes that the password was given: guarded actions are open for five minutes. */
  async notePassword(tx: Tx, sessionId: string): Promise<void> {
    await this.sessions.update(tx, sessionId, { recentPasswordUntilMs: tx.nowMs + RECENT_PASSWORD_MS });
  }

  /** Is the session's end to be moved forward, since it is used and was not lately? */
  async isDue(db: Db, sessionId: string): Promise<boolean> {
    const session = await this.sessions.findById(db, sessionId);
    return session !== null && this.clock.nowMs() - session.lastSeenAtMs >= SLIDE_AFTER_MS;
  }

  async slide(tx: Tx, sessionId: string): Promise<void> {
    await this.sessions.update(tx, sessionId, {
      lastSeenAtMs: tx.nowMs,
      expiresAtMs: tx.nowMs + SESSION_SECONDS * 1000,
    });
  }

  async #memberOf(db: Db, session: StaffSession | null): Promise<Member | null> {
    return session === null ? null : this.#memberAs(session, await this.workspaces.findUser(db, session.userId));
  }

  #memberAs(session: StaffSession, user: StaffUser | null): Member | null {
    if (user === null || !stands(session, user, this.clock.nowMs())) return null;
    return {
      userId: user.id,
      name: user.name,
      role: user.role,
      workspaceId: user.workspaceId,
      sessionId: session.id,
      recentPasswordUntilMs: session.recentPasswordUntilMs,
    };
  }
}
