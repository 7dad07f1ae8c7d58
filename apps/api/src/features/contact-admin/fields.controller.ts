import { FieldDefinition, ListQuery, pageOf, shape, uuid } from '@chatku/schemas';
import { Body, Controller, Get, Param, Put, Query, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { FieldAdminService } from './field-admin.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;
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
    @Body({ schema: FieldDefinition }) body: FieldDefinition,
  ): Promise<FieldDefinition> {
    return this.fields.put(member, params.bot_id, body);
  }
}
