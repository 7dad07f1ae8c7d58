import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import type { Db } from '../../platform/database/db.js';
import { lockAlone, runsBesideOthers } from '../../platform/database/locks.js';
import { AppError } from '../../platform/errors/app-error.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import type { Bot } from '../bots/index.js';
import { type Contact, ContactsService } from '../contacts/index.js';
import { busName, EventsService } from '../events/index.js';
import type { BrowserGroup } from './browser-group.entity.js';
import type { PageClaim } from './page-header.js';
import type { EndReason, PageSession } from './page-session.entity.js';
import { type SessionsOf, SessionsRepository } from './sessions.repository.js';
import { newToken, tokenHash } from './tokens.js';
import type { PageRequest, Visitor } from './visitor.js';

/** A verified identity ends after a day, whatever the page does. */
export const VERIFIED_MAX_MS = 24 * 3_600_000;
/** ... and half an hour after the page was last heard of. */
export const VERIFIED_SILENCE_MS = 30 * 60_000;
/** How stale `lastSeenAtMs` may get before a request refreshes it. */
const SEEN_REFRESH_MS = 60_000;
/**
 * Groups of one user that began on one website within this time may be of one browser. Little more than an identify call
 * takes, since two devices that begin in the same moment are then logged out together.
 */
export const SISTERS_WITHIN_MS = 3_000;

const superseded = (): AppError =>
  new AppError('identity_superseded', 'The page has moved on to another identity since this was sent.', {
    fix: 'Drop this answer; the newer call decides.',
  });

