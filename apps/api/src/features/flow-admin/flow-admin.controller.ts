import {
  CreateFlowBody,
  FlowDetail,
  FlowSummary,
  ListQuery,
  PublishFlowBody,
  pageOf,
  shape,
  uuid,
} from '@chatku/schemas';
import { Body, Controller, Get, Param, Post, Query, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { FlowAdminService } from './flow-admin.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;
const FlowParams = shape({ bot_id: uuid, flow_id: uuid });
type FlowParams = v.InferOutput<typeof FlowParams>;
const FlowPage = pageOf(FlowSummary);
type FlowPage = v.InferOutput<typeof FlowPage>;

@ApiTags('flows')
@Controller('/v1/console/bots/:bot_id/flows')
export class FlowAdminController {
  constructor(private readonly flows: FlowAdminService) {}

  @Get()
  @UseGuards(MemberGuard)
  @Answer(200, FlowPage)
  list(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Query({ schema: ListQuery }) query: v.InferOutput<typeof ListQuery>,
  ): Promise<FlowPage> {
    return this.flows.list(member, params.bot_id, query.before, query.limit);
  }

  @Post()
  @UseGuards(MemberGuard)
  @Answer(201, FlowSummary)
  create(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Body({ schema: CreateFlowBody }) body: CreateFlowBody,
  ): Promise<FlowSummary> {
    return this.flows.create(member, params.bot_id, body.name);
  }

  @Get(':flow_id')
  @UseGuards(MemberGuard)
  @Answer(200, FlowDetail)
  get(@CurrentMember() member: Member, @Param({ schema: FlowParams }) params: FlowParams): Promise<FlowDetail> {
    return this.flows.get(member, params.bot_id, params.flow_id);
  }

  @Post(':flow_id/publish')
  @UseGuards(MemberGuard)
  @Answer(200, FlowSummary)
  publish(
    @CurrentMember() member: Member,
    @Param({ schema: FlowParams }) params: FlowParams,
    @Body({ schema: PublishFlowBody }) body: PublishFlowBody,
  ): Promise<FlowSummary> {
    return this.flows.publish(member, params.bot_id, params.flow_id, body.graph);
  }
}
