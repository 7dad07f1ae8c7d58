import type { SignedAttributes } from '@chatku/crypto/token';
import type { LinkBody, LinkResult, LooseIdentifyBody, PageAttributesResult, VerifiedSession } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone, lockTogether, runsBesideOthers } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import { addressKey } from '../../platform/http/caller.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { AttributesService, ContactsService } from '../contacts/index.js';
import { VisitorConversationsService } from '../conversations/index.js';
import { type PageRequest, SessionsService, tokenHash, type Visitor } from '../sessions/index.js';
import { GuestLinksService } from './guest-links.service.js';
import { type IdentifyAttempt, IdentityLogService } from './identity-log.service.js';
import { IdentityPolicyService } from './identity-policy.service.js';
import { KeyRingService } from './key-ring.service.js';
import { isAccepted, type Proof, ProofVerifier } from './proof-verifier.service.js';

/** Refused proofs of one bot from one address, and of one page session. A valid proof is charged to neither. */
const REFUSED_BY_ADDRESS = { name: 'refused-by-address', points: 60, windowSeconds: 60 };
const REFUSED_BY_PAGE = { name: 'refused-by-page', points: 20, windowSeconds: 60 };
/** Calls that say attributes of one contact. */
const PAGE_ATTRIBUTES = { name: 'page-attributes', points: 60, windowSeconds: 60 };

/** The one refusal: the same words whatever was wrong and whoever exists. */
const refusal = (): AppError =>
  new AppError('identity_refused', 'The identity could not be verified.', {
    fix: 'See the identity log of this bot in Chatku.',
  });

const superseded = (): AppError =>
  new AppError('identity_superseded', 'A later call of this page took the place of this one.', {
    fix: 'Drop this answer; the newer call decides.',
  });

const asText = (value: unknown, max: number): string | null =>
  typeof value === 'string' && value.length <= max && /^[\x20-\x7e]+$/.test(value) ? value : null;

const asAttributes = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/**
 * What a token signs, flat, as attributes are written. A field of the bot never takes the place of an attribute every bot
 * has; those also stand first, since of many only the first are taken.
 */
const flat = ({ fields = {}, ...texts }: SignedAttributes): Record<string, unknown> => ({
  ...texts,
  ...fields,
  ...texts,
});

/** A page that showed a guest, and who it shows now. */
type Turned = Pick<Visitor, 'page' | 'contact'>;

type Outcome =
  | {
      readonly kind: 'verified';
      readonly session: VerifiedSession;
      readonly proof: Proof;
      readonly turned: Turned | null;
    }
  | { readonly kind: 'refused'; readonly forCause: boolean }
  | { readonly kind: 'superseded' | 'logged_out' };

/** The features that an identification touches. */
@Injectable()
export class IdentityParts {
  constructor(
    readonly sessions: SessionsService,
    readonly contacts: ContactsService,
    readonly attributes: AttributesService,
    readonly links: GuestLinksService,
    readonly conversations: VisitorConversationsService,
  ) {}
}

/** What judges a proof. */
@Injectable()
export class ProofJudges {
  constructor(
    readonly verifier: ProofVerifier,
    readonly keyRing: KeyRingService,
    readonly policies: IdentityPolicyService,
    readonly reader: Reader,
  ) {}
}

/** Turns a visitor into the user whose id the website's backend has signed; and ends that. */
@Injectable()
export class IdentifyService {
  readonly #refusedByAddress: RateLimit;
  readonly #refusedByPage: RateLimit;
  readonly #pageAttributes: RateLimit;

  constructor(
    private readonly judges: ProofJudges,
    private readonly log: IdentityLogService,
    private readonly parts: IdentityParts,
    private readonly unitOfWork: UnitOfWork,
    limits: RateLimits,
  ) {
    this.#refusedByAddress = limits.create(REFUSED_BY_ADDRESS);
    this.#refusedByPage = limits.create(REFUSED_BY_PAGE);
    this.#pageAttributes = limits.create(PAGE_ATTRIBUTES);
  }

