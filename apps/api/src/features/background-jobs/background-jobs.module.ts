import { Module } from '@nestjs/common';
import { OutboxModule } from '../../platform/outbox/outbox.module.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { BackgroundJobsController } from './background-jobs.controller.js';
import { BackgroundJobsService } from './background-jobs.service.js';

@Module({
  imports: [OutboxModule, WorkspacesModule],
  controllers: [BackgroundJobsController],
  providers: [BackgroundJobsService],
})
export class BackgroundJobsModule {}
