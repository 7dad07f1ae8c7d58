import {
  ContactDetail,
  ContactEvent,
  ContactRow,
  ContactsQuery,
  ContactTagBody,
  EndSessionsBody,
  ListQuery,
  NoBody,
  pageOf,
  RenameContactBody,
  shape,
  UpdateFieldsBody,
  uuid,
} from '@chatku/schemas';
import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { ContactActsService } from './contact-acts.service.js';
import { ContactViewsService } from './contact-views.service.js';

const ContactParams = shape({ contact_id: uuid });
type ContactParams = v.InferOutput<typeof ContactParams>;
const SessionParams = shape({ contact_id: uuid, session_id: uuid });
type SessionParams = v.InferOutput<typeof SessionParams>;
const ContactPage = pageOf(ContactRow);
type ContactPage = v.InferOutput<typeof ContactPage>;
const EventPage = pageOf(ContactEvent);
type EventPage = v.InferOutput<typeof EventPage>;

@ApiTags('contacts')
@Controller('/v1/console/contacts')
export class ContactsController {
  constructor(
    private readonly views: ContactViewsService,
    private readonly acts: ContactActsService,
  ) {}

  @Get()
  @UseGuards(MemberGuard)
  @Answer(200, ContactPage)
  list(
    @CurrentMember() member: Member,
    @Query({ schema: ContactsQuery }) query: v.InferOutput<typeof ContactsQuery>,
  ): Promise<ContactPage> {
    return this.views.list(member.workspaceId, query);
  }

  @Get(':contact_id')
  @UseGuards(MemberGuard)
  @Answer(200, ContactDetail)
  get(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
  ): Promise<ContactDetail> {
    return this.views.get(member.workspaceId, params.contact_id);
  }

  @Get(':contact_id/events')
  @UseGuards(MemberGuard)
  @Answer(200, EventPage)
  listEvents(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
    @Query({ schema: ListQuery }) query: v.InferOutput<typeof ListQuery>,
  ): Promise<EventPage> {
    return this.views.listEvents(member.workspaceId, params.contact_id, query.before, query.limit);
  }

  @Patch(':contact_id/fields')
  @UseGuards(MemberGuard)
  @Answer(204)
  updateFields(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
    @Body({ schema: UpdateFieldsBody }) body: UpdateFieldsBody,
  ): Promise<void> {
    return this.acts.updateFields(member, params.contact_id, body.fields);
  }

  @Put(':contact_id/tags')
  @UseGuards(MemberGuard)
  @Answer(204)
  addTag(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
    @Body({ schema: ContactTagBody }) body: ContactTagBody,
  ): Promise<void> {
    return this.acts.addTag(member, params.contact_id, body.tag);
  }

  @Delete(':contact_id/tags')
  @UseGuards(MemberGuard)
  @Answer(204)
  removeTag(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
    @Body({ schema: ContactTagBody }) body: ContactTagBody,
  ): Promise<void> {
    return this.acts.removeTag(member, params.contact_id, body.tag);
  }

  @Post(':contact_id/block')
  @UseGuards(MemberGuard)
  @Answer(204)
  block(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.acts.block(member, params.contact_id);
  }

  @Post(':contact_id/unblock')
  @UseGuards(MemberGuard)
  @Answer(204)
  unblock(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.acts.unblock(member, params.contact_id);
  }

  @Delete(':contact_id')
  @UseGuards(MemberGuard)
  @Answer(204)
  erase(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.acts.erase(member, params.contact_id);
  }

  @Post(':contact_id/rename')
  @UseGuards(MemberGuard)
  @Answer(204)
  rename(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
    @Body({ schema: RenameContactBody }) body: RenameContactBody,
  ): Promise<void> {
    return this.acts.rename(member, params.contact_id, body.custom_user_id);
  }

  @Post(':contact_id/end-sessions')
  @UseGuards(MemberGuard)
  @Answer(204)
  endSessions(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
    @Body({ schema: EndSessionsBody }) body: EndSessionsBody,
  ): Promise<void> {
    return this.acts.endSessions(member, params.contact_id, body.for_cause);
  }

  @Delete(':contact_id/sessions/:session_id')
  @UseGuards(MemberGuard)
  @Answer(204)
  endSession(
    @CurrentMember() member: Member,
    @Param({ schema: SessionParams }) params: SessionParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.acts.endSession(member, params.contact_id, params.session_id);
  }

  @Post(':contact_id/lift')
  @UseGuards(MemberGuard)
  @Answer(204)
  lift(
    @CurrentMember() member: Member,
    @Param({ schema: ContactParams }) params: ContactParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.acts.lift(member, params.contact_id);
  }
}
