import {
  FieldDefinition,
  ListQuery,
  line,
  NoBody,
  PutFieldBody,
  pageOf,
  RenameFieldBody,
  shape,
  uuid,
} from '@chatku/schemas';
import { Body, Controller, Delete, Get, Param, Post, Put, Query, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { FieldAdminService } from './field-admin.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;
// A name that no field can have is one the bot does not have.
const FieldParams = shape({ bot_id: uuid, field_name: line(50, 1) });
type FieldParams = v.InferOutput<typeof FieldParams>;
const FieldPage = pageOf(FieldDefinition);
type FieldPage = v.InferOutput<typeof FieldPage>;

@ApiTags('contacts')
@Controller('/v1/console/bots/:bot_id/fields')
export class FieldsController {
  constructor(private readonly fields: FieldAdminService) {}

  @Get()
  @UseGuards(MemberGuard)
  @Answer(200, FieldPage)
  list(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Query({ schema: ListQuery }) query: v.InferOutput<typeof ListQuery>,
  ): Promise<FieldPage> {
    return this.fields.list(member, params.bot_id, query.before, query.limit);
  }

  @Put()
  @UseGuards(MemberGuard)
  @Answer(200, FieldDefinition)
  put(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Body({ schema: PutFieldBody }) body: PutFieldBody,
  ): Promise<FieldDefinition> {
    return this.fields.put(member, params.bot_id, body);
  }

  @Post(':field_name/rename')
  @UseGuards(MemberGuard)
  @Answer(200, FieldDefinition)
  rename(
    @CurrentMember() member: Member,
    @Param({ schema: FieldParams }) params: FieldParams,
    @Body({ schema: RenameFieldBody }) body: RenameFieldBody,
  ): Promise<FieldDefinition> {
    return this.fields.rename(member, params.bot_id, params.field_name, body.name);
  }

  @Delete(':field_name')
  @UseGuards(MemberGuard)
  @Answer(204)
  delete(
    @CurrentMember() member: Member,
    @Param({ schema: FieldParams }) params: FieldParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.fields.delete(member, params.bot_id, params.field_name);
  }
}
