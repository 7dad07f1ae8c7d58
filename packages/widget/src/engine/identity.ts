import { normaliseUserId } from '@chatku/crypto/identifier';
import type {
  DroppedAttribute,
  GuestSession,
  Heartbeat,
  LinkOutcome,
  SetUserResult,
  VerifiedSession,
} from '@chatku/schemas';
import { type Attributes, isNews, type Said, sortAttributes } from './attributes.js';
import { createBackoff } from './backoff.js';
import { GUEST, type Owner, type Owners } from './owners.js';
import type { Answer, Wire } from './wire.js';
import { alone, type Store, type World } from './world.js';

/** Who the page is for the server right now. A new object each time: whoever holds an older one is late. */
export type Session = {
  readonly kind: 'guest' | 'verified';
  readonly owner: Owner;
  readonly token: string;
  readonly contactId: string;
  readonly epoch: number;
  readonly group?: string;
};

/** What a page last said of a user and what became of it: the same words again are no new request. */
type Claim = {
  owner: Owner;
  said: Said;
  promise: Promise<SetUserResult>;
  settle(result: SetUserResult): void;
  /** The same person again (a re-assertion, or a new proof): the screen stays. */
  quiet: boolean;
  /** The session it takes over from, if the screen stays. */
  was: Session | null;
};

export type IdentityHooks = {
  /**
   * The person before the screen may have changed: everything of the one before goes, now. `isOther`: there was somebody, be
   * it a guest, and a user comes.
   */
  left(wasSomebody?: unknown, isOther?: unknown): void;
  /** A session began. `same`: for whoever was on screen already. */
  began(session: Session, same: boolean, link?: LinkOutcome): void;
  /** Nobody is identified and nothing is pending. `same`: and nobody was before. */
  nobody(same: boolean): void;
  /** A call is on its way, or may succeed later. */
  waiting(): void;
  /** The chat cannot be used at all. */
  refused(code: string): void;
  /** The page says something new of the verified user. */
  attributes(said: Attributes): void;
  settled(result: SetUserResult, requestId?: string): void;
  warn(line: string): void;
};

/**
 * Codes by which the server ends a session: session_expired, session_revoked, unauthenticated, identity_superseded,
 * logged_out. (Cut short for the visitor's sake; a test holds them against all codes there are.)
 */
export const ENDINGS = /^(session|unauth|identity_s|logged)/;
/** Codes by which it refuses the chat: origin_not_allowed, guests_not_allowed, protocol_too_old, bot_disabled. */
export const REFUSALS = /^(origin|guests|protocol|bot)/;

/**
 * The identity of one page view: at most one session, at most one `setUser` on its way, and the epoch that numbers them.
 * The epoch rises before each request that changes who the page is; an answer of an older one finds nobody waiting.
 *
 * @see docs/identity.md
 */
