import type {
  ContactDetail,
  ContactEvent,
  ContactKind,
  ContactRow,
  ContactSummary,
  ExportedContacts,
  FieldValue,
} from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { ContactDetail, ContactEvent, ContactKind, ContactRow, ContactSummary, FieldValue };

export type ContactsFilter = {
  botId?: string | undefined;
  search?: string | undefined;
  kind?: ContactKind | undefined;
  tag?: string | undefined;
};
const narrowed = ({ botId, search, kind, tag }: ContactsFilter) => ({ bot_id: botId, search, kind, tag });

export const fetchContacts = (filter: ContactsFilter, before?: string | null, signal?: AbortSignal) =>
  request<Page<ContactRow>>('list_contacts', { query: { ...narrowed(filter), before, limit: 50 }, signal });
/** The contacts that fit as a CSV file; `complete` is false where there are more than one file holds. */
export const exportContacts = (filter: ContactsFilter) =>
  request<ExportedContacts>('export_contacts', { body: narrowed(filter) });
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
/** Ends what one page shows; a guest's pages end together only. */
export const endContactSession = (id: string, sessionId: string) =>
  request<unknown>('end_contact_session', { params: { ...of(id), session_id: sessionId } });
export const addContactTag = (id: string, tag: string) =>
  request<unknown>('add_contact_tag', { params: of(id), body: { tag } });
export const removeContactTag = (id: string, tag: string) =>
  request<unknown>('remove_contact_tag', { params: of(id), body: { tag } });
export const fetchContactEvents = (id: string, before?: string | null, signal?: AbortSignal) =>
  request<Page<ContactEvent>>('list_contact_events', { params: of(id), query: { before, limit: 20 }, signal });
export const liftNotBefore = (id: string) => request<unknown>('lift_not_before', { params: of(id) });
export const undoLink = (id: string, linkId: string) =>
  request<unknown>('undo_link', { params: { ...of(id), link_id: linkId } });
