import { Module } from '@nestjs/common';
import { MailModule } from '../mail/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import {
  AccountController,
  PasswordResetController,
  TwoStepController,
  WorkspaceController,
} from './account.controller.js';
import { AccountService, TwoStepService } from './account.service.js';
import { PasswordResetLinksRepository } from './password-reset-links.repository.js';
import { ResetByMailService, ResetDesk } from './reset-by-mail.service.js';
import { ResetLinkSweep } from './reset-link-sweep.service.js';

@Module({
  imports: [MailModule, WorkspacesModule],
  controllers: [AccountController, TwoStepController, WorkspaceController, PasswordResetController],
  providers: [
    PasswordResetLinksRepository,
    ResetDesk,
    ResetByMailService,
    ResetLinkSweep,
    AccountService,
    TwoStepService,
  ],
})
export class AccountsModule {}
