import type { Feature } from '../../platform/feature.js';
import { Event } from './event.entity.js';
import { EventsModule } from './events.module.js';
import { leapAfterRestore } from './leap-after-restore.service.js';

export { busName, listCursor, listKeyOf, type StreamName, streamCursor } from './cursors.js';
export type { Event, EventType } from './event.entity.js';
export { EventsModule } from './events.module.js';
export { EventsService, type Happening } from './events.service.js';
export { instantOfPage, keyOfInstant, keyOfPage, pageOfRows } from './list-pages.js';

export const eventsFeature: Feature = {
  name: 'events',
  module: EventsModule,
  entities: [Event],
  afterRestore: leapAfterRestore,
};
