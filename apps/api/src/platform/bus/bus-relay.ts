import { Injectable } from '@nestjs/common';
import * as v from 'valibot';
import { RedisLink } from '../redis/redis-link.js';
import { Bus } from './bus.js';

const TOPIC = 'bus';
/** Streams one message names at the most; more go in several. */
const STREAMS_A_MESSAGE = 500;

const Streams = v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.maxLength(STREAMS_A_MESSAGE));

/**
 * Takes this node's notices to the others, and theirs to the listeners here, over Redis. What is published in one turn of the
 * event loop goes in one message. While Redis is away nothing goes: the other nodes find what is new by looking.
 */
@Injectable()
export class BusRelay {
  #waiting = new Set<string>();

  constructor(
    bus: Bus,
    private readonly redis: RedisLink,
  ) {
    if (redis.state === 'off') return;
    bus.relayBy(({ streams }) => this.#collect(streams));
    redis.hear(TOPIC, (body) => {
      const streams = v.safeParse(Streams, body);
      if (streams.success && streams.output.length > 0) bus.receive({ streams: streams.output });
    });
  }

  #collect(streams: readonly string[]): void {
    if (this.#waiting.size === 0) setImmediate(() => this.#send());
    for (const stream of streams) this.#waiting.add(stream);
  }

  #send(): void {
    const streams = [...this.#waiting];
    this.#waiting = new Set();
    for (let at = 0; at < streams.length; at += STREAMS_A_MESSAGE) {
      this.redis.say(TOPIC, streams.slice(at, at + STREAMS_A_MESSAGE));
    }
  }
}
