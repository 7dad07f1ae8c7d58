import { Module } from '@nestjs/common';
import { OutboxModule } from '../../platform/outbox/outbox.module.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { MailController } from './mail.controller.js';
import { MailService } from './mail.service.js';
import { MailAdminService } from './mail-admin.service.js';
import { MailJobsService } from './mail-jobs.service.js';
import { MailSettingsRepository } from './mail-settings.repository.js';

@Module({
  imports: [OutboxModule, WorkspacesModule],
  controllers: [MailController],
  providers: [MailSettingsRepository, MailService, MailJobsService, MailAdminService],
  exports: [MailService],
})
export class MailModule {}
