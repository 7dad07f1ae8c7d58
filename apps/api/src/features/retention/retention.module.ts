import { Module } from '@nestjs/common';
import { BotsModule } from '../bots/index.js';
import { ContactAdminModule } from '../contact-admin/index.js';
import { ContactsModule } from '../contacts/index.js';
import { ConversationsModule } from '../conversations/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { RetentionController } from './retention.controller.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';
import { RetentionSweeps } from './retention-sweeps.service.js';

@Module({
  imports: [BotsModule, ContactAdminModule, ContactsModule, ConversationsModule, WorkspacesModule],
  controllers: [RetentionController],
  providers: [RetentionRepository, RetentionService, RetentionSweeps],
})
export class RetentionModule {}
