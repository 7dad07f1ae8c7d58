import { Injectable } from '@nestjs/common';
import { Gathering } from '../../platform/database/gathering.js';
import { Reader } from '../../platform/database/reader.js';
import { type Bot, BotsService } from '../bots/index.js';
import { type Present, type Presented, SessionsService } from './sessions.service.js';

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
 * statements instead of three hundred. Nothing is kept: each request's answer was read after the request came.
 */
@Injectable()
export class WidgetReads {
  readonly #reads: Gathering<Asked, Found>;

  constructor(bots: BotsService, sessions: SessionsService, reader: Reader) {
    this.#reads = new Gathering(async (asked) => {
      const presented = asked.flatMap((one) => one.presented ?? []);
      const [rows, visitors] = await Promise.all([
        bots.listByIds(reader, [...new Set(asked.map(({ botId }) => botId))]),
        sessions.requireVisitors(reader, presented),
      ]);
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
}
