import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import { EventsRepository } from './events.repository.js';
import { EVENTS_KEPT_MS } from './events.service.js';

/**
 * Forgets the log from its beginning on, never out of its middle: whoever's cursor lies before what is left is told to take
 * a fresh snapshot. The newest row stays, so that the log's end is known.
 */
@Injectable()
export class EventSweep implements OnModuleInit {
  constructor(
    private readonly events: EventsRepository,
    private readonly sweeper: Sweeper,
  ) {}

  onModuleInit(): void {
    this.sweeper.register<number>({
      name: 'events',
      find: (db, nowMs, limit) => this.events.findOldest(db, nowMs - EVENTS_KEPT_MS, limit),
      remove: (tx, positions) => this.events.removeBefore(tx, Math.max(...positions) + 1),
    });
  }
}
