import {
  AddTagBody,
  PageActResult,
  PageAttributesResult,
  PreChatBody,
  shape,
  TrackEventBody,
  uuid,
} from '@chatku/schemas';
import { Body, Controller, Param, Post, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentVisitor, type Visitor, VisitorGuard } from '../sessions/index.js';
import { PageActsService } from './page-acts.service.js';
import { PreChatService } from './pre-chat.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;

@ApiTags('widget')
@Controller('/v1/bots/:bot_id/widget')
@UseGuards(VisitorGuard)
export class PageActsController {
  constructor(
    private readonly acts: PageActsService,
    private readonly preChat: PreChatService,
  ) {}

  @Post('events')
  @Answer(200, PageActResult)
  trackEvent(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: TrackEventBody }) body: TrackEventBody,
  ): Promise<PageActResult> {
    return this.acts.trackEvent(visitor, body);
  }

  @Post('tags')
  @Answer(200, PageActResult)
  addTag(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: AddTagBody }) body: AddTagBody,
  ): Promise<PageActResult> {
    return this.acts.addTag(visitor, body.name);
  }

  @Post('pre-chat')
  @Answer(200, PageAttributesResult)
  answerPreChat(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: PreChatBody }) body: PreChatBody,
  ): Promise<PageAttributesResult> {
    return this.preChat.answer(visitor, body);
  }
}
