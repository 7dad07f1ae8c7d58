import {
  ApiKey,
  Bot,
  CreateApiKeyBody,
  CreateBotBody,
  CreatedApiKey,
  DeleteAvatarBody,
  ListQuery,
  NoBody,
  PutAvatarBody,
  pageOf,
  shape,
  UpdateBotBody,
  uuid,
} from '@chatku/schemas';
import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { BodyLimit } from '../../platform/http/body-limit.js';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { ApiKeysService } from './api-keys.service.js';
import { BotConsoleService } from './bot-console.service.js';
import { BotPicturesService } from './bot-pictures.service.js';

/** Room for the largest picture in base64, and the rest of its body. */
const AVATAR_BODY_BYTES = 96 * 1024;

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;
const KeyParams = shape({ bot_id: uuid, key_id: uuid });
type KeyParams = v.InferOutput<typeof KeyParams>;
const BotPage = pageOf(Bot);
type BotPage = v.InferOutput<typeof BotPage>;
const ApiKeyPage = pageOf(ApiKey);
type ApiKeyPage = v.InferOutput<typeof ApiKeyPage>;

@ApiTags('bots')
@Controller('/v1/console/bots')
export class BotsController {
  constructor(private readonly bots: BotConsoleService) {}

  @Get()
  @UseGuards(MemberGuard)
  @Answer(200, BotPage)
  list(
    @CurrentMember() member: Member,
    @Query({ schema: ListQuery }) query: v.InferOutput<typeof ListQuery>,
  ): Promise<BotPage> {
    return this.bots.list(member, query.before, query.limit);
  }

  @Post()
  @UseGuards(MemberGuard)
  @Answer(201, Bot)
  create(@CurrentMember() member: Member, @Body({ schema: CreateBotBody }) body: CreateBotBody): Promise<Bot> {
    return this.bots.create(member, body);
  }

  @Get(':bot_id')
  @UseGuards(MemberGuard)
  @Answer(200, Bot)
  get(@CurrentMember() member: Member, @Param({ schema: BotParams }) params: BotParams): Promise<Bot> {
    return this.bots.get(member, params.bot_id);
  }

  @Patch(':bot_id')
  @UseGuards(MemberGuard)
  @Answer(200, Bot)
  update(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Body({ schema: UpdateBotBody }) body: UpdateBotBody,
  ): Promise<Bot> {
    return this.bots.update(member, params.bot_id, body);
  }

  @Post(':bot_id/duplicate')
  @UseGuards(MemberGuard)
  @Answer(201, Bot)
  duplicate(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<Bot> {
    return this.bots.duplicate(member, params.bot_id);
  }
}

@ApiTags('bots')
@Controller('/v1/console/bots/:bot_id/avatar')
@UseGuards(MemberGuard)
export class AvatarController {
  constructor(private readonly pictures: BotPicturesService) {}

  @Put()
  @BodyLimit(AVATAR_BODY_BYTES)
  @Answer(200, Bot)
  put(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Body({ schema: PutAvatarBody }) body: PutAvatarBody,
  ): Promise<Bot> {
    return this.pictures.put(member, params.bot_id, body);
  }

  @Delete()
  @Answer(200, Bot)
  delete(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Body({ schema: DeleteAvatarBody }) body: DeleteAvatarBody,
  ): Promise<Bot> {
    return this.pictures.delete(member, params.bot_id, body);
  }
}

@ApiTags('bots')
@Controller('/v1/console/bots/:bot_id/api-keys')
@UseGuards(MemberGuard)
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Get()
  @Answer(200, ApiKeyPage)
  list(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Query({ schema: ListQuery }) query: v.InferOutput<typeof ListQuery>,
  ): Promise<ApiKeyPage> {
    return this.keys.list(member, params.bot_id, query.before, query.limit);
  }

  @Post()
  @Answer(201, CreatedApiKey)
  create(
    @CurrentMember() member: Member,
    @Param({ schema: BotParams }) params: BotParams,
    @Body({ schema: CreateApiKeyBody }) body: CreateApiKeyBody,
  ): Promise<CreatedApiKey> {
    return this.keys.createBy(member, params.bot_id, body.name);
  }

  @Delete(':key_id')
  @Answer(204)
  delete(
    @CurrentMember() member: Member,
    @Param({ schema: KeyParams }) params: KeyParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.keys.delete(member, params.bot_id, params.key_id);
  }
}
