import { Checklist, Installations, shape, uuid } from '@chatku/schemas';
import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { OnboardingService } from './onboarding.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;

@ApiTags('bots')
@Controller('/v1/console/bots/:bot_id')
@UseGuards(MemberGuard)
export class OnboardingController {
  constructor(private readonly onboarding: OnboardingService) {}

  @Get('installations')
  @Answer(200, Installations)
  installations(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
  ): Promise<Installations> {
    return this.onboarding.installations(member, params.bot_id);
  }

  @Get('checklist')
  @Answer(200, Checklist)
  checklist(@CurrentMember() member: Member, @Param({ schema: BotParams }) params: BotParams): Promise<Checklist> {
    return this.onboarding.checklist(member, params.bot_id);
  }
}
