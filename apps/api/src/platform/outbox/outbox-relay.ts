import { Injectable } from '@nestjs/common';
import { RedisLink } from '../redis/redis-link.js';
import { Outbox } from './outbox.js';

const TOPIC = 'outbox';
/** The others are told no oftener: each time they ask the database what is due. */
const APART_MS = 50;

/**
 * Wakes the workers of the other nodes over Redis when there is something to do. While Redis is away nobody is told: each
 * looks every second by itself.
 */
@Injectable()
export class OutboxRelay {
  #pause: NodeJS.Timeout | undefined;
  #again = false;

  constructor(
    outbox: Outbox,
    private readonly redis: RedisLink,
  ) {
    outbox.relayBy(() => this.#tell());
    redis.hear(TOPIC, () => outbox.receive());
  }

  #tell(): void {
    if (this.#pause !== undefined) {
      this.#again = true;
      return;
    }
    this.redis.say(TOPIC, null);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.#tell();
    }, APART_MS);
    this.#pause.unref();
  }
}
