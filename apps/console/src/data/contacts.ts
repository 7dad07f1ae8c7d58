import type { ContactDetail, ContactSummary, FieldDefinition, FieldValue } from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { ContactDetail, ContactSummary, FieldDefinition, FieldValue };

export const fetchContacts = (
  filter: { botId?: string | undefined; search?: string | undefined },
  before?: string | null,
  signal?: AbortSignal,
) =>
  request<Page<ContactSummary>>('list_contacts', {
    query: { bot_id: filter.botId, search: filter.search, before, limit: 50 },
    signal,
  });
const of = (id: string) => ({ contact_id: id });
export const fetchContact = (id: string, signal?: AbortSignal) =>
  request<ContactDetail>('get_contact', { params: of(id), signal });
/** Writes fields with provenance `agent`; null clears one. */
export const updateContactFields = (id: string, fields: Record<string, FieldValue>) =>
  request<unknown>('update_contact_fields', { params: of(id), body: { fields } });
export const blockContact = (id: string) => request<unknown>('block_contact', { params: of(id) });
export const unblockContact = (id: string) => request<unknown>('unblock_contact', { params: of(id) });
export const eraseContact = (id: string) => request<unknown>('erase_contact', { params: of(id) });
export const renameContact = (id: string, customUserId: string) =>
  request<unknown>('rename_contact', { params: of(id), body: { custom_user_id: customUserId } });
/** Ends every session; for cause, hashes no longer verify for this contact until the bar is lifted. */
export const endContactSessions = (id: string, forCause: boolean) =>
  request<unknown>('end_contact_sessions', { params: of(id), body: { for_cause: forCause } });
export const liftNotBefore = (id: string) => request<unknown>('lift_not_before', { params: of(id) });
export const undoLink = (id: string, linkId: string) =>
  request<unknown>('undo_link', { params: { ...of(id), link_id: linkId } });
export const fetchFieldDefinitions = (botId: string, signal?: AbortSignal) =>
  request<Page<FieldDefinition>>('list_fields', { params: { bot_id: botId }, query: { limit: 100 }, signal });