const sameText = (a: string, b: string): boolean => {
  const left = Buffer.from(a, 'utf8');
  const right = Buffer.from(b, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
};

const ended = (reason: EndReason | null): AppError => {
  if (reason === 'logged_out') {
    return new AppError('logged_out', 'The visitor logged out on another page of this browser.', {
      fix: 'Reload the page, or identify on another page first.',
    });
  }
  if (reason === 'expired') return expired();
  return new AppError('session_revoked', 'This session was ended.', { fix: 'Go on as a guest.' });
};

const expired = (): AppError =>
  new AppError('session_expired', 'This session has expired.', { fix: 'Identify again with the same proof.' });

const unauthenticated = (): AppError =>
  new AppError('unauthenticated', 'This needs the token of this page.', { fix: 'Start a guest session or identify.' });

/** What a request shows for itself. */
export interface Presented {
  readonly bot: Pick<Bot, 'id'>;
  readonly claim: PageClaim;
  readonly token: string | null;
  /** Who it turned out to be before, where it was asked before: read at once with the page, and trusted for nothing. */
  readonly contact?: Pick<Contact, 'id'>;
}

/** What somebody who was let in keeps of it, to ask again: no secret, and of the rows their ids alone. */
export interface LetIn {
  readonly pageId: string;
  readonly epoch: number;
  readonly tokenHash: string;
}

/** Who that turned out to be. */
export interface Present {
  readonly page: PageSession;
  readonly contact: Contact;
  readonly kind: 'guest' | 'verified';
}

/** Pages, their epochs, who they show, and the groups a logout ends. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly contacts: ContactsService,
    private readonly events: EventsService,
    private readonly ids: IdMaker,
    private readonly clock: Clock,
  ) {}

  findPage(db: Db, botId: string, claim: PageClaim): Promise<PageSession | null> {
    return this.sessions.findPage(db, botId, tokenHash(claim.secret));
  }

  /**
   * Who is this? Checked at each request and each socket frame, and again inside each unit of work that writes.
   *
   * @throws identity_superseded, session_expired, session_revoked, logged_out, unauthenticated.
   */
  async requireVisitor(db: Db, bot: Pick<Bot, 'id'>, claim: PageClaim, token: string | null): Promise<Present> {
    const [found] = await this.requireVisitors(db, [{ bot, claim, token }]);
    if (found === undefined || found instanceof Error) throw found ?? unauthenticated();
    return found;
  }

  /**
   * The same for many at once, in two statements.
   *
   * @returns for each, in order, who it is or why it is nobody.
   */
  async requireVisitors(db: Db, asked: readonly Presented[]): Promise<(Present | Error)[]> {
    const keys = asked.map(({ bot, claim }) => ({ botId: bot.id, secretHash: tokenHash(claim.secret) }));
    const different = new Map(keys.map((key) => [`${key.botId}:${key.secretHash}`, key]));
    const expected = new Set(asked.flatMap(({ contact }) => contact?.id ?? []));
    const [rows, asExpected] = await Promise.all([
      this.sessions.listPages(db, [...different.values()]),
      this.contacts.listByIds(db, [...expected]),
    ]);
    const pages = new Map(rows.map((page) => [`${page.botId}:${page.secretHash}`, page]));
    const others = new Set(rows.flatMap(({ contactId }) => contactId ?? []).filter((id) => !expected.has(id)));
    const contacts = new Map(
      [...asExpected, ...(await this.contacts.listByIds(db, [...others]))].map((one) => [one.id, one]),
    );
    return asked.map(({ claim, token }, at) => {
      const page = pages.get(`${keys[at]?.botId}:${keys[at]?.secretHash}`) ?? null;
      try {
        return this.#whoIs(page, contacts, claim.epoch, token === null ? null : tokenHash(token));
      } catch (error) {
        return error as Error;
      }
    });
  }

  /**
   * Does whoever was let in by `requireVisitor` stand as he did? For a socket, at each frame.
   *
   * @throws what `requireVisitor` does.
   */
  async requireLetIn(db: Db, { pageId, epoch, tokenHash: shown }: LetIn): Promise<Present> {
    const page = await this.sessions.findPageById(db, pageId);
    const contacts = page?.contactId == null ? [] : await this.contacts.listByIds(db, [page.contactId]);
    return this.#whoIs(page, new Map(contacts.map((one) => [one.id, one])), epoch, shown);
  }

  /** @param shown the hash of the token that was shown, if any. */
  #whoIs(
    page: PageSession | null,
    contacts: ReadonlyMap<string, Contact>,
    epoch: number,
    shown: string | null,
  ): Present {
    if (page === null || shown === null || epoch > page.epoch) throw unauthenticated();
    if (epoch < page.epoch) throw superseded();
    if (page.kind === 'none' || page.contactId === null) {
      if (page.endReason === null) throw unauthenticated();
      throw ended(page.endReason);
    }
    const contact = contacts.get(page.contactId);
    if (contact === undefined) throw ended('revoked');
    if (page.kind === 'guest') {
      if (contact.guestTokenHash === null) throw ended('revoked');
      if (!sameText(contact.guestTokenHash, shown)) throw unauthenticated();
      return { page, contact, kind: 'guest' };
    }
    if (page.tokenHash === null || !sameText(page.tokenHash, shown)) throw unauthenticated();
    if (this.#isExpired(page)) throw expired();
    return { page, contact, kind: 'verified' };
  }

  /** The same question again inside a unit of work, where the answer cannot change any more before the commit. */
  async requireStill(tx: Tx, visitor: Visitor): Promise<Contact> {
    const { contact } = await this.requireVisitor(tx, visitor.bot, visitor.claim, visitor.token);
    return contact;
  }

  /** Is this the token of a guest of the bot? */
  async isGuest(db: Db, bot: Pick<Bot, 'id'>, token: string | null): Promise<boolean> {
    return token !== null && (await this.contacts.findGuest(db, bot.id, tokenHash(token))) !== null;
  }

  /**
   * Makes this page a guest's: the one whose token it shows, else a new one.
   *
   * @returns the contact, and the token when it is new.
   * @throws identity_superseded when the page has moved on.
   */
  async becomeGuest(
    tx: Tx,
    request: PageRequest,
    browser: { locale: string | null; timezone: string | null },
  ): Promise<{ contact: Contact; token: string | null }> {
    const { bot, claim } = request;
    await lockAlone(tx, ['page', bot.id, tokenHash(claim.secret)]);
    const page = await this.findPage(tx, bot.id, claim);
    if (page !== null && page.epoch > claim.epoch) throw superseded();
    if (page !== null && page.epoch === claim.epoch && page.kind === 'verified') throw superseded();
    let token: string | null = null;
    let contact = request.token === null ? null : await this.contacts.findGuest(tx, bot.id, tokenHash(request.token));
    if (contact === null) {
      if (!bot.guestsAllowed) {
        throw new AppError('guests_not_allowed', 'This chat is for signed-in visitors only.', {
          fix: 'Sign in on the website first.',
        });
      }
      token = newToken();
      contact = await this.contacts.create(tx, bot, { guestTokenHash: tokenHash(token) }, browser);
    } else {
      await this.contacts.update(tx, contact, { lastSeenAtMs: tx.nowMs });
    }
    await this.#show(tx, request, page, { kind: 'guest', contactId: contact.id });
    return { contact, token };
  }

  /** Makes this page a verified contact's, with a token of its own. The caller has verified the proof in this very call. */
  async becomeVerified(
    tx: Tx,
    request: PageRequest,
    page: PageSession | null,
    contact: Contact,
    keyId: string,
    groupId: string,
  ): Promise<{ token: string; expiresAtMs: number; pageId: string }> {
    const token = newToken();
    const expiresAtMs = tx.nowMs + VERIFIED_MAX_MS;
    const pageId = await this.#show(tx, request, page, {
      kind: 'verified',
      contactId: contact.id,
      tokenHash: tokenHash(token),
      keyId,
      groupId,
      loggedOutOfGroupId: null,
      expiresAtMs,
    });
    return { token, expiresAtMs, pageId };
  }

  /** Ends what the page showed, at the epoch the page has moved on to. Other streams of the page are woken. */
  async becomeNobody(tx: Tx, request: PageRequest, page: PageSession | null): Promise<void> {
    await this.#show(tx, request, page, { kind: 'none' });
  }

  /**
   * The group this browser's pages belong to.
   *
   * @returns the group; null when the one it named is retired: the call was begun before a logout.
   */
  async joinGroup(tx: Tx, bot: Pick<Bot, 'id'>, named: unknown): Promise<BrowserGroup | null> {
    const known = typeof named === 'string' ? await this.sessions.findGroup(tx, named) : null;
    if (known !== null && known.botId === bot.id) return known.retiredAtMs === null ? known : null;
    // Never adopt an id the server did not issue: a planted one would be known to whoever planted it.
    const group: BrowserGroup = { id: this.ids.newId(), botId: bot.id, createdAtMs: tx.nowMs, retiredAtMs: null };
    await this.sessions.insertGroup(tx, group);
    return group;
  }

  /** Was this page logged out from elsewhere, with no newer group to take it out of that state? */
  async isLoggedOut(tx: Tx, page: PageSession | null, namedGroup: unknown): Promise<boolean> {
    if (page === null || page.loggedOutOfGroupId === null) return false;
    if (typeof namedGroup !== 'string' || namedGroup === page.loggedOutOfGroupId) return true;
    const group = await this.sessions.findGroup(tx, namedGroup);
    return group === null || group.botId !== page.botId || group.retiredAtMs !== null;
  }

  /**
   * Logs out: ends every verified page of the browser group, for good, and moves this page to its new epoch. Its sister
   * groups end with it: two tabs that identify at once have made one each, and are of one group only a moment later.
   *
   * @throws unauthenticated unless the page shows a live verified token.
   */
  async logOut(tx: Tx, request: PageRequest): Promise<void> {
    await this.#holdBrowser(tx, request);
    const page = await this.findPage(tx, request.bot.id, request.claim);
    if (page === null || request.token === null) throw unauthenticated();
    if (request.claim.epoch < page.epoch) throw superseded();
    if (page.kind !== 'verified' || page.tokenHash === null) throw ended(page.endReason);
    if (!sameText(page.tokenHash, tokenHash(request.token))) throw unauthenticated();
    if (this.#isExpired(page)) throw expired();
    for (const groupId of await this.#groupsToEnd(tx, page)) {
      await this.endVerified(tx, { groupId }, 'logged_out');
      await this.sessions.retireGroup(tx, groupId);
    }
    // The page that logs out is free to identify again; only the others must wait for a reload.
    await this.sessions.updatePage(tx, page.id, {
      epoch: request.claim.epoch,
      kind: 'none',
      contactId: null,
      tokenHash: null,
      groupId: null,
      loggedOutOfGroupId: null,
      endReason: null,
    });
  }

  /** Ends verified sessions at once, and wakes their sockets so that they are told and closed. */
  async endVerified(tx: Tx, which: SessionsOf, reason: EndReason): Promise<void> {
    const pages = await this.sessions.listVerified(tx, which);
    await this.sessions.endVerified(tx, which, reason);
    this.#wake(
      tx,
      pages.map((page) => page.contactId),
    );
  }

  /** How many verified sessions live. */
  countVerified(db: Db, which: SessionsOf): Promise<number> {
    const nowMs = this.clock.nowMs();
    return this.sessions.countVerified(db, which, { nowMs, heardAfterMs: nowMs - VERIFIED_SILENCE_MS });
  }

  /** Ends the guest pages of a contact whose secret has died. */
  async endGuestPages(tx: Tx, contactId: string): Promise<void> {
    await this.sessions.endGuestPages(tx, contactId);
    this.#wake(tx, [contactId]);
  }

  /** Notes that the page is alive; writes at most once a minute. */
  async touch(tx: Tx, visitor: Pick<Visitor, 'page' | 'contact'>): Promise<void> {
    if (tx.nowMs - visitor.page.lastSeenAtMs < SEEN_REFRESH_MS) return;
    await this.sessions.updatePage(tx, visitor.page.id, { lastSeenAtMs: tx.nowMs });
    await this.contacts.update(tx, visitor.contact, { lastSeenAtMs: tx.nowMs });
  }

  /** Whether `touch` would write. */
  isStale(page: PageSession): boolean {
    return this.clock.nowMs() - page.lastSeenAtMs >= SEEN_REFRESH_MS;
  }

  listOfContact(db: Db, contactId: string): Promise<PageSession[]> {
    return this.sessions.listOfContact(db, contactId);
  }

  /** A page that shows this contact now; null for any other. */
  async findOfContact(db: Db, contactId: string, pageId: string): Promise<PageSession | null> {
    const page = await this.sessions.findPageById(db, pageId);
    return page === null || page.contactId !== contactId || page.kind === 'none' ? null : page;
  }

  /** Keeps still the page that logs out and the groups that end with it. */
  async #holdBrowser(tx: Tx, { bot, claim }: PageRequest): Promise<void> {
    if (!runsBesideOthers(tx)) return;
    await lockAlone(tx, ['page', bot.id, tokenHash(claim.secret)]);
    const held = new Set<string>();
    for (;;) {
      const page = await this.findPage(tx, bot.id, claim);
      const ids = (page === null ? [] : await this.#groupsToEnd(tx, page)).filter((id) => !held.has(id));
      if (!(await lockAlone(tx, ...ids.map((id) => ['group', id] as const)))) return;
      for (const id of ids) held.add(id);
    }
  }

  /** Nothing a caller says counts here: who was verified, from where and when is what the server itself wrote down. */
  async #groupsToEnd(tx: Tx, page: PageSession): Promise<string[]> {
    const group = page.groupId === null ? null : await this.sessions.findGroup(tx, page.groupId);
    if (group === null) return [];
    const { createdAtMs } = group;
    const born = { fromMs: createdAtMs - SISTERS_WITHIN_MS, toMs: createdAtMs + SISTERS_WITHIN_MS };
    return [group.id, ...(await this.sessions.listSisterGroups(tx, page, born))];
  }

  #isExpired(page: PageSession): boolean {
    const nowMs = this.clock.nowMs();
    return (page.expiresAtMs ?? 0) <= nowMs || page.lastSeenAtMs + VERIFIED_SILENCE_MS <= nowMs;
  }

  /** Writes what the page shows from this epoch on; makes the page's row when it has none. */
  async #show(
    tx: Tx,
    request: PageRequest,
    page: PageSession | null,
    shown: Pick<PageSession, 'kind'> & Partial<PageSession>,
  ): Promise<string> {
    const state = {
      epoch: request.claim.epoch,
      contactId: null,
      tokenHash: null,
      keyId: null,
      groupId: null,
      expiresAtMs: null,
      lastSeenAtMs: tx.nowMs,
      endReason: null,
      origin: request.origin,
      ...shown,
    };
    if (page === null) {
      const id = this.ids.newId();
      const secretHash = tokenHash(request.claim.secret);
      await this.sessions.insertPage(tx, {
        id,
        botId: request.bot.id,
        secretHash,
        loggedOutOfGroupId: null,
        createdAtMs: tx.nowMs,
        ...state,
      });
      return id;
    }
    await this.sessions.updatePage(tx, page.id, state);
    this.#wake(tx, [page.contactId]);
    return page.id;
  }

  #wake(tx: Tx, contactIds: readonly (string | null)[]): void {
    const ids = new Set(contactIds.filter((id) => id !== null));
    if (ids.size === 0) return;
    this.events.wake(
      tx,
      [...ids].map((id) => busName({ kind: 'contact', id })),
    );
  }
}
