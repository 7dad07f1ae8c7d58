import {
  AccountSession,
  AskPasswordResetBody,
  ChangePasswordBody,
  Me,
  NoBody,
  PasswordResetBody,
  pageOf,
  RecoveryCodes,
  SecondStepBody,
  shape,
  TwoStepOffBody,
  TwoStepOffer,
  TwoStepState,
  UpdateAccountBody,
  UpdateWorkspaceBody,
  uuid,
} from '@chatku/schemas';
import { Body, Controller, Delete, Get, Param, Patch, Post, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { ClientAddress } from '../../platform/http/caller.js';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import {
  ConsoleOriginGuard,
  CurrentMember,
  type Member,
  MemberGuard,
  type SignedInMember,
} from '../workspaces/index.js';
import { AccountService, TwoStepService } from './account.service.js';
import { ResetByMailService } from './reset-by-mail.service.js';

const SessionParams = shape({ session_id: uuid });
type SessionParams = v.InferOutput<typeof SessionParams>;
const SessionPage = pageOf(AccountSession);
type SessionPage = v.InferOutput<typeof SessionPage>;

@ApiTags('account')
@Controller('/v1/console/account')
@UseGuards(MemberGuard)
export class AccountController {
  constructor(private readonly account: AccountService) {}

  @Patch()
  @Answer(200, Me)
  update(
    @CurrentMember() member: SignedInMember,
    @Body({ schema: UpdateAccountBody }) body: UpdateAccountBody,
  ): Promise<Me> {
    return this.account.update(member, body);
  }

  @Post('password')
  @Answer(204)
  changePassword(
    @CurrentMember() member: Member,
    @Body({ schema: ChangePasswordBody }) body: ChangePasswordBody,
  ): Promise<void> {
    return this.account.changePassword(member, body);
  }

  @Get('sessions')
  @Answer(200, SessionPage)
  async sessions(@CurrentMember() member: Member): Promise<SessionPage> {
    return { items: await this.account.listSessions(member), next: null };
  }

  @Delete('sessions')
  @Answer(204)
  endOthers(@CurrentMember() member: Member, @Body({ schema: NoBody }) _body: NoBody): Promise<void> {
    return this.account.endOthers(member);
  }

  @Delete('sessions/:session_id')
  @Answer(204)
  endSession(
    @CurrentMember() member: Member,
    @Param({ schema: SessionParams }) params: SessionParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.account.endSession(member, params.session_id);
  }
}

@ApiTags('account')
@Controller('/v1/console/account/two-step')
@UseGuards(MemberGuard)
export class TwoStepController {
  constructor(private readonly twoStep: TwoStepService) {}

  @Get()
  @Answer(200, TwoStepState)
  state(@CurrentMember() member: Member): Promise<TwoStepState> {
    return this.twoStep.state(member);
  }

  @Post('begin')
  @Answer(200, TwoStepOffer)
  begin(@CurrentMember() member: Member, @Body({ schema: NoBody }) _body: NoBody): Promise<TwoStepOffer> {
    return this.twoStep.begin(member);
  }

  @Post('confirm')
  @Answer(200, RecoveryCodes)
  confirm(
    @CurrentMember() member: Member,
    @Body({ schema: SecondStepBody }) body: SecondStepBody,
  ): Promise<RecoveryCodes> {
    return this.twoStep.confirm(member, body);
  }

  @Post('off')
  @Answer(204)
  off(@CurrentMember() member: Member, @Body({ schema: TwoStepOffBody }) body: TwoStepOffBody): Promise<void> {
    return this.twoStep.turnOff(member, body);
  }
}

@ApiTags('account')
@Controller('/v1/console/workspace')
@UseGuards(MemberGuard)
export class WorkspaceController {
  constructor(private readonly account: AccountService) {}

  @Patch()
  @Answer(200, Me)
  update(
    @CurrentMember() member: SignedInMember,
    @Body({ schema: UpdateWorkspaceBody }) body: UpdateWorkspaceBody,
  ): Promise<Me> {
    return this.account.updateWorkspace(member, body);
  }
}

@ApiTags('account')
@Controller('/v1/console/password-reset')
@UseGuards(ConsoleOriginGuard)
export class PasswordResetController {
  constructor(private readonly resets: ResetByMailService) {}

  @Post()
  @Answer(204)
  ask(
    @Body({ schema: AskPasswordResetBody }) body: AskPasswordResetBody,
    @ClientAddress() address: string,
  ): Promise<void> {
    return this.resets.ask(body.email, address);
  }

  @Post('use')
  @Answer(204)
  use(@Body({ schema: PasswordResetBody }) body: PasswordResetBody, @ClientAddress() address: string): Promise<void> {
    return this.resets.use(body, address);
  }
}
