import { AuditLogEntry, AuditLogQuery, pageOf } from '@chatku/schemas';
import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { AuditLogService } from './audit-log.service.js';

const AuditPage = pageOf(AuditLogEntry);
type AuditPage = v.InferOutput<typeof AuditPage>;

@ApiTags('workspace')
@Controller('/v1/console/audit')
@UseGuards(MemberGuard)
export class AuditLogController {
  constructor(private readonly log: AuditLogService) {}

  @Get()
  @Answer(200, AuditPage)
  list(
    @CurrentMember() member: Member,
    @Query({ schema: AuditLogQuery }) query: v.InferOutput<typeof AuditLogQuery>,
  ): Promise<AuditPage> {
    return this.log.list(member, query);
  }
}
