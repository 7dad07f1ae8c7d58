import { Module } from '@nestjs/common';
import { EventSweep } from './event-sweep.service.js';
import { EventsRepository } from './events.repository.js';
import { EventsService } from './events.service.js';

@Module({ providers: [EventsRepository, EventsService, EventSweep], exports: [EventsService] })
export class EventsModule {}
