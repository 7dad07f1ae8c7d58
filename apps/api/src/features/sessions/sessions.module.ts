import { Module } from '@nestjs/common';
import { BotsModule } from '../bots/index.js';
import { ContactsModule } from '../contacts/index.js';
import { EventsModule } from '../events/index.js';
import { GuestService } from './guest.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

@Module({
  imports: [BotsModule, ContactsModule, EventsModule],
  controllers: [SessionsController],
  providers: [SessionsRepository, SessionsService, GuestService],
  exports: [SessionsService, BotsModule],
})
export class SessionsModule {}
