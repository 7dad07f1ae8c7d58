import { Injectable } from '@nestjs/common';
import { Bus } from '../../platform/bus/bus.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Db } from '../../platform/database/db.js';
import { atEnd } from '../../platform/unit-of-work/at-end.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { busName, positionOf, type StreamName } from './cursors.js';
import type { Event, EventType } from './event.entity.js';
import { EventsRepository, type NewEvent } from './events.repository.js';

/** What a feature tells the log; the rest of the row is filled in. */
export interface Happening {
  readonly workspaceId: string;
  readonly botId: string;
  readonly contactId: string | null;
  readonly conversationId?: string;
  readonly type: EventType;
  readonly messageId?: string;
  readonly seq?: number;
  readonly forVisitor: boolean;
  readonly forWorkspace: boolean;
}

/** How much of the log a resuming client may have missed before a fresh snapshot is cheaper: rows. */
const CATCH_UP_MAX = 1_000;

const DAY_MS = 24 * 3_600_000;
/** How long events are kept. */
export const EVENTS_KEPT_MS = 30 * DAY_MS;
/**
 * How much of that a cursor may still have before it. Less, so that nothing is removed between the look at a cursor and the
 * reading that goes on from it: that would be a hole.
 */
export const EVENTS_SERVED_MS = EVENTS_KEPT_MS - DAY_MS;

/** The durable event log: written in the transaction that causes it, announced on the bus after its commit. */
@Injectable()
export class EventsService {
  constructor(
    private readonly events: EventsRepository,
    private readonly bus: Bus,
    private readonly clock: Clock,
  ) {}

  /** Writes what happened, and wakes the streams concerned once it is on disk. */
  async record(tx: Tx, happenings: readonly Happening[]): Promise<void> {
    const rows = happenings.map(
      (happening): NewEvent => ({
        workspaceId: happening.workspaceId,
        botId: happening.botId,
        contactId: happening.contactId,
        conversationId: happening.conversationId ?? null,
        type: happening.type,
        messageId: happening.messageId ?? null,
        seq: happening.seq ?? null,
        forVisitor: happening.forVisitor,
        forWorkspace: happening.forWorkspace,
        atMs: tx.nowMs,
      }),
    );
    // Last of all, since the log's end is held until the commit.
    await atEnd(tx, () => this.events.insert(tx, rows));
    const streams = new Set<string>();
    for (const happening of happenings) {
      if (happening.forVisitor && happening.contactId !== null) {
        streams.add(busName({ kind: 'contact', id: happening.contactId }));
      }
      if (happening.forWorkspace) streams.add(busName({ kind: 'workspace', id: happening.workspaceId }));
    }
    this.wake(tx, streams);
  }

  /** Makes the sockets of these streams look again after the commit: new rows, or an ended session. */
  wake(tx: Tx, streams: Iterable<string>): void {
    const names = [...streams];
    tx.afterCommit(() => this.bus.publish({ streams: names }));
  }

  /**
   * Where a workspace's log ends now: the position a snapshot of any of its streams is up to date with that is read after
   * this. (The end of the whole log would not do: another workspace's event may stand behind one of this workspace that is
   * still to be committed.)
   */
  async lastPositionOf(db: Db, workspaceId: string): Promise<number> {
    const last = await this.events.lastPositionOf(db, workspaceId);
    // A workspace in which nothing happened for long has no event left: its snapshot stands right before the log's beginning.
    return last === 0 ? (await this.events.firstPosition(db)) - 1 : last;
  }

  /**
   * Reads a client's cursor.
   *
   * @returns the position to go on from, or null when the client must take a fresh snapshot: the cursor is of another
   *   stream, points into what is no longer kept, or lies too far back.
   */
  async resumeFrom(db: Db, stream: StreamName, cursor: string): Promise<number | null> {
    const position = positionOf(stream, cursor);
    if (position === null) return null;
    const last = await this.events.lastPosition(db);
    if (position > last) return null;
    // In this order: what is young enough now cannot go before the log's beginning is looked at.
    const nextAtMs = await this.events.firstInstantAfter(db, position);
    if (nextAtMs !== null && nextAtMs <= this.clock.nowMs() - EVENTS_SERVED_MS) return null;
    if (position + 1 < (await this.events.firstPosition(db))) return null;
    return position;
  }

  listOfWorkspace(db: Db, workspaceId: string, after: number): Promise<Event[]> {
    return this.events.listOfWorkspace(db, workspaceId, after, CATCH_UP_MAX);
  }

  /** Forgets what is older than a position; clients that were there before get `resync_required`. */
  async forgetBefore(tx: Tx, position: number): Promise<void> {
    await this.events.removeBefore(tx, position);
  }
}
