import { Module } from '@nestjs/common';
import { BotsModule } from '../bots/index.js';
import { ContactsModule } from '../contacts/index.js';
import { FlowsModule } from '../flows/index.js';
import { IdentityModule } from '../identity/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { DemoMakers, DemoSeedService } from './demo-seed.service.js';

@Module({
  imports: [BotsModule, ContactsModule, FlowsModule, IdentityModule, WorkspacesModule],
  providers: [DemoMakers, DemoSeedService],
})
export class DemoModule {}
