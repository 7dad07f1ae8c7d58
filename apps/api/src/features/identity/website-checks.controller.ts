import { CheckEndpointBody, CheckEndpointResult, KeySearchBody, KeySearchResult, shape, uuid } from '@chatku/schemas';
import { Body, Controller, Header, Param, Post, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { WebsiteChecksService } from './website-checks.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;

/** Looks at the bot's own website: find my key, and does its signing endpoint refuse strangers? */
@ApiTags('identity')
@Controller('/v1/console/bots/:bot_id/keys')
@UseGuards(MemberGuard)
export class WebsiteChecksController {
  constructor(private readonly checks: WebsiteChecksService) {}

  @Post('search')
  @Header('cache-control', 'no-store')
  @Answer(200, KeySearchResult)
  search(
    @Param({ schema: BotParams }) params: BotParams,
    @CurrentMember() member: Member,
    @Body({ schema: KeySearchBody }) body: KeySearchBody,
  ): Promise<KeySearchResult> {
    return this.checks.searchForKeys(member, params.bot_id, body);
  }

  @Post('check-endpoint')
  @Header('cache-control', 'no-store')
  @Answer(200, CheckEndpointResult)
  check(
    @Param({ schema: BotParams }) params: BotParams,
    @CurrentMember() member: Member,
    @Body({ schema: CheckEndpointBody }) body: CheckEndpointBody,
  ): Promise<CheckEndpointResult> {
    return this.checks.checkEndpoint(member, params.bot_id, body);
  }
}
