import type { FieldDefinition, PutFieldBody } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { BotsService } from '../bots/index.js';
import { FieldsService } from '../contacts/index.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import { FlowUsesService } from '../flows/index.js';
import type { AuditedAct, Member } from '../workspaces/index.js';
import { ContactDesk } from './contact-acts.service.js';

/** The fields of a bot and of its contacts, as members see and define them. */
@Injectable()
export class FieldAdminService {
  constructor(
    private readonly fields: FieldsService,
    private readonly bots: BotsService,
    private readonly flows: FlowUsesService,
    private readonly reader: Reader,
    private readonly desk: ContactDesk,
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

  /** Defines a field, or changes it. */
  put(member: Member, botId: string, field: PutFieldBody): Promise<FieldDefinition> {
    return this.#act('contacts.put-field', member, botId, async (tx) => {
      const put = await this.fields.putIn(tx, botId, field);
      const { name, scope, page_writable: pageWritable, minimum_provenance: minimumProvenance } = put;
      await this.#audit(tx, member, botId, 'field.defined', { name, scope, pageWritable, minimumProvenance });
      return put;
    });
  }

  /**
   * Gives a field another name. Another spelling of the same name is always possible, as case means nothing.
   *
   * @throws field_in_use with the places, while published flows call it by the old one.
   */
  rename(member: Member, botId: string, name: string, to: string): Promise<FieldDefinition> {
    return this.#act('contacts.rename-field', member, botId, async (tx) => {
      if (name.toLowerCase() !== to.toLowerCase()) await this.#refuseInUse(tx, botId, name);
      const renamed = await this.fields.renameIn(tx, botId, name, to);
      await this.#audit(tx, member, botId, 'field.renamed', { name, to });
      return renamed;
    });
  }

  /**
   * Takes a field away, with its values in all contacts.
   *
   * @throws field_in_use with the places, while published flows use it.
   */
  delete(member: Member, botId: string, name: string): Promise<void> {
    return this.#act('contacts.delete-field', member, botId, async (tx) => {
      await this.#refuseInUse(tx, botId, name);
      const values = await this.fields.removeIn(tx, botId, name);
      await this.#audit(tx, member, botId, 'field.deleted', { name, values });
    });
  }

  async #refuseInUse(tx: Tx, botId: string, name: string): Promise<void> {
    const field = await this.fields.getOfBot(tx, botId, name);
    const places = await this.flows.placesOfField(tx, botId, field);
    const issues = places.map(({ flow, stepId }) => ({ path: stepId, message: `in the flow "${flow}"` }));
    const { behaviour } = await this.bots.getById(tx, botId);
    const asked = behaviour.pre_chat?.fields.some((one) => one.name.toLowerCase() === name.toLowerCase());
    if (asked === true) issues.push({ path: 'behaviour.pre_chat', message: 'in the form before the chat' });
    if (issues.length === 0) return;
    throw new AppError('field_in_use', 'Published flows, or the form before the chat, use this field.', {
      fix: 'Take it out of the places that are named, publish or save, and try again.',
      issues: issues.slice(0, 10),
    });
  }

  #act<T>(unit: string, member: Member, botId: string, act: (tx: Tx) => Promise<T>): Promise<T> {
    return this.desk.unitOfWork.run(unit, async (tx) => {
      await lockAlone(tx, ['bot', botId]);
      await this.bots.getOfWorkspace(tx, member.workspaceId, botId);
      return act(tx);
    });
  }

  #audit(tx: Tx, member: Member, botId: string, action: string, detail: AuditedAct['detail']): Promise<void> {
    const { workspaceId, userId } = member;
    return this.desk.audit.record(tx, { workspaceId, userId, action, targetId: botId, ...(detail && { detail }) });
  }
}