export const createIdentity = (
  world: World,
  wire: Wire,
  local: Store,
  tab: Store,
  tell: (message: object) => void,
  owners: Owners,
  on: IdentityHooks,
) => {
  let epoch = 0;
  let session: Session | null = null;
  let claim: Claim | null = null;
  /** The claim that was answered last. */
  let known: Claim | null = null;
  /** Painting is forbidden until the server has said that the session still stands. */
  let blank = false;
  /** The browser group another page logged out of: until a new one, `setUser` is answered `logged_out`. */
  let endedGroup: string | null = null;
  let lastGroup: string | undefined;
  /** The group another page was heard to have. */
  let heardGroup: string | undefined;
  /** A logout the server has not confirmed; nobody comes before it has. */
  let leaving: Promise<void> | undefined;
  /** A session was begun anew because the server had ended it, and nothing has worked since. */
  let renewed = false;
  /** Epoch of the guest call on its way. */
  let guestAsked = -1;

  const retry = createBackoff(world);
  const logoutRetry = createBackoff(world);
  const lock = 'chatku';

  /** Takes an entry away, if it is still this one: another tab may have written a new one. */
  const drop = (name: 'guest' | 'group', value: string | null | undefined) => {
    if (value && local(name) === value) local(name, null);
  };

  /** Ends whoever is on screen or on the way, before any request. */
  const leave = (wasGuest?: unknown) => {
    const old = claim;
    const wasSomebody = session?.kind === 'verified' || old;
    if (wasSomebody) owners.stale();
    epoch++;
    session = claim = known = null;
    blank = renewed = false;
    retry.reset();
    on.left(wasSomebody, wasGuest);
    old?.settle({ status: 'superseded', code: 'identity_superseded' });
  };

  const begin = (owner: Owner, said: Said, quiet: boolean) => {
    const was = session ?? claim?.was ?? null;
    if (quiet) claim?.settle({ status: 'superseded', code: 'identity_superseded' });
    // `renewed`: a guest whose session the server has ended, and who would have come back.
    else leave(session || renewed);
    let settle!: Claim['settle'];
    const promise = new Promise<SetUserResult>((resolve) => {
      settle = resolve;
    });
    session = null;
    epoch++;
    retry.reset();
    const mine = { owner, said, promise, settle, quiet, was: quiet ? was : null };
    claim = mine;
    on.waiting();
    void identify(mine);
    return promise;
  };

  const identify = async (mine: Claim) => {
    await leaving;
    await owners.restore(mine.owner);
    const attempt = async () => {
      if (mine !== claim) return;
      const asker = { epoch: ++epoch };
      const guest = local('guest');
      const group = local('group');
      const { said } = mine;
      const answer = await wire<VerifiedSession>('POST', 'identify', asker, {
        user_id: mine.owner.id,
        identifier_hash: said.hash,
        identity_token: said.token,
        attributes: said.attributes,
        group,
        guest_token: guest,
        tab_secret: guest && tab('tab'),
        ...whereabouts(),
      });
      // A newer call, or none any more: what this one found out is nobody's.
      if (mine !== claim) return;
      if (answer.body) verified(mine, answer.body, guest, said.attributes);
      else if (answer.code) notVerified(mine, answer, group);
      else {
        retry.later(() => void identify(mine), answer.afterMs);
        on.waiting();
      }
    };
    // The first identification of a browser makes its group: one tab after the other, so that they share it.
    await (local('group') ? attempt() : alone(world, lock, attempt));
  };

  const verified = (mine: Claim, body: VerifiedSession, guest: string | null, sent: Attributes) => {
    const { owner, said } = mine;
    const { contact_id: contactId, group, link } = body;
    const same = mine.quiet && !blank;
    session = { kind: 'verified', owner, token: body.token, contactId, epoch, group };
    claim = endedGroup = null;
    known = mine;
    lastGroup = group;
    blank = false;
    retry.reset();
    if (local('group') !== group) local('group', group);
    tell({ group });
    // What was written here a moment ago goes with its writer, unless it may belong to an older guest's thread.
    if (link.kind === 'linked' || !guest) linked(guest);
    warnOf(body.dropped);
    on.began(session, same, link);
    if (isNews(sent, said.attributes)) on.attributes(said.attributes);
    settle(mine, { status: 'verified', contactId });
    joinGroup();
  };

  /**
   * Two pages may have made a group each, since what one writes to localStorage the other need not see at once. The
   * older one stays: identified anew, the page belongs to it, and the server judges it as any other.
   */
  const joinGroup = () => {
    if (!known || !heardGroup || !(heardGroup < (session?.group ?? ''))) return;
    local('group', heardGroup);
    void begin(known.owner, known.said, true);
  };

  /** The guest's thread is the user's now. */
  const linked = (guest: string | null) => {
    drop('guest', guest);
    owners.move(owners.of(GUEST), session!.owner);
  };

  const notVerified = (mine: Claim, { code, requestId }: Answer<unknown>, group: string | null) => {
    const status = code === 'logged_out' ? code : code === 'identity_superseded' ? 'superseded' : 'refused';
    if (status === 'refused') on.warn(`Not verified. See the identity log in Chatku (request ${requestId}).`);
    // The group was ended by a logout; the next page view may begin a new one.
    else drop('group', group);
    if (status === 'logged_out') endedGroup = group ?? '';
    settle(mine, { status, code: code! }, requestId);
    if (mine.quiet) leave();
    else if (status === 'refused') owners.move(mine.owner, owners.of(GUEST));
    else owners.stale();
    claim = null;
    blank = false;
    retry.reset();
    if (code === 'identity_refused') known = mine;
    if (!refuses(code)) on.nobody(false);
  };

  const settle = (mine: Claim, result: SetUserResult, requestId?: string) => {
    mine.settle(result);
    on.settled(result, requestId);
  };

  const refuses = (code = '') => {
    const does = REFUSALS.test(code);
    if (does) on.refused(code);
    return does;
  };

  const whereabouts = () => ({
    locale: world.navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });

  const warnOf = (dropped: readonly DroppedAttribute[] = []) => {
    for (const { name, why } of dropped) on.warn(`Attribute ${JSON.stringify(name)} was not taken: ${why}.`);
  };

  /** What of it can travel; of the rest the installer hears. */
  const sorted = (given: unknown): Said => {
    const said = sortAttributes(given);
    warnOf(said.dropped);
    return said;
  };

  /** Asks for the guest's session, if nobody else is here or coming. */
  const beGuest = async () => {
    await leaving;
    if (session || claim || guestAsked === epoch) return;
    const at = epoch;
    guestAsked = at;
    const attempt = async () => {
      if (at !== epoch) return;
      const token = local('guest');
      const answer = await wire<GuestSession>('POST', 'guest', { epoch, token }, whereabouts());
      if (at !== epoch) return;
      guestAsked = -1;
      const { body, code, afterMs } = answer;
      if (body) {
        if (body.token) local('guest', body.token);
        const owner = owners.of(GUEST);
        session = { kind: 'guest', owner, token: body.token ?? token!, contactId: body.contact_id, epoch };
        on.began(session, true);
      } else if (!refuses(code)) {
        // The page has moved on without this code knowing: a higher number decides.
        if (code) epoch++;
        retry.later(() => on.nobody(true), afterMs);
        on.waiting();
      }
    };
    await (local('guest') ? attempt() : alone(world, lock, attempt));
  };

  /** The server said no to a request of the present session. True when that ended the session or the chat. */
  const ended = (code: string): boolean => {
    if (!ENDINGS.test(code)) return refuses(code);
    const was = session;
    const again = !renewed;
    if (was?.kind === 'guest') {
      // The token is shown again: the server resumes it, or makes a new guest.
      leave();
      renewed = true;
      if (again) on.nobody(false);
      else retry.later(() => on.nobody(true));
    } else if (was && known && again && /expired|superseded/.test(code)) {
      void begin(known.owner, known.said, true);
      renewed = true;
    } else if (was) {
      // A logout elsewhere takes the group away; being revoked for another reason leaves it.
      if (code === 'logged_out' || local('group') !== was.group) endedGroup = was.group!;
      leave();
      on.nobody(false);
    }
    return true;
  };

  /** Takes everything off the screen until the server has been asked. */
  const hide = () => {
    if (blank || !(session || claim?.quiet)) return;
    blank = true;
    on.left();
  };

  /** May the page paint? */
  const ask = async () => {
    hide();
    const mine = session;
    if (!mine) return;
    const { body, code, afterMs } = await wire<Heartbeat>('POST', 'heartbeat', mine);
    if (session !== mine) return;
    if (body?.contact_id === mine.contactId) {
      blank = false;
      retry.reset();
      on.began(mine, false);
    } else if (body || code) ended(code ?? 'session_revoked');
    else retry.later(() => void ask(), afterMs);
  };

  /** Nobody vouches any more for whoever was here. */
  const abandon = () => {
    if (session?.kind !== 'verified' && !claim) return;
    leave();
    on.nobody(false);
  };

  return {
    /** Null while nothing may be asked or painted. */
    get session() {
      return blank ? null : session;
    },
    get blank() {
      return blank;
    },
    /** Nobody's messages may be shown. */
    get settling() {
      return blank || (!!claim && !claim.quiet);
    },
    /** Whose the queue and the draft on screen are. */
    get owner(): Owner {
      return (claim ?? session)?.owner ?? owners.of(GUEST);
    },
    get who(): { kind: 'none' | 'guest' | 'verified'; contactId?: string } {
      const { kind = 'none', contactId } = session ?? claim?.was ?? {};
      return contactId ? { kind, contactId } : { kind };
    },

    /** See `ChatbotSdk.setUser`. Never rejects. */
    async setUser(id: unknown, given?: unknown): Promise<SetUserResult> {
      const answer = (status: SetUserResult['status'], code: string): SetUserResult => {
        on.settled({ status, code });
        return { status, code };
      };
      const check = normaliseUserId(id);
      if (!check.ok) {
        abandon();
        on.warn(`setUser was given no usable id (${check.reason}).`);
        return answer('refused', check.code);
      }
      const said = sorted(given);
      const { attributes } = said;
      const owner = owners.of(check.userId);
      const last = claim ?? known;
      if (last?.owner === owner && last.said.hash === said.hash && last.said.token === said.token) {
        const before = last.said.attributes;
        last.said = { ...said, attributes: { ...before, ...attributes } };
        if (session?.kind === 'verified' && isNews(before, attributes)) on.attributes(attributes);
        return last.promise;
      }
      if (endedGroup !== null) {
        const group = local('group');
        if (!group || group === endedGroup) return answer('logged_out', 'logged_out');
        endedGroup = null;
      }
      return begin(owner, said, (session ?? claim?.was)?.owner === owner);
    },

    /** See `ChatbotSdk.logout`. Clears at once; resolves when the first attempt to tell the server has ended. */
    async logout(): Promise<void> {
      const was = session ?? claim?.was;
      if (was?.kind !== 'verified') return abandon();
      leave();
      endedGroup = null;
      heardGroup = undefined;
      let done!: () => void;
      leaving = new Promise((resolve) => {
        done = resolve;
      });
      const attempt = async () => {
        const { body, code, afterMs } = await wire('POST', 'logout', { epoch: ++epoch, token: was.token });
        if (!body && !code) return logoutRetry.later(() => void attempt(), afterMs);
        logoutRetry.reset();
        leaving = undefined;
        drop('group', was.group);
        tell({ ended: was.group });
        done();
      };
      const tried = attempt();
      on.nobody(false);
      await tried;
    },

    beGuest,
    ended,
    hide,
    ask,
    warnOf,
    sorted,
    linked,
    /** Something worked for the present session. */
    worked() {
      renewed = false;
      retry.reset();
    },
    /** A message of another page of this browser: it only ever makes this page ask the server. */
    heard({ ended: group, group: newer }: { ended?: unknown; group?: unknown }) {
      if (group === heardGroup) heardGroup = undefined;
      if (lastGroup && group === lastGroup) {
        if (session?.kind === 'verified') void ask();
        else endedGroup = lastGroup;
      }
      if (typeof newer === 'string' && newer !== endedGroup) {
        endedGroup = null;
        heardGroup = newer;
        joinGroup();
      }
    },
    /** The network is back, or somebody looks: what waits is tried now. */
    hurry() {
      retry.hurry();
      logoutRetry.hurry();
    },
  };
};

export type Identity = ReturnType<typeof createIdentity>;
