import type { FieldDefinition, FieldScope, FieldType, PutFieldBody } from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { FieldDefinition, FieldScope, FieldType, PutFieldBody };

const of = (botId: string) => ({ bot_id: botId });

/** All fields of a bot, by name: it has at most two hundred. */
export const fetchFields = async (botId: string, signal?: AbortSignal): Promise<FieldDefinition[]> => {
  const fields: FieldDefinition[] = [];
  let before: string | null = null;
  do {
    const page: Page<FieldDefinition> = await request<Page<FieldDefinition>>('list_fields', {
      params: of(botId),
      query: { before, limit: 100 },
      signal,
    });
    fields.push(...page.items);
    before = page.next;
  } while (before !== null);
  return fields;
};
/** Defines a field, or changes it. */
export const putField = (botId: string, field: PutFieldBody) =>
  request<FieldDefinition>('put_field', { params: of(botId), body: field });
export const renameField = (botId: string, name: string, to: string) =>
  request<FieldDefinition>('rename_field', { params: { ...of(botId), field_name: name }, body: { name: to } });
/** Takes a field away, with its values. */
export const deleteField = (botId: string, name: string) =>
  request<unknown>('delete_field', { params: { ...of(botId), field_name: name } });
