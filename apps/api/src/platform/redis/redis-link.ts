import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '../logging/logger.js';
import type { RedisPlace } from './redis-place.js';

/** `off`: none is set up. `away`: one is, and it does not answer at the moment. */
export type RedisState = 'off' | 'connected' | 'away';

export interface RedisLinkOptions {
  /** Null for none. */
  readonly place: RedisPlace | null;
  /** Of this installation, for example `chatku:1f0c2ab49e7d`: two installations may share a Redis. */
  readonly prefix: string;
  readonly logger: Logger;
}

export type TopicListener = (body: unknown) => void;

/** A command that has no answer within this time has failed. */
const COMMAND_WITHIN_MS = 500;
const CONNECT_WITHIN_MS = 2_000;
/** How often both connections are asked for a sign of life: a network that swallows everything closes no socket. */
const BEAT_EVERY_MS = 1_000;
/** The start waits for the first connection no longer than this. */
const START_WITHIN_MS = 1_000;
/** What is said while so much has not been taken yet is dropped: there is no queue that could grow. */
const UNSENT_MAX = 1_000;

const RETRY_FIRST_MS = 100;
const RETRY_LAST_MS = 5_000;

/**
 * How long to wait before the next attempt: 0.1 s, 0.2 s ... 5 s, each half to whole, so that a restarted Redis is not met
 * by all nodes at once.
 *
 * @param attempt 1 for the first.
 * @param random from 0 to 1.
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** Math.min(attempt - 1, 10));
  return Math.round(ceiling * (0.5 + random / 2));
}

/**
 * The way to Redis: one connection for commands, one that listens. What goes over it may always be lost; nobody may rely on
 * it for what is true. While Redis is away everything fails at once and nothing is kept for later; it comes back by itself.
 */
