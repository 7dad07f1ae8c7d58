import { Module, type OnModuleInit } from '@nestjs/common';
import { BotHooks, BotsModule } from '../bots/index.js';
import { EventsModule } from '../events/index.js';
import { PresenceModule } from '../presence/index.js';
import { AttributesService } from './attributes.service.js';
import { ContactEventsRepository } from './contact-events.repository.js';
import { ContactEventsService } from './contact-events.service.js';
import { ContactRecordsService } from './contact-records.service.js';
import { ContactsRepository } from './contacts.repository.js';
import { ContactsService } from './contacts.service.js';
import { FieldsService } from './fields.service.js';

@Module({
  imports: [BotsModule, EventsModule, PresenceModule],
  providers: [
    ContactsRepository,
    ContactEventsRepository,
    ContactsService,
    ContactRecordsService,
    ContactEventsService,
    AttributesService,
    FieldsService,
  ],
  exports: [ContactsService, ContactRecordsService, ContactEventsService, AttributesService, FieldsService],
})
export class ContactsModule implements OnModuleInit {
  constructor(
    private readonly bots: BotHooks,
    private readonly fields: FieldsService,
  ) {}

  /** The fields of a bot are settings: a copy of the bot has them too. */
  onModuleInit(): void {
    this.bots.onDuplicated((tx, from, to) => this.fields.copyAll(tx, from.id, to.id));
  }
}
