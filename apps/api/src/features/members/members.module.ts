import { Module } from '@nestjs/common';
import { EventsModule } from '../events/index.js';
import { MailModule } from '../mail/index.js';
import { PresenceModule } from '../presence/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { InviteSweep } from './invite-sweep.service.js';
import { InvitesRepository } from './invites.repository.js';
import { InviteDesk, InvitesService } from './invites.service.js';
import { JoiningService } from './joining.service.js';
import { InvitationController, InvitesController, MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';

@Module({
  imports: [EventsModule, MailModule, PresenceModule, WorkspacesModule],
  controllers: [MembersController, InvitesController, InvitationController],
  providers: [InvitesRepository, InviteDesk, InvitesService, InviteSweep, JoiningService, MembersService],
})
export class MembersModule {}