  /**
   * Verifies first, then acts in one transaction, where everything that could have changed is looked at again.
   *
   * @throws identity_refused, always the same, for whatever is not a valid proof; identity_superseded; logged_out;
   *   too_many_requests, which only refused proofs are charged for.
   */
  async identify(request: PageRequest, body: LooseIdentifyBody): Promise<VerifiedSession> {
    const presented = {
      userId: body.user_id,
      identifierHash: body.identifier_hash,
      identityToken: body.identity_token,
    };
    const policy = await this.judges.policies.get(this.judges.reader, request.bot.id);
    const attempt: IdentifyAttempt = {
      ...presented,
      bot: request.bot,
      requestId: request.requestId,
      origin: request.origin,
      email: asAttributes(body.attributes)['email'],
      policy,
    };
    const right = await this.judges.verifier.verify(request.bot.id, presented);
    const proof = right !== null && isAccepted(policy, { byToken: right.token !== null }) ? right : null;
    if (proof === null) await this.#chargeRefusal(request);
    const outcome = await this.unitOfWork.run('identity.identify', (tx) => this.#act(tx, request, body, proof));
    switch (outcome.kind) {
      case 'verified':
        this.log.verified(attempt, outcome.proof);
        await this.#greetTurned(request, outcome.session, outcome.turned);
        return outcome.session;
      case 'superseded':
        this.log.superseded(attempt);
        throw superseded();
      case 'logged_out':
        throw new AppError('logged_out', 'The visitor logged out on another page of this browser.', {
          fix: 'Reload the page, or identify on another page first.',
        });
      case 'refused':
        if (outcome.forCause) {
          this.log.refused(attempt, { diagnosis: 'unknown', variant: 'sessions_ended_for_cause', keyId: null });
        } else this.log.refused(attempt);
        throw refusal();
    }
  }

  /** Logs out every page of this browser. */
  async logOut(request: PageRequest): Promise<void> {
    await this.unitOfWork.run('identity.log-out', (tx) => this.parts.sessions.logOut(tx, request));
  }

  /** The visitor's answer to "is this earlier conversation yours?". */
  async answerLink(visitor: Visitor, body: LinkBody): Promise<LinkResult> {
    const link = await this.unitOfWork.run('identity.answer-link', (tx) => this.parts.links.answer(tx, visitor, body));
    return { epoch: visitor.page.epoch, link };
  }

  /** Attributes the page says of its visitor. */
  async writePageAttributes(visitor: Visitor, attributes: Record<string, unknown>): Promise<PageAttributesResult> {
    await this.#pageAttributes.charge(visitor.contact.id);
    const dropped = await this.unitOfWork.run('identity.page-attributes', async (tx) => {
      await lockTogether(tx, ['bot', visitor.bot.id]);
      await lockAlone(tx, ['contact', visitor.contact.id]);
      const contact = await this.parts.sessions.requireStill(tx, visitor);
      const left = await this.parts.attributes.write(tx, contact, attributes, 'page');
      await this.parts.contacts.announce(tx, contact);
      return left;
    });
    return { epoch: visitor.page.epoch, dropped };
  }

  /** Who turns verified before the chat may be told so by a flow. What hinders that hinders no identification. */
  async #greetTurned(request: PageRequest, session: VerifiedSession, turned: Turned | null): Promise<void> {
    if (turned === null || request.bot.identifiedFlowId === null) return;
    const visitor: Visitor = { ...request, ...turned, token: session.token, kind: 'verified' };
    try {
      await this.parts.conversations.identified(visitor, turned.page.id);
    } catch (error) {
      // The page has moved on already, or something like it.
      if (!(error instanceof AppError)) throw error;
    }
  }

