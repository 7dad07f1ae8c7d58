import { Injectable } from '@nestjs/common';
import { Gathering } from '../../platform/database/gathering.js';
import { Reader } from '../../platform/database/reader.js';
import { type Bot, BotsService } from '../bots/index.js';
import type { Contact } from '../contacts/index.js';
import { type Present, type Presented, SessionsService } from './sessions.service.js';
import { tokenHash } from './tokens.js';

/** Pages that are thought of: a hundred bytes each. */
const PAGES_REMEMBERED_MAX = 20_000;

/** What a request names: a bot, and who it says it is of (null where nobody asks). */
interface Asked {
  readonly botId: string;
  readonly presented: Presented | null;
}

/** What that is. */
interface Found {
  readonly bot: Bot | null;
  /** Who it is of, or why of nobody; null where nobody asked. */
  readonly visitor: Present | Error | null;
}

/**
 * What the guards of the widget's routes read, for all requests of a moment together: of a hundred that come at once, a few
 * statements instead of three hundred. No answer is kept: each request's was read after the request came.
 */
@Injectable()
export class WidgetReads {
  readonly #reads: Gathering<Asked, Found>;
  /** Who a page showed when it was last read, by the hash of its secret: so its contact is read at once with it. */
  readonly #shown = new Map<string, Pick<Contact, 'id'>>();

  constructor(bots: BotsService, sessions: SessionsService, reader: Reader) {
    this.#reads = new Gathering(async (asked) => {
      const presented = asked.flatMap((one) => one.presented ?? []);
      const hashes = presented.map(({ claim }) => tokenHash(claim.secret));
      const [rows, visitors] = await Promise.all([
        bots.listByIds(reader, [...new Set(asked.map(({ botId }) => botId))]),
        sessions.requireVisitors(
          reader,
          presented.map((one, at) => this.#withContact(one, hashes[at] ?? '')),
        ),
      ]);
      visitors.forEach((visitor, at) => {
        if (!(visitor instanceof Error)) this.#remember(hashes[at] ?? '', visitor.contact);
      });
      const byId = new Map(rows.map((bot) => [bot.id, bot]));
      const whose = new Map(presented.map((one, at) => [one, visitors[at]]));
      return asked.map((one) => ({
        bot: byId.get(one.botId) ?? null,
        visitor: one.presented === null ? null : (whose.get(one.presented) ?? null),
      }));
    });
  }

  /** The bot of a request, and who the request is of. */
  find(botId: string, presented: Presented | null): Promise<Found> {
    return this.#reads.ask({ botId, presented });
  }

  #withContact(one: Presented, secretHash: string): Presented {
    const contact = this.#shown.get(secretHash);
    return contact === undefined ? one : { ...one, contact };
  }

  #remember(secretHash: string, { id }: Pick<Contact, 'id'>): void {
    if (this.#shown.get(secretHash)?.id === id) return;
    if (this.#shown.size >= PAGES_REMEMBERED_MAX) this.#shown.delete(this.#shown.keys().next().value ?? '');
    this.#shown.set(secretHash, { id });
  }
}
