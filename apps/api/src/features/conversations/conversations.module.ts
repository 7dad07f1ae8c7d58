import { Module } from '@nestjs/common';
import { ContactsModule } from '../contacts/index.js';
import { ErrorLogModule } from '../error-log/index.js';
import { EventsModule } from '../events/index.js';
import { FlowsModule } from '../flows/index.js';
import { SessionsModule } from '../sessions/index.js';
import { AgentAnswers, AgentConversationsService } from './agent-conversations.service.js';
import { ConversationsRepository } from './conversations.repository.js';
import { ThreadLinksService } from './thread-links.service.js';
import { TurnProgram } from './turn-program.js';
import { TurnRecords } from './turn-records.js';
import { VisitorConversationsController } from './visitor-conversations.controller.js';
import { VisitorConversationsService, VisitorDoor } from './visitor-conversations.service.js';

@Module({
  imports: [ContactsModule, ErrorLogModule, EventsModule, FlowsModule, SessionsModule],
  controllers: [VisitorConversationsController],
  providers: [
    ConversationsRepository,
    TurnProgram,
    TurnRecords,
    VisitorConversationsService,
    VisitorDoor,
    AgentConversationsService,
    AgentAnswers,
    ThreadLinksService,
  ],
  exports: [AgentConversationsService, ThreadLinksService],
})
export class ConversationsModule {}
