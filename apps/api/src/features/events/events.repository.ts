import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { Event } from './event.entity.js';

export type NewEvent = Omit<Event, 'position'>;

/** The only TypeORM of the event log. */
@Injectable()
export class EventsRepository {
  async insert(tx: Tx, events: readonly NewEvent[]): Promise<void> {
    if (events.length > 0) await tx.manager.insert(Event, [...events]);
  }

  /** The newest position of the whole log, 0 while it is empty. */
  async lastPosition(db: Db): Promise<number> {
    return (await db.manager.maximum(Event, 'position')) ?? 0;
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

  async removeBefore(tx: Tx, position: number): Promise<void> {
    await tx.manager.createQueryBuilder().delete().from(Event).where('position < :position', { position }).execute();
  }
}
