import { ErrorLogCodes, ErrorLogEntry, ErrorLogQuery, pageOf, shape, uuid } from '@chatku/schemas';
import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { ErrorLogViewService } from './error-log-view.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;
const ErrorLogPage = pageOf(ErrorLogEntry);
type ErrorLogPage = v.InferOutput<typeof ErrorLogPage>;

@ApiTags('bots')
@Controller('/v1/console/bots/:bot_id/error-log')
@UseGuards(MemberGuard)
export class ErrorLogController {
  constructor(private readonly entries: ErrorLogViewService) {}

  @Get()
  @Answer(200, ErrorLogPage)
  list(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Query({ schema: ErrorLogQuery }) query: v.InferOutput<typeof ErrorLogQuery>,
  ): Promise<ErrorLogPage> {
    return this.entries.list(member, params.bot_id, query);
  }

  @Get('codes')
  @Answer(200, ErrorLogCodes)
  codes(@CurrentMember() member: Member, @Param({ schema: BotParams }) params: BotParams): Promise<ErrorLogCodes> {
    return this.entries.codes(member, params.bot_id);
  }
}
