import type { PageActResult, TrackEventBody } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone } from '../../platform/database/locks.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { missingPageRight } from '../bots/index.js';
import { AttributesService, ContactEventsService, ContactsService } from '../contacts/index.js';
import { SessionsService, type Visitor } from '../sessions/index.js';

/** What pages may tell of one contact, and tags they may add. */
const PAGE_EVENTS = { name: 'page-events', points: 60, windowSeconds: 60 };
const PAGE_TAGS = { name: 'page-tags', points: 60, windowSeconds: 60 };

/** Where it is kept what a page says of its visitor. */
@Injectable()
export class PageActsDesk {
  constructor(
    readonly contacts: ContactsService,
    readonly attributes: AttributesService,
    readonly events: ContactEventsService,
  ) {}
}

/**
 * What a page says of its visitor beside attributes, as far as the bot's settings allow. A blocked contact's is stored like
 * anybody's, since nothing acts on it.
 */
@Injectable()
export class PageActsService {
  readonly #events: RateLimit;
  readonly #tags: RateLimit;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sessions: SessionsService,
    private readonly desk: PageActsDesk,
    limits: RateLimits,
  ) {
    this.#events = limits.create(PAGE_EVENTS);
    this.#tags = limits.create(PAGE_TAGS);
  }

  /** Stores an event of the visitor's contact. @throws page_right_missing where pages may tell none. */
  async trackEvent(visitor: Visitor, body: TrackEventBody): Promise<PageActResult> {
    await this.#events.charge(visitor.contact.id);
    if (!visitor.bot.pageRights.track_events) throw missingPageRight('track events', 'track_events');
    await this.unitOfWork.run('page-acts.track-event', async (tx) => {
      await lockAlone(tx, ['contact', visitor.contact.id]);
      const contact = await this.sessions.requireStill(tx, visitor);
      await this.desk.events.record(tx, contact, body);
    });
    return { epoch: visitor.page.epoch };
  }

  /** Adds a tag, as the settings spell it. @throws page_right_missing for a tag that they do not name. */
  async addTag(visitor: Visitor, name: string): Promise<PageActResult> {
    await this.#tags.charge(visitor.contact.id);
    const tag = visitor.bot.pageRights.tags.find((allowed) => allowed.toLowerCase() === name.toLowerCase());
    if (tag === undefined) throw missingPageRight('add this tag', 'tags');
    await this.unitOfWork.run('page-acts.add-tag', async (tx) => {
      await lockAlone(tx, ['contact', visitor.contact.id]);
      const contact = await this.sessions.requireStill(tx, visitor);
      await this.desk.attributes.addTag(tx, contact.id, tag);
      await this.desk.contacts.announce(tx, contact);
    });
    return { epoch: visitor.page.epoch };
  }
}
