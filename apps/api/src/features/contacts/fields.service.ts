import { type FieldValue, type PutFieldBody, SYSTEM_ATTRIBUTES, type FieldDefinition as Wire } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { toFieldDefinition } from './contact.mapper.js';
import { ContactsRepository } from './contacts.repository.js';
import type { FieldDefinition } from './field-definition.entity.js';
import { typedValue } from './field-values.js';

/** Fields one bot may define. */
const FIELDS_MAX = 200;

/** Former names a field keeps. */
const FORMER_NAMES_MAX = 20;

/** The fields that a bot defines, for its contacts and for itself. */
@Injectable()
export class FieldsService {
  constructor(private readonly contacts: ContactsRepository) {}

  /** A page of a bot's fields, by name. @param afterKey only those whose lower-case name comes after this one */
  async list(db: Db, botId: string, afterKey: string | null, limit: number): Promise<Wire[]> {
    return (await this.contacts.listDefinitionsAfter(db, botId, afterKey, limit)).map(toFieldDefinition);
  }

  /**
   * Defines a field, or changes it. Names are unique without regard to case.
   *
   * @throws invalid_request for the name of an attribute every bot has, and a value that does not fit; conflict for another
   *   type or scope than it has, since values of the old one are there already, and when the bot has its fill.
   */
  async putIn(tx: Tx, botId: string, field: PutFieldBody): Promise<Wire> {
    refuseAttribute(field.name);
    const nameKey = field.name.toLowerCase();
    const definitions = await this.contacts.listDefinitions(tx, [botId]);
    const before = definitions.find((definition) => definition.nameKey === nameKey);
    const scope = field.scope ?? before?.scope ?? 'user';
    if (before !== undefined && (before.type !== field.type || before.scope !== scope)) {
      throw new AppError('conflict', 'What a field is for, and its type, cannot change.', {
        fix: 'Make another field.',
      });
    }
    if (before === undefined && definitions.length >= FIELDS_MAX) {
      throw new AppError('conflict', `This bot has ${FIELDS_MAX} fields already.`, {
        fix: 'Use one of those there are.',
      });
    }
    const definition: FieldDefinition = {
      botId,
      nameKey,
      name: field.name,
      type: field.type,
      // Who may write it is a question of contacts only.
      pageWritable: scope === 'user' && field.page_writable,
      minimumProvenance: field.minimum_provenance,
      scope,
      folder: field.folder ?? before?.folder ?? '',
      description: field.description ?? before?.description ?? '',
      held: scope === 'user' ? null : { value: heldBy(field, before) },
      formerNames: before?.formerNames ?? null,
    };
    if (scope === 'user' && field.value !== undefined && field.value !== null) throw wrongValue('is of contacts');
    if (before === undefined) await this.#takeName(tx, definitions, nameKey);
    await this.contacts.putDefinition(tx, definition);
    return toFieldDefinition(definition);
  }

  /** @throws not_found for a field the bot does not have. */
  async getOfBot(db: Db, botId: string, name: string): Promise<Wire> {
    return toFieldDefinition(await this.#get(db, botId, name));
  }

  /**
   * Gives a field another name, and its values with it. Flows that were published before go on knowing it by the old one,
   * until another field is given that name.
   *
   * @throws not_found; invalid_request for the name of an attribute; already_exists when another field has it.
   */
  async renameIn(tx: Tx, botId: string, name: string, to: string): Promise<Wire> {
    refuseAttribute(to);
    const before = await this.#get(tx, botId, name);
    const after = { ...before, name: to, nameKey: to.toLowerCase() };
    if (after.nameKey !== before.nameKey) {
      const others = (before.formerNames ?? []).filter((former) => former.toLowerCase() !== after.nameKey);
      after.formerNames = [...others, before.name].slice(-FORMER_NAMES_MAX);
      const definitions = await this.contacts.listDefinitions(tx, [botId]);
      if (definitions.some(({ nameKey }) => nameKey === after.nameKey)) {
        throw new AppError('already_exists', 'The bot has a field of this name.', { fix: 'Choose another name.' });
      }
      await this.#takeName(tx, definitions, after.nameKey);
      await this.contacts.removeDefinition(tx, botId, before.nameKey);
    }
    await this.contacts.putDefinition(tx, after);
    await this.contacts.renameValues(tx, botId, before.nameKey, to);
    return toFieldDefinition(after);
  }

  /** Takes a field away, with its values in all contacts. @returns how many contacts had one. */
  async removeIn(tx: Tx, botId: string, name: string): Promise<number> {
    const { nameKey } = await this.#get(tx, botId, name);
    await this.contacts.removeDefinition(tx, botId, nameKey);
    return this.contacts.removeValues(tx, botId, nameKey);
  }

  /** Gives one bot the fields of another, without a value. */
  async copyAll(tx: Tx, fromBotId: string, toBotId: string): Promise<void> {
    for (const definition of await this.contacts.listDefinitions(tx, [fromBotId])) {
      await this.contacts.putDefinition(tx, { ...definition, botId: toBotId, formerNames: null });
    }
  }

  /** From now on the name is another field's: none goes by it as its former one any more. */
  async #takeName(tx: Tx, definitions: readonly FieldDefinition[], nameKey: string): Promise<void> {
    for (const definition of definitions) {
      const kept = definition.formerNames?.filter((former) => former.toLowerCase() !== nameKey);
      if (kept === undefined || kept.length === definition.formerNames?.length) continue;
      await this.contacts.putDefinition(tx, { ...definition, formerNames: kept });
    }
  }

  async #get(db: Db, botId: string, name: string): Promise<FieldDefinition> {
    const definitions = await this.contacts.listDefinitions(db, [botId]);
    const found = definitions.find(({ nameKey }) => nameKey === name.toLowerCase());
    if (found === undefined) throw notFound('field');
    return found;
  }
}

/** What a bot's own field holds from now on. */
function heldBy({ value, type }: PutFieldBody, before: FieldDefinition | undefined): FieldValue {
  if (value === undefined) return before?.held?.value ?? null;
  const typed = typedValue(value, type);
  if (typed === undefined) throw wrongValue(`must be a ${type}`);
  return typed;
}

const wrongValue = (message: string): AppError =>
  new AppError('invalid_request', 'This is no value of this field.', {
    fix: 'Give a value of its type; a field of contacts has none of its own.',
    issues: [{ path: 'value', message }],
  });

function refuseAttribute(name: string): void {
  if (!(SYSTEM_ATTRIBUTES as readonly string[]).includes(name.toLowerCase())) return;
  throw new AppError('invalid_request', 'Every contact has an attribute of this name already.', {
    fix: 'Choose another name.',
    issues: [{ path: 'name', message: `must not be one of ${SYSTEM_ATTRIBUTES.join(', ')}` }],
  });
}
