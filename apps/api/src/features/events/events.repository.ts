import { Injectable } from '@nestjs/common';
import { LessThan, MoreThan } from 'typeorm';
import { insertAll } from '../../platform/database/bulk.js';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { Event } from './event.entity.js';

export type NewEvent = Omit<Event, 'position'>;

/** The only TypeORM of the event log. */
@Injectable()
export class EventsRepository {
  /**
   * Adds to the log's end. Where transactions run beside each other, one at a time for each workspace, from here to its commit:
   * so what is seen at a position of a workspace is all there will ever be before it.
   */
  async insert(tx: Tx, events: readonly NewEvent[]): Promise<void> {
    const workspaceIds = new Set(events.map(({ workspaceId }) => workspaceId));
    // In one trip, in this order: the rows get their positions when the log's end is held.
    await Promise.all([
      lockAlone(tx, ...[...workspaceIds].map((id) => ['log', id] as const)),
      insertAll(tx, Event, events),
    ]);
  }

  /** The newest position of the whole log, 0 while it is empty. */
  async lastPosition(db: Db): Promise<number> {
    return (await db.manager.maximum(Event, 'position')) ?? 0;
  }

  /** The newest position of a workspace's events, 0 while none is kept. */
  async lastPositionOf(db: Db, workspaceId: string): Promise<number> {
    return (await db.manager.maximum(Event, 'position', { workspaceId })) ?? 0;
  }

  /** The oldest position still kept, or 1 while nothing was ever removed. */
  async firstPosition(db: Db): Promise<number> {
    return (await db.manager.minimum(Event, 'position')) ?? 1;
  }

  listOfWorkspace(db: Db, workspaceId: string, after: number, limit: number): Promise<Event[]> {
    return db.manager
      .createQueryBuilder(Event, 'e')
      .where('e.workspaceId = :workspaceId and e.position > :after and e.forWorkspace', { workspaceId, after })
      .orderBy('e.position', 'ASC')
      .limit(limit)
      .getMany();
  }

  /** When the first event after a position happened, or null when there is none. */
  async firstInstantAfter(db: Db, position: number): Promise<number | null> {
    const [next] = await db.manager.find(Event, {
      select: { position: true, atMs: true },
      where: { position: MoreThan(position) },
      order: { position: 'ASC' },
      take: 1,
    });
    return next?.atMs ?? null;
  }

  /** Positions at the log's beginning, up to the first that is younger than this instant, without the newest of all. */
  async findOldest(db: Db, atMs: number, limit: number): Promise<number[]> {
    const rows = await db.manager.find(Event, {
      select: { position: true, atMs: true },
      order: { position: 'ASC' },
      take: limit + 1,
    });
    const young = rows.findIndex((row) => row.atMs > atMs);
    // Either a younger one follows, or the last one read may be the newest there is.
    const old = young === -1 ? rows.slice(0, -1) : rows.slice(0, young);
    return old.slice(0, limit).map(({ position }) => position);
  }

  async removeBefore(tx: Tx, position: number): Promise<number> {
    return (await tx.manager.delete(Event, { position: LessThan(position) })).affected ?? 0;
  }

  /** Keeps the newest event only, and gives it a position further on. */
  async leapAhead(tx: Tx, positions: number): Promise<void> {
    const last = await this.lastPosition(tx);
    if (last === 0) return;
    await this.removeBefore(tx, last);
    await tx.manager.update(Event, { position: last }, { position: last + positions });
  }
}
