import { MailSettings, MailState, MailTestResult, NoBody, PutMailSettingsBody } from '@chatku/schemas';
import { Body, Controller, Delete, Get, Post, Put, UseGuards } from '@nestjs/common';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { MailService } from './mail.service.js';
import { MailAdminService } from './mail-admin.service.js';

@ApiTags('mail')
@Controller('/v1/console/mail')
@UseGuards(MemberGuard)
export class MailController {
  constructor(
    private readonly admin: MailAdminService,
    private readonly mail: MailService,
  ) {}

  @Get()
  @Answer(200, MailSettings)
  get(): Promise<MailSettings> {
    return this.admin.get();
  }

  @Get('state')
  @Answer(200, MailState)
  async state(): Promise<MailState> {
    return { ready: await this.mail.isReady() };
  }

  @Put()
  @Answer(200, MailSettings)
  put(
    @CurrentMember() member: Member,
    @Body({ schema: PutMailSettingsBody }) body: PutMailSettingsBody,
  ): Promise<MailSettings> {
    return this.admin.put(member, body);
  }

  @Delete()
  @Answer(204)
  remove(@CurrentMember() member: Member, @Body({ schema: NoBody }) _body: NoBody): Promise<void> {
    return this.admin.remove(member);
  }

  @Post('test')
  @Answer(200, MailTestResult)
  test(@CurrentMember() member: Member, @Body({ schema: NoBody }) _body: NoBody): Promise<MailTestResult> {
    return this.admin.test(member);
  }
}
