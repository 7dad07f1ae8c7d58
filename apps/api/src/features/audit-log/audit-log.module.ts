import { Module } from '@nestjs/common';
import { WorkspacesModule } from '../workspaces/index.js';
import { AuditLogController } from './audit-log.controller.js';
import { AuditLogService } from './audit-log.service.js';

@Module({ imports: [WorkspacesModule], controllers: [AuditLogController], providers: [AuditLogService] })
export class AuditLogModule {}
