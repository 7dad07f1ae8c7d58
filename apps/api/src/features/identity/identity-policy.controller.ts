import { IdentityPolicyState, PutIdentityPolicyBody, shape, uuid } from '@chatku/schemas';
import { Body, Controller, Get, Param, Put, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { IdentityPolicyService } from './identity-policy.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;

/** Which proofs a bot takes, and what the rehearsal of a stricter policy saw. */
@ApiTags('identity')
@Controller('/v1/console/bots/:bot_id/identity-policy')
@UseGuards(MemberGuard)
export class IdentityPolicyController {
  constructor(private readonly policies: IdentityPolicyService) {}

  @Get()
  @Answer(200, IdentityPolicyState)
  get(@Param({ schema: BotParams }) params: BotParams, @CurrentMember() member: Member): Promise<IdentityPolicyState> {
    return this.policies.state(member, params.bot_id);
  }

  @Put()
  @Answer(200, IdentityPolicyState)
  put(
    @Param({ schema: BotParams }) params: BotParams,
    @CurrentMember() member: Member,
    @Body({ schema: PutIdentityPolicyBody }) body: PutIdentityPolicyBody,
  ): Promise<IdentityPolicyState> {
    return this.policies.set(member, params.bot_id, body);
  }
}
