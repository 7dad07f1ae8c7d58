import { Module } from '@nestjs/common';
import { BotsModule } from '../bots/index.js';
import { FlowsModule } from '../flows/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { ErrorLogController } from './error-log.controller.js';
import { ErrorLogRepository } from './error-log.repository.js';
import { ErrorLogService } from './error-log.service.js';
import { ErrorLogSweep } from './error-log-sweep.service.js';
import { ErrorLogViewService } from './error-log-view.service.js';

@Module({
  imports: [BotsModule, FlowsModule, WorkspacesModule],
  controllers: [ErrorLogController],
  providers: [ErrorLogRepository, ErrorLogService, ErrorLogSweep, ErrorLogViewService],
  exports: [ErrorLogService],
})
export class ErrorLogModule {}
