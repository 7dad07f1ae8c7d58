import { Module, type OnModuleInit } from '@nestjs/common';
import { BotHooks, BotsModule } from '../bots/index.js';
import { ContactsModule } from '../contacts/index.js';
import { ConversationsModule } from '../conversations/index.js';
import { SessionsModule } from '../sessions/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { GuestLinksService } from './guest-links.service.js';
import { IdentifyController } from './identify.controller.js';
import { IdentifyService, IdentityParts } from './identify.service.js';
import { IdentityRepository } from './identity.repository.js';
import { AdminDesk, IdentityAdminService } from './identity-admin.service.js';
import { IdentityLogService, LogPlatform } from './identity-log.service.js';
import { IdentitySweeps } from './identity-sweeps.service.js';
import { KeyRingService } from './key-ring.service.js';
import { KeysController, LinksController } from './keys.controller.js';

@Module({
  imports: [BotsModule, ContactsModule, ConversationsModule, SessionsModule, WorkspacesModule],
  controllers: [IdentifyController, KeysController, LinksController],
  providers: [
    IdentityRepository,
    KeyRingService,
    IdentityLogService,
    LogPlatform,
    GuestLinksService,
    IdentifyService,
    IdentityParts,
    IdentityAdminService,
    IdentitySweeps,
    AdminDesk,
  ],
  exports: [KeyRingService, IdentityLogService, GuestLinksService],
})
export class IdentityModule implements OnModuleInit {
  constructor(
    private readonly hooks: BotHooks,
    private readonly keyRing: KeyRingService,
  ) {}

  /** A bot is born with a key: its installer never meets an empty ring. */
  onModuleInit(): void {
    this.hooks.onCreated(async (tx, bot) => {
      await this.keyRing.addIn(tx, bot);
    });
  }
}
