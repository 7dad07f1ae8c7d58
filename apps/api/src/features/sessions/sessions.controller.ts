import { GuestBody, GuestSession, Heartbeat, shape, uuid } from '@chatku/schemas';
import { Body, Controller, Param, Post, UseGuards } from '@nestjs/common';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { GuestService } from './guest.service.js';
import type { PageRequest, Visitor } from './visitor.js';
import { CurrentPage, CurrentVisitor, PageGuard, VisitorGuard } from './widget.guard.js';

const BotParams = shape({ bot_id: uuid });
const Empty = shape({});

@ApiTags('widget')
@Controller('/v1/bots/:bot_id/widget')
export class SessionsController {
  constructor(private readonly guests: GuestService) {}

  @Post('guest')
  @UseGuards(PageGuard)
  @Answer(200, GuestSession)
  start(
    @Param({ schema: BotParams }) _: { bot_id: string },
    @CurrentPage() page: PageRequest,
    @Body({ schema: GuestBody }) body: GuestBody,
  ): Promise<GuestSession> {
    return this.guests.start(page, body);
  }

  @Post('heartbeat')
  @UseGuards(VisitorGuard)
  @Answer(200, Heartbeat)
  heartbeat(
    @Param({ schema: BotParams }) _: { bot_id: string },
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: Empty }) _body: Record<string, never>,
  ): Promise<Heartbeat> {
    return this.guests.heartbeat(visitor);
  }
}