export class RedisLink implements OnModuleInit, OnApplicationShutdown {
  /** Names this process among the nodes; new at each start. */
  readonly nodeId = randomUUID();
  /** The connection for commands, or null where no Redis is set up. Its commands fail at once while Redis is away. */
  readonly commands: Redis | null;
  readonly #subscriber: Redis | null;
  readonly #prefix: string;
  readonly #logger: Logger;
  readonly #topics = new Map<string, Set<TopicListener>>();
  readonly #watchers = new Set<(state: RedisState) => void>();
  #state: RedisState;
  #listening = false;
  #subscribing: Promise<void> = Promise.resolve();
  #unsent = 0;
  #dropped = 0;
  #lastReason = 'not reached yet';
  #beat: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: RedisLinkOptions) {
    this.#prefix = options.prefix;
    this.#logger = options.logger;
    this.#state = options.place === null ? 'off' : 'away';
    this.commands = options.place === null ? null : this.#make(options.place);
    this.#subscriber = options.place === null ? null : this.#make(options.place);
    this.#subscriber?.on('ready', () => this.#listen());
    this.#subscriber?.on('message', (channel: string, text: string) => this.#take(channel, text));
  }

  get state(): RedisState {
    return this.#state;
  }

  /** Why it is away, in a word: the system's code, or the first word Redis said. */
  get reason(): string {
    return this.#lastReason;
  }

  /** How many sayings were not even tried or were not taken, since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  /** A key or channel of this installation. */
  nameOf(name: string): string {
    return `${this.#prefix}:${name}`;
  }

  /** Connects, and goes on trying for ever. Waits for the first outcome, a second at the most. */
  async start(): Promise<void> {
    const { commands } = this;
    if (commands === null || this.#subscriber === null) return;
    const outcome = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, START_WITHIN_MS);
      const settle = () => {
        clearTimeout(timer);
        resolve();
      };
      commands.once('error', settle);
      this.onChange(settle);
    });
    for (const client of [commands, this.#subscriber]) client.connect().catch(() => undefined);
    this.#beat = setInterval(() => void this.#beatOnce(), BEAT_EVERY_MS);
    this.#beat.unref();
    await outcome;
    if (this.#state === 'away') this.#sayAway();
  }

  onModuleInit(): Promise<void> {
    return this.start();
  }

  /** Last of all: what is made durable while the process closes down is still told. */
  onApplicationShutdown(): void {
    this.stop();
  }

  /** Closes both connections for good; what is said afterwards goes nowhere. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#beat);
    this.#watchers.clear();
    this.#topics.clear();
    for (const client of [this.commands, this.#subscriber]) client?.disconnect();
  }

  /** Tells the other nodes something; dropped while Redis is away. Never throws. */
  say(topic: string, body: unknown): void {
    const { commands } = this;
    if (commands === null || this.#stopped) return;
    if (this.#state !== 'connected' || this.#unsent >= UNSENT_MAX) {
      this.#dropped += 1;
      return;
    }
    this.#unsent += 1;
    commands
      .publish(this.nameOf(topic), JSON.stringify({ from: this.nodeId, body }))
      .catch(() => {
        this.#dropped += 1;
      })
      .finally(() => {
        this.#unsent -= 1;
      });
  }

  /** Hears what other nodes say, never what this one does. What it says is not checked: look at its shape. */
  hear(topic: string, listener: TopicListener): () => void {
    const listeners = this.#topics.get(topic) ?? new Set();
    listeners.add(listener);
    this.#topics.set(topic, listeners);
    if (listeners.size === 1 && this.#listening) this.#listen();
    return () => {
      listeners.delete(listener);
    };
  }

  /** Settles when Redis has taken note of all that is to be heard; at once while it is away. Never rejects. */
  async listening(): Promise<void> {
    await this.#subscribing;
  }

  /** Is told each time the state changes. */
  onChange(watcher: (state: RedisState) => void): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  #make(place: RedisPlace): Redis {
    const client = new Redis({
      host: place.host,
      port: place.port,
      db: place.database,
      ...(place.user === null ? {} : { username: place.user }),
      ...(place.password === null ? {} : { password: place.password }),
      ...(place.tls ? { tls: {} } : {}),
      // Both families: the library's own default would know IPv4 only.
      family: 0,
      lazyConnect: true,
      connectTimeout: CONNECT_WITHIN_MS,
      commandTimeout: COMMAND_WITHIN_MS,
      disconnectTimeout: COMMAND_WITHIN_MS,
      // Nothing is kept for later, and nothing is sent twice.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      autoResubscribe: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt: number) => reconnectDelayMs(attempt, Math.random()),
    } satisfies RedisOptions);
    client.on('error', (error: Error) => {
      this.#lastReason = reasonOf(error);
    });
    client.on('ready', () => this.#refresh());
    client.on('close', () => {
      if (client === this.#subscriber) this.#listening = false;
      this.#refresh();
    });
    return client;
  }

  #listen(): void {
    this.#subscribing = this.#subscribe();
  }

  async #subscribe(): Promise<void> {
    const channels = [...this.#topics.keys()].map((topic) => this.nameOf(topic));
    try {
      if (channels.length > 0) await this.#subscriber?.subscribe(...channels);
      this.#listening = true;
    } catch (error) {
      // It must not seem to listen: begin anew.
      this.#lastReason = reasonOf(error as Error);
      this.#subscriber?.disconnect(true);
    }
    this.#refresh();
  }

  async #beatOnce(): Promise<void> {
    for (const client of [this.commands, this.#subscriber]) {
      if (client?.status !== 'ready') continue;
      client.ping().catch(() => {
        this.#lastReason = 'silent';
        client.disconnect(true);
        if (client === this.#subscriber) this.#listening = false;
        this.#refresh();
      });
    }
  }

  #take(channel: string, text: string): void {
    const listeners = this.#topics.get(channel.slice(this.#prefix.length + 1));
    if (listeners === undefined) return;
    let said: { from?: unknown; body?: unknown } | null;
    try {
      said = JSON.parse(text) as typeof said;
    } catch {
      return;
    }
    if (typeof said !== 'object' || said === null || said.from === this.nodeId) return;
    for (const listener of [...listeners]) {
      try {
        listener(said.body);
      } catch (error) {
        this.#logger.error('A listener of another node failed', { err: error });
      }
    }
  }

  #refresh(): void {
    if (this.#state === 'off' || this.#stopped) return;
    const state = this.commands?.status === 'ready' && this.#listening ? 'connected' : 'away';
    if (state === this.#state) return;
    this.#state = state;
    if (state === 'connected') this.#logger.info('Redis is connected');
    else this.#sayAway();
    for (const watcher of [...this.#watchers]) watcher(state);
  }

  #sayAway(): void {
    this.#logger.warn('Redis is away: nodes find what is new by looking every half second, limits are stricter', {
      reason: this.#lastReason,
    });
  }
}

/** Of Redis' own answer only its first word (WRONGPASS, NOAUTH, NOPERM): the rest may name a user. */
const reasonOf = (error: Error & { code?: string }): string => error.code ?? error.message.split(' ')[0] ?? 'unknown';
