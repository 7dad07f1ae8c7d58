import { Module } from '@nestjs/common';
import { BotsModule } from '../bots/index.js';
import { FlowsModule } from '../flows/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { FlowAdminController } from './flow-admin.controller.js';
import { FlowAdminService } from './flow-admin.service.js';

@Module({
  imports: [BotsModule, FlowsModule, WorkspacesModule],
  controllers: [FlowAdminController],
  providers: [FlowAdminService],
})
export class FlowAdminModule {}
