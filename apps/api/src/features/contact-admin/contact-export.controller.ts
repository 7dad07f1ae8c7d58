import { ExportContactsBody, ExportedContacts } from '@chatku/schemas';
import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { ContactExportService } from './contact-export.service.js';

@ApiTags('contacts')
@Controller('/v1/console/contact-export')
export class ContactExportController {
  constructor(private readonly exports: ContactExportService) {}

  @Post()
  @UseGuards(MemberGuard)
  @Answer(200, ExportedContacts)
  export(
    @CurrentMember() member: Member,
    @Body({ schema: ExportContactsBody }) body: ExportContactsBody,
  ): Promise<ExportedContacts> {
    return this.exports.export(member, body);
  }
}