  async #chargeRefusal(request: PageRequest): Promise<void> {
    await this.#refusedByAddress.charge(`${request.bot.id}:${addressKey(request.address)}`);
    await this.#refusedByPage.charge(tokenHash(request.claim.secret));
  }

  async #act(tx: Tx, request: PageRequest, body: LooseIdentifyBody, proof: Proof | null): Promise<Outcome> {
    const { sessions, contacts } = this.parts;
    const { bot, claim } = request;
    await this.#hold(tx, request, body, proof);
    const page = await sessions.findPage(tx, bot.id, claim);
    if (page !== null && claim.epoch <= page.epoch) return { kind: 'superseded' };
    if (await sessions.isLoggedOut(tx, page, body.group)) return { kind: 'logged_out' };
    const verified = proof !== null && (await this.#stillProves(tx, bot.id, proof));
    const known = verified ? await contacts.findByCustomUserId(tx, bot.id, proof.userId) : null;
    const forCause = verified && known !== null && isBarred(known.notBeforeMs, proof);
    if (!verified || forCause) {
      // Whoever the page showed is gone: it has said that it is somebody else now.
      await sessions.becomeNobody(tx, request, page);
      return { kind: 'refused', forCause };
    }
    const group = await sessions.joinGroup(tx, bot, body.group);
    if (group === null) return { kind: 'superseded' };

    const browser = { locale: asText(body.locale, 35), timezone: asText(body.timezone, 64) };
    const contact = known ?? (await contacts.create(tx, bot, { customUserId: proof.userId }, browser));
    await contacts.update(tx, contact, {
      verifiedAtMs: tx.nowMs,
      verifiedKeyId: proof.keyId,
      lastSeenAtMs: tx.nowMs,
      locale: browser.locale ?? contact.locale,
      timezone: browser.timezone ?? contact.timezone,
    });
    const session = await sessions.becomeVerified(tx, request, page, contact, proof.keyId, group.id);
    const signed = flat(proof.token?.attributes ?? {});
    const dropped = [
      ...(await this.parts.attributes.write(tx, contact, signed, 'signed')),
      ...(await this.parts.attributes.write(tx, contact, asAttributes(body.attributes), 'page')),
    ];
    const claimed = { guestToken: body.guest_token, tabSecret: body.tab_secret };
    const link = await this.parts.links.decide(tx, contact, session.pageId, claimed);
    await this.judges.keyRing.noteVerified(tx, bot.id, proof.keyIds, request.origin);
    await contacts.announce(tx, contact);
    return {
      kind: 'verified',
      proof,
      turned: page?.kind === 'guest' ? { page, contact } : null,
      session: {
        status: 'verified',
        epoch: claim.epoch,
        token: session.token,
        expires_at: new Date(session.expiresAtMs).toISOString(),
        contact_id: contact.id,
        group: group.id,
        link,
        dropped,
      },
    };
  }

  /**
   * Keeps still what is looked at: the page, its browser, the name, the contact and the guest it may have been. Keys and
   * policy are held together with other identifications.
   */
  async #hold(tx: Tx, { bot, claim }: PageRequest, body: LooseIdentifyBody, proof: Proof | null): Promise<void> {
    if (!runsBesideOthers(tx)) return;
    // One kind after another, in the order that all units keep.
    await lockAlone(tx, ['page', bot.id, tokenHash(claim.secret)]);
    if (proof !== null) await lockAlone(tx, ['user', bot.id, proof.userId]);
    if (typeof body.group === 'string') await lockAlone(tx, ['group', body.group]);
    await lockTogether(tx, ['bot', bot.id]);
    if (proof === null) return;
    const guestToken = typeof body.guest_token === 'string' ? body.guest_token : null;
    const held = new Set<string>();
    for (;;) {
      const known = await this.parts.contacts.findByCustomUserId(tx, bot.id, proof.userId);
      const guest = guestToken === null ? null : await this.parts.contacts.findGuest(tx, bot.id, tokenHash(guestToken));
      const ids = [known, guest].flatMap((one) => (one === null || held.has(one.id) ? [] : [one.id]));
      if (!(await lockAlone(tx, ...ids.map((id) => ['contact', id] as const)))) return;
      for (const id of ids) held.add(id);
    }
  }

  /** Keys and policy may have changed since the proof was verified. */
  async #stillProves(tx: Tx, botId: string, proof: Proof): Promise<boolean> {
    const policy = await this.judges.policies.get(tx, botId);
    if (!isAccepted(policy, { byToken: proof.token !== null })) return false;
    return this.judges.keyRing.stillVerify(tx, botId, proof.keyIds);
  }
}

/** Were this contact's sessions ended for cause since the proof was made? Nobody knows when a hash was: it is barred till an admin lifts that. */
function isBarred(notBeforeMs: number | null, { byHash, token }: Proof): boolean {
  if (notBeforeMs === null) return false;
  return byHash || token === null || token.issuedAtMs <= notBeforeMs;
}
