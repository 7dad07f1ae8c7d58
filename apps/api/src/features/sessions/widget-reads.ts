import { Injectable } from '@nestjs/common';
import { Gathering } from '../../platform/database/gathering.js';
import { Reader } from '../../platform/database/reader.js';
import { type Bot, BotsService } from '../bots/index.js';
import { type Present, type Presented, SessionsService } from './sessions.service.js';

/**
 * What the guards of the widget's routes read, for all requests of a moment together: of a hundred that come at once, a few
 * statements instead of three hundred. Nothing is kept: each request's answer was read after the request came.
 */
@Injectable()
export class WidgetReads {
  readonly #bots: Gathering<string, Bot | null>;
  readonly #visitors: Gathering<Presented, Present | Error>;

  constructor(bots: BotsService, sessions: SessionsService, reader: Reader) {
    this.#bots = new Gathering(async (ids) => {
      const found = new Map((await bots.listByIds(reader, [...new Set(ids)])).map((bot) => [bot.id, bot]));
      return ids.map((id) => found.get(id) ?? null);
    });
    this.#visitors = new Gathering((presented) => sessions.requireVisitors(reader, presented));
  }

  findBot(id: string): Promise<Bot | null> {
    return this.#bots.ask(id);
  }

  /** Who is this? @throws as `SessionsService.requireVisitor` does */
  async requireVisitor(presented: Presented): Promise<Present> {
    const found = await this.#visitors.ask(presented);
    if (found instanceof Error) throw found;
    return found;
  }
}
