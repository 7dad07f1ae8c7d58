import type { FieldDefinition } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { BotsService } from '../bots/index.js';
import { FieldsService } from '../contacts/index.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import { AuditService, type Member } from '../workspaces/index.js';

/** The fields of a bot's contacts, as members see and define them. */
@Injectable()
export class FieldAdminService {
  constructor(
    private readonly fields: FieldsService,
    private readonly bots: BotsService,
    private readonly audit: AuditService,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** A page of a bot's fields, by name. */
  async list(
    member: Member,
    botId: string,
    before: string | undefined,
    limit: number,
  ): Promise<{ items: FieldDefinition[]; next: string | null }> {
    await this.bots.getOfWorkspace(this.reader, member.workspaceId, botId);
    const rows = await this.fields.list(this.reader, botId, keyOfPage(before), limit);
    return pageOfRows(
      rows,
      limit,
      ({ name }) => name.toLowerCase(),
      (field) => field,
    );
  }

  /** Defines a field, or changes who may write it. */
  put(member: Member, botId: string, field: FieldDefinition): Promise<FieldDefinition> {
    const { workspaceId, userId } = member;
    return this.unitOfWork.run('contacts.put-field', async (tx) => {
      await this.bots.getOfWorkspace(tx, workspaceId, botId);
      await this.fields.putIn(tx, botId, field);
      await this.audit.record(tx, {
        workspaceId,
        userId,
        action: 'field.defined',
        targetId: botId,
        detail: { name: field.name, pageWritable: field.page_writable, minimumProvenance: field.minimum_provenance },
      });
      return field;
    });
  }
}
