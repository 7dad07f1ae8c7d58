import {
  ContactEvent,
  ContactTagBody,
  ExportContactsBody,
  ExportedContacts,
  ListQuery,
  pageOf,
  type RouteName,
} from '@chatku/schemas';
import { type Call, found, given, type Handler, page, queryOf, Refusal, taken } from './call.js';
import { OF_KIND } from './world.js';

const contactOf = ({ world, params }: Call) => found(world.contacts.find((one) => one.id === params['contact_id']));
const sameTag = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Contacts, fields and logs: what members look after. */
export const recordsHandlers: Partial<Record<RouteName, Handler>> = {
  export_contacts: ({ world, body }) => {
    const { kind } = taken(ExportContactsBody, body);
    const rows = world.contacts.filter((one) => kind === undefined || OF_KIND[kind](one));
    const csv = ['"id","name"', ...rows.map(({ id, name }) => `"${id}","${name ?? ''}"`), ''].join('\r\n');
    return given(ExportedContacts, { csv, rows: rows.length, complete: true });
  },
  list_contact_events: (call) => {
    const { before, limit } = queryOf(ListQuery, call.query);
    return given(pageOf(ContactEvent), page(call.world.events.get(contactOf(call).id) ?? [], before, limit));
  },
  end_contact_session: (call) => {
    const contact = contactOf(call);
    const session = found(contact.sessions.find((one) => one.id === call.params['session_id']));
    if (session.kind === 'guest') throw new Refusal('conflict', 409, 'All pages of a guest hold the same secret.');
    call.world.changeContact(contact.id, { sessions: contact.sessions.filter((one) => one !== session) });
  },
  add_contact_tag: (call) => {
    const contact = contactOf(call);
    const { tag } = taken(ContactTagBody, call.body);
    if (contact.tags.some((one) => sameTag(one, tag))) return;
    call.world.changeContact(contact.id, { tags: [...contact.tags, tag] });
  },
  remove_contact_tag: (call) => {
    const contact = contactOf(call);
    const { tag } = taken(ContactTagBody, call.body);
    call.world.changeContact(contact.id, { tags: contact.tags.filter((one) => !sameTag(one, tag)) });
  },
};
