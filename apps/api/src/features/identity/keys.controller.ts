import {
  AddKeyBody,
  ExportedIdentityLog,
  ExportIdentityLogBody,
  IdentityLogEntry,
  IdentityLogQuery,
  ImportKeyBody,
  ListQuery,
  NoBody,
  pageOf,
  RevealedKey,
  SpecialKey,
  shape,
  TestHashBody,
  TestHashResult,
  uuid,
} from '@chatku/schemas';
import { Body, Controller, Get, Header, Param, Post, Query, UseGuards } from '@nestjs/common';
import * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { IdentityAdminService, LinkAdminService } from './identity-admin.service.js';

const BotParams = shape({ bot_id: uuid });
type BotParams = v.InferOutput<typeof BotParams>;
const KeyParams = shape({ bot_id: uuid, key_id: uuid });
type KeyParams = v.InferOutput<typeof KeyParams>;
const LinkParams = shape({ contact_id: uuid, link_id: uuid });
type LinkParams = v.InferOutput<typeof LinkParams>;
const KeyPage = pageOf(SpecialKey);
const LogPage = pageOf(IdentityLogEntry);

/** Key ring, test-your-hash and identity log: for owner and admin. */
@ApiTags('identity')
@Controller('/v1/console/bots/:bot_id')
export class KeysController {
  constructor(private readonly identity: IdentityAdminService) {}

  @Get('keys')
  @UseGuards(MemberGuard)
  @Answer(200, KeyPage)
  list(
    @Param({ schema: BotParams }) params: BotParams,
    @CurrentMember() member: Member,
    @Query({ schema: ListQuery }) query: v.InferOutput<typeof ListQuery>,
  ): Promise<v.InferOutput<typeof KeyPage>> {
    return this.identity.listKeys(member, params.bot_id, query.before, query.limit);
  }

  @Post('keys')
  @UseGuards(MemberGuard)
  @Answer(201, SpecialKey)
  add(
    @Param({ schema: BotParams }) params: BotParams,
    @CurrentMember() member: Member,
    @Body({ schema: AddKeyBody }) body: AddKeyBody,
  ): Promise<SpecialKey> {
    return this.identity.addKey(member, params.bot_id, body?.kind);
  }

  @Post('keys/import')
  @UseGuards(MemberGuard)
  @Answer(201, SpecialKey)
  import(
    @Param({ schema: BotParams }) params: BotParams,
    @CurrentMember() member: Member,
    @Body({ schema: ImportKeyBody }) body: ImportKeyBody,
  ): Promise<SpecialKey> {
    return this.identity.importKey(member, params.bot_id, body);
  }

  @Post('keys/test')
  @UseGuards(MemberGuard)
  @Header('cache-control', 'no-store')
  @Answer(200, TestHashResult)
  test(
    @Param({ schema: BotParams }) params: BotParams,
    @CurrentMember() member: Member,
    @Body({ schema: TestHashBody }) body: TestHashBody,
  ): Promise<TestHashResult> {
    return this.identity.testHash(member, params.bot_id, body);
  }

  @Post('keys/:key_id/reveal')
  @UseGuards(MemberGuard)
  @Header('cache-control', 'no-store')
  @Answer(200, RevealedKey)
  reveal(
    @Param({ schema: KeyParams }) params: KeyParams,
    @CurrentMember() member: Member,
    @Body({ schema: NoBody }) _: v.InferOutput<typeof NoBody>,
  ): Promise<RevealedKey> {
    return this.identity.revealKey(member, params.bot_id, params.key_id);
  }

  @Post('keys/:key_id/primary')
  @UseGuards(MemberGuard)
  @Answer(204)
  primary(
    @Param({ schema: KeyParams }) params: KeyParams,
    @CurrentMember() member: Member,
    @Body({ schema: NoBody }) _: v.InferOutput<typeof NoBody>,
  ): Promise<void> {
    return this.identity.makePrimary(member, params.bot_id, params.key_id);
  }

  @Post('keys/:key_id/retire')
  @UseGuards(MemberGuard)
  @Answer(204)
  retire(
    @Param({ schema: KeyParams }) params: KeyParams,
    @CurrentMember() member: Member,
    @Body({ schema: NoBody }) _: v.InferOutput<typeof NoBody>,
  ): Promise<void> {
    return this.identity.retireKey(member, params.bot_id, params.key_id);
  }

  @Post('keys/:key_id/restore')
  @UseGuards(MemberGuard)
  @Answer(204)
  restore(
    @Param({ schema: KeyParams }) params: KeyParams,
    @CurrentMember() member: Member,
    @Body({ schema: NoBody }) _: v.InferOutput<typeof NoBody>,
  ): Promise<void> {
    return this.identity.restoreKey(member, params.bot_id, params.key_id);
  }

  @Post('keys/:key_id/compromise')
  @UseGuards(MemberGuard)
  @Answer(204)
  compromise(
    @Param({ schema: KeyParams }) params: KeyParams,
    @CurrentMember() member: Member,
    @Body({ schema: NoBody }) _: v.InferOutput<typeof NoBody>,
  ): Promise<void> {
    return this.identity.markCompromised(member, params.bot_id, params.key_id);
  }

  @Get('identity-log')
  @UseGuards(MemberGuard)
  @Answer(200, LogPage)
  log(
    @Param({ schema: BotParams }) params: BotParams,
    @CurrentMember() member: Member,
    @Query({ schema: IdentityLogQuery }) query: v.InferOutput<typeof IdentityLogQuery>,
  ): Promise<v.InferOutput<typeof LogPage>> {
    return this.identity.listLog(member, params.bot_id, query);
  }

  @Post('identity-log/export')
  @UseGuards(MemberGuard)
  @Header('cache-control', 'no-store')
  @Answer(200, ExportedIdentityLog)
  exportLog(
    @Param({ schema: BotParams }) params: BotParams,
    @CurrentMember() member: Member,
    @Body({ schema: ExportIdentityLogBody }) body: ExportIdentityLogBody,
  ): Promise<ExportedIdentityLog> {
    return this.identity.exportLog(member, params.bot_id, body);
  }
}

/** Taking a guest link back. */
@ApiTags('identity')
@Controller('/v1/console/contacts/:contact_id')
export class LinksController {
  constructor(private readonly links: LinkAdminService) {}

  @Post('links/:link_id/undo')
  @UseGuards(MemberGuard)
  @Answer(204)
  undo(
    @Param({ schema: LinkParams }) params: LinkParams,
    @CurrentMember() member: Member,
    @Body({ schema: NoBody }) _: v.InferOutput<typeof NoBody>,
  ): Promise<void> {
    return this.links.undoLink(member, params.contact_id, params.link_id);
  }
}
