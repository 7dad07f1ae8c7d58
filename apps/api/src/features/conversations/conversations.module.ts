import { Module } from '@nestjs/common';
import { OutboxModule } from '../../platform/outbox/outbox.module.js';
import { ContactsModule } from '../contacts/index.js';
import { ErrorLogModule } from '../error-log/index.js';
import { EventsModule } from '../events/index.js';
import { FlowsModule } from '../flows/index.js';
import { SessionsModule } from '../sessions/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { AgentActsService, AgentAnswers } from './agent-acts.service.js';
import { AgentConversationsController } from './agent-conversations.controller.js';
import { AgentConversationsService } from './agent-conversations.service.js';
import { AgentInboxService } from './agent-inbox.service.js';
import { ConversationErasureService } from './conversation-erasure.service.js';
import { ConversationFactsService } from './conversation-facts.service.js';
import { ConversationsRepository } from './conversations.repository.js';
import { FlowWaitJobs } from './flow-wait-jobs.service.js';
import { FlowWaits } from './flow-waits.js';
import { ThreadLinksService } from './thread-links.service.js';
import { TurnProgram } from './turn-program.js';
import { TurnReads, TurnSources } from './turn-reads.js';
import { TurnRecords } from './turn-records.js';
import { VisitorConversationsController } from './visitor-conversations.controller.js';
import { VisitorConversationsService, VisitorDoor } from './visitor-conversations.service.js';

@Module({
  imports: [ContactsModule, ErrorLogModule, EventsModule, FlowsModule, OutboxModule, SessionsModule, WorkspacesModule],
  controllers: [VisitorConversationsController, AgentConversationsController],
  providers: [
    ConversationsRepository,
    TurnProgram,
    TurnReads,
    TurnSources,
    TurnRecords,
    FlowWaits,
    FlowWaitJobs,
    VisitorConversationsService,
    VisitorDoor,
    AgentConversationsService,
    AgentActsService,
    AgentAnswers,
    AgentInboxService,
    ConversationErasureService,
    ConversationFactsService,
    ThreadLinksService,
  ],
  exports: [
    AgentConversationsService,
    ConversationErasureService,
    ConversationFactsService,
    ThreadLinksService,
    VisitorConversationsService,
  ],
})
export class ConversationsModule {}
