import { SYSTEM_ATTRIBUTES, type FieldDefinition as Wire } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { toFieldDefinition } from './contact.mapper.js';
import { ContactsRepository } from './contacts.repository.js';

/** Fields one bot may define. */
const FIELDS_MAX = 200;

/** The fields that a bot defines for its contacts. */
@Injectable()
export class FieldsService {
  constructor(private readonly contacts: ContactsRepository) {}

  /** A page of a bot's fields, by name. @param afterKey only those whose lower-case name comes after this one */
  async list(db: Db, botId: string, afterKey: string | null, limit: number): Promise<Wire[]> {
    return (await this.contacts.listDefinitionsAfter(db, botId, afterKey, limit)).map(toFieldDefinition);
  }

  /**
   * Defines a field, or changes who may write it. Names are unique without regard to case.
   *
   * @throws invalid_request for the name of an attribute every bot has; conflict for another type than it has, since values
   *   of the old one are there already, and when the bot has its fill.
   */
  async putIn(tx: Tx, botId: string, field: Wire): Promise<void> {
    const nameKey = field.name.toLowerCase();
    if ((SYSTEM_ATTRIBUTES as readonly string[]).includes(nameKey)) {
      throw new AppError('invalid_request', 'Every contact has an attribute of this name already.', {
        fix: 'Choose another name.',
        issues: [{ path: 'name', message: `must not be one of ${SYSTEM_ATTRIBUTES.join(', ')}` }],
      });
    }
    const definitions = await this.contacts.listDefinitions(tx, [botId]);
    const before = definitions.find((definition) => definition.nameKey === nameKey);
    if (before !== undefined && before.type !== field.type) {
      throw new AppError('conflict', 'The type of a field cannot change.', { fix: 'Make another field.' });
    }
    if (before === undefined && definitions.length >= FIELDS_MAX) {
      throw new AppError('conflict', `This bot has ${FIELDS_MAX} fields already.`, {
        fix: 'Use one of those there are.',
      });
    }
    await this.contacts.putDefinition(tx, {
      botId,
      nameKey,
      name: field.name,
      type: field.type,
      pageWritable: field.page_writable,
      minimumProvenance: field.minimum_provenance,
    });
  }

  /** Gives one bot the fields of another, without a value. */
  async copyAll(tx: Tx, fromBotId: string, toBotId: string): Promise<void> {
    for (const definition of await this.contacts.listDefinitions(tx, [fromBotId])) {
      await this.contacts.putDefinition(tx, { ...definition, botId: toBotId });
    }
  }
}
