import { Module } from '@nestjs/common';
import { BotsModule } from '../bots/index.js';
import { ContactsModule } from '../contacts/index.js';
import { EventsModule } from '../events/index.js';
import { InstallationsModule } from '../installations/index.js';
import { GuestService } from './guest.service.js';
import { SessionSweeps } from './session-sweeps.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { WidgetReads } from './widget-reads.js';

@Module({
  imports: [BotsModule, ContactsModule, EventsModule, InstallationsModule],
  controllers: [SessionsController],
  providers: [SessionsRepository, SessionsService, SessionSweeps, GuestService, WidgetReads],
  exports: [SessionsService, WidgetReads, BotsModule, InstallationsModule],
})
export class SessionsModule {}
