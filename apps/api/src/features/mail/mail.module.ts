import { Module } from '@nestjs/common';
import { WorkspacesModule } from '../workspaces/index.js';
import { MailController } from './mail.controller.js';
import { MailService } from './mail.service.js';
import { MailAdminService } from './mail-admin.service.js';
import { MailSettingsRepository } from './mail-settings.repository.js';

@Module({
  imports: [WorkspacesModule],
  controllers: [MailController],
  providers: [MailSettingsRepository, MailService, MailAdminService],
  exports: [MailService],
})
export class MailModule {}
