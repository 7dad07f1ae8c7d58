import {
  AcceptInviteBody,
  CreatedInvite,
  CreateInviteBody,
  Invite,
  InviteOffer,
  InviteSecretBody,
  ListQuery,
  Me,
  Member as MemberShape,
  NoBody,
  pageOf,
  shape,
  UpdateMemberBody,
  uuid,
} from '@chatku/schemas';
import { Body, Controller, Delete, Get, Param, Patch, Post, Query, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type * as v from 'valibot';
import { Clock } from '../../platform/clock/clock.js';
import { ClientAddress } from '../../platform/http/caller.js';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import {
  type BrowserHeaders,
  CallingBrowser,
  ConsoleOrigin,
  ConsoleOriginGuard,
  CurrentMember,
  handOver,
  type Member,
  MemberGuard,
} from '../workspaces/index.js';
import { InvitesService } from './invites.service.js';
import { JoiningService } from './joining.service.js';
import { MembersService } from './members.service.js';

const UserParams = shape({ user_id: uuid });
type UserParams = v.InferOutput<typeof UserParams>;
const InviteParams = shape({ invite_id: uuid });
type InviteParams = v.InferOutput<typeof InviteParams>;
const MemberPage = pageOf(MemberShape);
type MemberPage = v.InferOutput<typeof MemberPage>;
const InvitePage = pageOf(Invite);
type InvitePage = v.InferOutput<typeof InvitePage>;

@ApiTags('members')
@Controller('/v1/console/members')
@UseGuards(MemberGuard)
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @Answer(200, MemberPage)
  list(@CurrentMember() member: Member, @Query({ schema: ListQuery }) query: ListQuery): Promise<MemberPage> {
    return this.members.list(member, query.before, query.limit);
  }

  @Patch(':user_id')
  @Answer(200, MemberShape)
  update(
    @CurrentMember() member: Member,
    @Param({ schema: UserParams }) params: UserParams,
    @Body({ schema: UpdateMemberBody }) body: UpdateMemberBody,
  ): Promise<MemberShape> {
    return this.members.changeRole(member, params.user_id, body.role);
  }

  @Post(':user_id/deactivate')
  @Answer(200, MemberShape)
  deactivate(
    @CurrentMember() member: Member,
    @Param({ schema: UserParams }) params: UserParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<MemberShape> {
    return this.members.deactivate(member, params.user_id);
  }

  @Post(':user_id/reactivate')
  @Answer(200, MemberShape)
  reactivate(
    @CurrentMember() member: Member,
    @Param({ schema: UserParams }) params: UserParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<MemberShape> {
    return this.members.reactivate(member, params.user_id);
  }

  @Post(':user_id/transfer')
  @Answer(200, MemberShape)
  transfer(
    @CurrentMember() member: Member,
    @Param({ schema: UserParams }) params: UserParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<MemberShape> {
    return this.members.transfer(member, params.user_id);
  }
}

@ApiTags('members')
@Controller('/v1/console/invites')
@UseGuards(MemberGuard)
export class InvitesController {
  constructor(
    private readonly invites: InvitesService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Answer(200, InvitePage)
  list(@CurrentMember() member: Member, @Query({ schema: ListQuery }) query: ListQuery): Promise<InvitePage> {
    return this.invites.list(member, this.clock.nowMs(), query.before, query.limit);
  }

  @Post()
  @Answer(201, CreatedInvite)
  create(
    @CurrentMember() member: Member,
    @Body({ schema: CreateInviteBody }) body: CreateInviteBody,
  ): Promise<CreatedInvite> {
    return this.invites.create(member, body);
  }

  @Delete(':invite_id')
  @Answer(204)
  revoke(
    @CurrentMember() member: Member,
    @Param({ schema: InviteParams }) params: InviteParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.invites.revoke(member, params.invite_id);
  }
}

@ApiTags('members')
@Controller('/v1/console/invitation')
@UseGuards(ConsoleOriginGuard)
export class InvitationController {
  constructor(
    private readonly joining: JoiningService,
    private readonly origin: ConsoleOrigin,
  ) {}

  @Post()
  @Answer(200, InviteOffer)
  look(
    @Body({ schema: InviteSecretBody }) body: InviteSecretBody,
    @ClientAddress() address: string,
  ): Promise<InviteOffer> {
    return this.joining.look(body.secret, address);
  }

  @Post('accept')
  @Answer(200, Me)
  async accept(
    @Body({ schema: AcceptInviteBody }) body: AcceptInviteBody,
    @ClientAddress() address: string,
    @CallingBrowser() browser: BrowserHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Me> {
    return handOver(await this.joining.accept(body, address, browser), reply, this.origin);
  }
}
