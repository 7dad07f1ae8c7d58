import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import * as v from 'valibot';
import { Clock } from '../../platform/clock/clock.js';
import { RunMode } from '../../platform/commands/run-mode.js';
import { RedisLink } from '../../platform/redis/redis-link.js';
import { PresenceElsewhere } from './presence-elsewhere.js';
import { inMessages, type NodeAsks, type NodeSays, type People, PresenceMessage } from './presence-frames.js';
import { GRACE_TICKS, PresenceHere } from './presence-here.js';

const TOPIC = 'presence';
/** What changed is gathered for so long, here and between nodes. Everything below is counted in these ticks, which no clock can set back. */
const TICK_MS = 1_000;
/** How often the other nodes are told that this one is there. */
const BEAT_TICKS = 10;
/** However many ask for everything, and however often. */
const ALL_EVERY_TICKS = 5;

/** Those of one kind in one workspace. */
export type Room = `${'contact' | 'member'}:${string}`;
/** Names of rooms are made once: every socket holds one. */
const contactRooms = new Map<string, Room>();
export const membersOf = (workspaceId: string): Room => `member:${workspaceId}`;
export function contactsOf(workspaceId: string): Room {
  const room = contactRooms.get(workspaceId) ?? (`contact:${workspaceId}` as const);
  contactRooms.set(workspaceId, room);
  return room;
}

/** Whether somebody is there; who has gone, when they were last seen. */
export interface Standing {
  readonly online: boolean;
  readonly lastSeenMs: number | null;
}

/** Is told once a tick who came or went in a room. */
export type PresenceListener = (room: string, changes: ReadonlyMap<string, Standing>) => void;

/**
 * Who has a socket open, on whichever node: contacts their page, members their console. Kept in memory and nowhere else. Nodes tell
 * each other over Redis; without it each knows of its own sockets only, and of other nodes' nothing.
 */
@Injectable()
export class PresenceService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #here = new PresenceHere();
  readonly #elsewhere = new PresenceElsewhere(
    (room, id) => this.#note(room, id),
    (node) => this.redis.say(TOPIC, { kind: 'ask', of: node } satisfies NodeAsks),
  );
  readonly #listeners = new Set<PresenceListener>();
  /** Who may have come or gone since the last tick, by room. */
  #noted = new Map<string, Set<string>>();
  /** Who has, on this node: what the other nodes are told. */
  #on: [room: string, id: string][] = [];
  #off: [room: string, id: string][] = [];
  #number = 0;
  #ticks = 0;
  #isAsked = false;
  #mayTellAllAtTick = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: RedisLink,
    private readonly clock: Clock,
    private readonly runMode: RunMode,
  ) {
    redis.hear(TOPIC, (body) => this.#hear(body));
    redis.onChange((state) => {
      // Whatever was said while it was away is lost, on both sides.
      if (state === 'connected') this.#meet();
    });
  }

  onApplicationBootstrap(): void {
    if (!this.runMode.serving) return;
    if (this.redis.state === 'connected') this.#meet();
    this.#timer = setInterval(() => this.tick(), TICK_MS);
    this.#timer.unref();
  }

  /** Says nothing: whoever is sent away comes back to another node, and counts as there through this one until then. */
  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Somebody has opened a socket here. */
  arrived(room: Room, id: string): void {
    if (!this.#here.arrived(room, id)) return;
    this.#on.push([room, id]);
    this.#note(room, id);
  }

  /** One of somebody's sockets here has closed. */
  left(room: Room, id: string): void {
    this.#here.left(room, id);
  }

  isOnline(room: string, id: string): boolean {
    return this.#here.has(room, id) || this.#elsewhere.has(room, id);
  }

  listen(listener: PresenceListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A second has gone by. */
  tick(): void {
    this.#ticks += 1;
    for (const { room, id } of this.#here.tick()) {
      this.#off.push([room, id]);
      this.#note(room, id);
    }
    this.#elsewhere.tick();
    this.#tellNodes();
    this.#tellListeners();
  }

  #note(room: string, id: string): void {
    const ids = this.#noted.get(room) ?? new Set();
    this.#noted.set(room, ids);
    ids.add(id);
  }

  #tellListeners(): void {
    const noted = this.#noted;
    this.#noted = new Map();
    // Nobody is told of a leave before the grace is over.
    const lastSeenMs = this.clock.nowMs() - GRACE_TICKS * TICK_MS;
    for (const [room, ids] of noted) {
      const changes = new Map<string, Standing>();
      for (const id of ids) {
        const online = this.isOnline(room, id);
        changes.set(id, { online, lastSeenMs: online ? null : lastSeenMs });
      }
      for (const listener of this.#listeners) listener(room, changes);
    }
  }

  // ── between nodes ──

  #tellNodes(): void {
    const [on, off] = [this.#on, this.#off];
    this.#on = [];
    this.#off = [];
    if (this.redis.state === 'off') return;
    const node = this.redis.nodeId;
    const say = (said: NodeSays) => this.redis.say(TOPIC, said);
    for (const message of inMessages(on)) if (message.length > 0) say(this.#change(message, []));
    for (const message of inMessages(off)) if (message.length > 0) say(this.#change([], message));
    if (this.#isAsked && this.#ticks >= this.#mayTellAllAtTick) {
      this.#isAsked = false;
      this.#mayTellAllAtTick = this.#ticks + ALL_EVERY_TICKS;
      const messages = inMessages(this.#here.all());
      for (const [part, message] of messages.entries()) {
        say({ kind: 'all', node, number: this.#number, part, parts: messages.length, on: message });
      }
    } else if (this.#ticks % BEAT_TICKS === 0) say({ kind: 'beat', node, number: this.#number });
  }

  #change(on: People, off: People): NodeSays {
    this.#number += 1;
    return { kind: 'changes', node: this.redis.nodeId, number: this.#number, on, off };
  }

  /** Tells everything at the next tick, and asks the others for theirs. */
  #meet(): void {
    this.#isAsked = true;
    this.redis.say(TOPIC, { kind: 'ask', of: null } satisfies NodeAsks);
  }

  #hear(body: unknown): void {
    const message = v.safeParse(PresenceMessage, body);
    if (!message.success) return;
    const said = message.output;
    if (said.kind !== 'ask') this.#elsewhere.hear(said);
    else if (said.of === null || said.of === this.redis.nodeId) this.#isAsked = true;
  }
}
