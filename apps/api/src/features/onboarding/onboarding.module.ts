import { Module } from '@nestjs/common';
import { BotsModule } from '../bots/index.js';
import { ConversationsModule } from '../conversations/index.js';
import { IdentityModule } from '../identity/index.js';
import { InstallationsModule } from '../installations/index.js';
import { WidgetDeliveryModule } from '../widget-delivery/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { OnboardingController } from './onboarding.controller.js';
import { OnboardingService, OnboardingSources } from './onboarding.service.js';

@Module({
  imports: [
    BotsModule,
    ConversationsModule,
    IdentityModule,
    InstallationsModule,
    WidgetDeliveryModule,
    WorkspacesModule,
  ],
  controllers: [OnboardingController],
  providers: [OnboardingService, OnboardingSources],
})
export class OnboardingModule {}
