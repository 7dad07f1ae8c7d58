import {
  Me,
  NoBody,
  PasswordBody,
  SecondStep,
  SecondStepBody,
  SetupBody,
  SetupState,
  SignInBody,
  SignInLinkBody,
} from '@chatku/schemas';
import { Body, Controller, Delete, Get, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import * as v from 'valibot';
import { ClientAddress } from '../../platform/http/caller.js';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { type BrowserHeaders, CallingBrowser } from './browser.js';
import { ConsoleOrigin } from './console-origin.js';
import { handOver } from './hand-over.js';
import { ConsoleOriginGuard, MemberGuard } from './member.guard.js';
import { CurrentMember, type SignedInMember } from './member.js';
import { SecondStepService } from './second-step.service.js';
import { takeSessionCookie } from './session-cookie.js';
import { SetupService } from './setup.service.js';
import { type SignedIn, SignInService } from './sign-in.service.js';

const SignInAnswer = v.union([Me, SecondStep]);

@ApiTags('console')
@Controller('/v1/console')
export class SessionController {
  constructor(
    private readonly setups: SetupService,
    private readonly signIns: SignInService,
    private readonly secondSteps: SecondStepService,
    private readonly origin: ConsoleOrigin,
  ) {}

  @Get('setup')
  @UseGuards(ConsoleOriginGuard)
  @Answer(200, SetupState)
  setupState(): Promise<SetupState> {
    return this.setups.state();
  }

  @Post('setup')
  @UseGuards(ConsoleOriginGuard)
  @Answer(200, Me)
  async setup(
    @Body({ schema: SetupBody }) body: SetupBody,
    @ClientAddress() address: string,
    @CallingBrowser() browser: BrowserHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    return this.#handOver(await this.setups.setUp(body, address, browser), reply);
  }

  @Post('session')
  @UseGuards(ConsoleOriginGuard)
  @Answer(200, SignInAnswer)
  async signIn(
    @Body({ schema: SignInBody }) body: SignInBody,
    @ClientAddress() address: string,
    @CallingBrowser() browser: BrowserHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me | SecondStep> {
    const answer = await this.signIns.signIn(body, address, browser);
    return 'second_step' in answer ? answer : this.#handOver(answer, reply);
  }

  @Post('session/second-step')
  @UseGuards(ConsoleOriginGuard)
  @Answer(200, Me)
  async secondStep(
    @Body({ schema: SecondStepBody }) body: SecondStepBody,
    @ClientAddress() address: string,
    @CallingBrowser() browser: BrowserHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    return this.#handOver(await this.secondSteps.signIn(body, address, browser), reply);
  }

  @Post('session/link')
  @UseGuards(ConsoleOriginGuard)
  @Answer(200, Me)
  async signInLink(
    @Body({ schema: SignInLinkBody }) body: SignInLinkBody,
    @ClientAddress() address: string,
    @CallingBrowser() browser: BrowserHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    return this.#handOver(await this.signIns.signInByLink(body.secret, address, browser), reply);
  }

  @Get('session')
  @UseGuards(MemberGuard)
  @Answer(200, Me)
  me(@CurrentMember() member: SignedInMember): Promise<Me> {
    return this.signIns.me(member);
  }

  @Delete('session')
  @UseGuards(MemberGuard)
  @Answer(204)
  async signOut(
    @CurrentMember() member: SignedInMember,
    @Body({ schema: NoBody }) _body: NoBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.signIns.signOut(member);
    takeSessionCookie(reply, this.origin.isSecure);
  }

  @Post('session/password')
  @UseGuards(MemberGuard)
  @Answer(204)
  givePassword(
    @CurrentMember() member: SignedInMember,
    @Body({ schema: PasswordBody }) body: PasswordBody,
    @ClientAddress() address: string,
  ): Promise<void> {
    return this.signIns.givePassword(member, body.password, address);
  }

  #handOver(signedIn: SignedIn, reply: FastifyReply): Me {
    return handOver(signedIn, reply, this.origin);
  }
}
