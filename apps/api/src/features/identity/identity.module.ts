import { Module, type OnModuleInit } from '@nestjs/common';
import { BotHooks, BotsModule } from '../bots/index.js';
import { ContactsModule } from '../contacts/index.js';
import { ConversationsModule } from '../conversations/index.js';
import { SessionsModule } from '../sessions/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { AdminDesk } from './admin-desk.js';
import { GuestLinksService } from './guest-links.service.js';
import { IdentifyController } from './identify.controller.js';
import { IdentifyService, IdentityParts, ProofJudges } from './identify.service.js';
import { IdentityRepository } from './identity.repository.js';
import { IdentityAdminService, LinkAdminService, ProofTester } from './identity-admin.service.js';
import { IdentityLogService, LogPlatform } from './identity-log.service.js';
import { IdentityPolicyController } from './identity-policy.controller.js';
import { IdentityPolicyService } from './identity-policy.service.js';
import { IdentitySweeps } from './identity-sweeps.service.js';
import { KeyPlatform, KeyRingService } from './key-ring.service.js';
import { KeysController, LinksController } from './keys.controller.js';
import { ProofExplainer } from './proof-explainer.service.js';
import { ProofVerifier } from './proof-verifier.service.js';
import { WebsiteChecksController } from './website-checks.controller.js';
import { WebsiteChecksService } from './website-checks.service.js';

@Module({
  imports: [BotsModule, ContactsModule, ConversationsModule, SessionsModule, WorkspacesModule],
  controllers: [IdentifyController, KeysController, LinksController, IdentityPolicyController, WebsiteChecksController],
  providers: [
    IdentityRepository,
    KeyPlatform,
    KeyRingService,
    ProofVerifier,
    ProofExplainer,
    IdentityPolicyService,
    IdentityLogService,
    LogPlatform,
    GuestLinksService,
    IdentifyService,
    IdentityParts,
    ProofJudges,
    ProofTester,
    LinkAdminService,
    IdentityAdminService,
    IdentitySweeps,
    WebsiteChecksService,
    AdminDesk,
  ],
  exports: [KeyRingService, IdentityLogService, GuestLinksService],
})
export class IdentityModule implements OnModuleInit {
  constructor(
    private readonly hooks: BotHooks,
    private readonly keyRing: KeyRingService,
    private readonly policies: IdentityPolicyService,
  ) {}

  /** A bot is born with a key: its installer never meets an empty ring. A duplicate has the policy of its original. */
  onModuleInit(): void {
    this.hooks.onCreated(async (tx, bot) => {
      await this.keyRing.addIn(tx, bot);
    });
    this.hooks.onDuplicated((tx, from, to) => this.policies.copyIn(tx, from, to));
  }
}
