import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/index.js';
import { SessionsModule } from '../sessions/index.js';
import { PageActsController } from './page-acts.controller.js';
import { PageActsDesk, PageActsService } from './page-acts.service.js';
import { PreChatService } from './pre-chat.service.js';

@Module({
  imports: [ContactsModule, SessionsModule],
  controllers: [PageActsController],
  providers: [PageActsDesk, PageActsService, PreChatService],
})
export class PageActsModule {}
