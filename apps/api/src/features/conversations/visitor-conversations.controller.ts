import {
  OpenResult,
  SeenBody,
  StartFlowBody,
  shape,
  uuid,
  WidgetMessages,
  WidgetMessagesQuery,
  WidgetSendBody,
  WidgetSendResult,
} from '@chatku/schemas';
import { Body, Controller, Get, Param, Post, Query, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentVisitor, type Visitor, VisitorGuard } from '../sessions/index.js';
import { VisitorConversationsService } from './visitor-conversations.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;
const Empty = shape({});
type Empty = v.InferOutput<typeof Empty>;

@ApiTags('widget')
@Controller('/v1/bots/:bot_id/widget')
@UseGuards(VisitorGuard)
export class VisitorConversationsController {
  constructor(private readonly conversations: VisitorConversationsService) {}

  @Get('messages')
  @Answer(200, WidgetMessages)
  list(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentVisitor() visitor: Visitor,
    @Query({ schema: WidgetMessagesQuery }) query: v.InferOutput<typeof WidgetMessagesQuery>,
  ): Promise<WidgetMessages> {
    return this.conversations.list(visitor, query.before, query.limit);
  }

  @Post('messages')
  @Answer(200, WidgetSendResult)
  send(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: WidgetSendBody }) body: WidgetSendBody,
  ): Promise<WidgetSendResult> {
    return this.conversations.send(visitor, body);
  }

  @Post('open')
  @Answer(200, OpenResult)
  open(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: Empty }) _body: Empty,
  ): Promise<OpenResult> {
    return this.conversations.open(visitor);
  }

  @Post('flows')
  @Answer(200, OpenResult)
  startFlow(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: StartFlowBody }) body: StartFlowBody,
  ): Promise<OpenResult> {
    return this.conversations.startFlow(visitor, body);
  }

  @Post('seen')
  @Answer(204)
  seen(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: SeenBody }) body: SeenBody,
  ): Promise<void> {
    return this.conversations.seen(visitor, body);
  }
}
