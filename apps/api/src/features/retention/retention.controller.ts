import { Retention, shape, uuid } from '@chatku/schemas';
import { Body, Controller, Get, Param, Put, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { RetentionService } from './retention.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;

@ApiTags('bots')
@Controller('/v1/console/bots/:bot_id/retention')
@UseGuards(MemberGuard)
export class RetentionController {
  constructor(private readonly retention: RetentionService) {}

  @Get()
  @Answer(200, Retention)
  get(@CurrentMember() member: Member, @Param({ schema: BotParams }) params: BotParams): Promise<Retention> {
    return this.retention.get(member, params.bot_id);
  }

  @Put()
  @Answer(200, Retention)
  put(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Body({ schema: Retention }) body: Retention,
  ): Promise<Retention> {
    return this.retention.put(member, params.bot_id, body);
  }
}
