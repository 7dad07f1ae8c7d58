import {
  LinkBody,
  LinkResult,
  LooseIdentifyBody,
  PageAttributesBody,
  PageAttributesResult,
  shape,
  uuid,
  VerifiedSession,
} from '@chatku/schemas';
import { Body, Controller, Param, Patch, Post, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import {
  CurrentPage,
  CurrentVisitor,
  PageGuard,
  type PageRequest,
  VerifiedGuard,
  type Visitor,
  VisitorGuard,
} from '../sessions/index.js';
import { IdentifyService } from './identify.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;
const Empty = shape({});
type Empty = v.InferOutput<typeof Empty>;

@ApiTags('widget')
@Controller('/v1/bots/:bot_id/widget')
export class IdentifyController {
  constructor(private readonly identity: IdentifyService) {}

  @Post('identify')
  @UseGuards(PageGuard)
  @Answer(200, VerifiedSession)
  identify(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentPage() page: PageRequest,
    @Body({ schema: LooseIdentifyBody }) body: LooseIdentifyBody,
  ): Promise<VerifiedSession> {
    return this.identity.identify(page, body);
  }

  @Post('logout')
  @UseGuards(PageGuard)
  @Answer(204)
  logOut(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentPage() page: PageRequest,
    @Body({ schema: Empty }) _body: Empty,
  ): Promise<void> {
    return this.identity.logOut(page);
  }

  @Post('link')
  @UseGuards(VerifiedGuard)
  @Answer(200, LinkResult)
  link(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: LinkBody }) body: LinkBody,
  ): Promise<LinkResult> {
    return this.identity.answerLink(visitor, body);
  }

  @Patch('contact')
  @UseGuards(VisitorGuard)
  @Answer(200, PageAttributesResult)
  attributes(
    @Param({ schema: BotParams }) _: BotParams,
    @CurrentVisitor() visitor: Visitor,
    @Body({ schema: PageAttributesBody }) body: Record<string, unknown>,
  ): Promise<PageAttributesResult> {
    return this.identity.writePageAttributes(visitor, body);
  }
}
