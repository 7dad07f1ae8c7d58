import {
  AuditLogEntry,
  AuditLogQuery,
  BackgroundJob,
  BackgroundJobFigures,
  ContactEvent,
  ContactTagBody,
  ErrorLogCodes,
  ErrorLogEntry,
  ErrorLogQuery,
  ExportContactsBody,
  ExportedContacts,
  FieldDefinition,
  ListQuery,
  PutFieldBody,
  pageOf,
  RenameFieldBody,
  ReplayedJobs,
  Retention,
  type RouteName,
} from '@chatku/schemas';
import { type Call, demandPassword, found, given, type Handler, page, queryOf, Refusal, taken } from './call.js';
import { OF_KIND } from './world.js';

const contactOf = ({ world, params }: Call) => found(world.contacts.find((one) => one.id === params['contact_id']));
const sameTag = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const botOf = ({ world, params }: Call) => found(world.bots.find((one) => one.id === params['bot_id']));
const fieldOf = (call: Call) => {
  const fields = call.world.fields.get(botOf(call).id) ?? [];
  const name = decodeURIComponent(call.params['field_name'] ?? '').toLowerCase();
  const field = found(fields.find((one) => one.name.toLowerCase() === name));
  return { fields, field };
};
const refuseInUse = ({ world }: Call, { name }: FieldDefinition): void => {
  if (!world.usedFields.has(name)) return;
  throw new Refusal('field_in_use', 409, 'Published flows use this field.', [
    { path: 'hello', message: 'in the flow "Greet a guest"' },
  ]);
};

const takeJob = ({ world, params }: Call): void => {
  const job = found(world.parkedJobs.find(({ id }) => id === params['job_id']));
  world.parkedJobs = world.parkedJobs.filter((one) => one !== job);
};

const KEPT: Retention = { guest_conversations_days: null, idle_guests_days: null, idle_known_days: null };

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
  put_field: (call) => {
    const body = taken(PutFieldBody, call.body);
    const fields = call.world.fields.get(botOf(call).id) ?? [];
    const same = (one: FieldDefinition) => one.name.toLowerCase() === body.name.toLowerCase();
    const before = fields.find(same);
    if (before !== undefined && before.type !== body.type) throw new Refusal('conflict', 409);
    const notes = { scope: 'user' as const, folder: '', description: '', value: null };
    const field = given(FieldDefinition, { ...notes, ...before, ...body } as FieldDefinition);
    call.world.fields.set(botOf(call).id, [...fields.filter((one) => !same(one)), field]);
    return field;
  },
  rename_field: (call) => {
    const { name } = taken(RenameFieldBody, call.body);
    const { fields, field } = fieldOf(call);
    refuseInUse(call, field);
    if (fields.some((one) => one !== field && one.name.toLowerCase() === name.toLowerCase())) {
      throw new Refusal('already_exists', 409);
    }
    field.name = name;
    return given(FieldDefinition, field);
  },
  delete_field: (call) => {
    const { fields, field } = fieldOf(call);
    refuseInUse(call, field);
    call.world.fields.set(
      botOf(call).id,
      fields.filter((one) => one !== field),
    );
  },
  error_log_codes: (call) => {
    const entries = call.world.errors.get(botOf(call).id) ?? [];
    const codes = [...new Set(entries.map(({ code }) => code))].map((code) => {
      const own = entries.filter((one) => one.code === code);
      return {
        code,
        count: own.reduce((sum, { count }) => sum + count, 0),
        places: own.length,
        first_at: own.map((one) => one.first_at).sort()[0] ?? '',
        last_at:
          own
            .map((one) => one.last_at)
            .sort()
            .at(-1) ?? '',
      };
    });
    return given(ErrorLogCodes, { codes });
  },
  error_log: (call) => {
    const { before, limit, code } = queryOf(ErrorLogQuery, call.query);
    const entries = (call.world.errors.get(botOf(call).id) ?? []).filter((one) => (code ?? one.code) === one.code);
    return given(pageOf(ErrorLogEntry), page(entries, before, limit));
  },
  audit_log: ({ world, query }) => {
    const { before, limit, user_id: userId, action, from, to } = queryOf(AuditLogQuery, query);
    const rows = world.audit
      .filter((one) => userId === undefined || one.user_id === userId)
      .filter((one) => action === undefined || one.action === action || one.action.startsWith(`${action}.`))
      .filter((one) => (from ?? one.at) <= one.at && (to === undefined || one.at < to));
    return given(pageOf(AuditLogEntry), page(rows, before, limit));
  },
  job_figures: ({ world }) => given(BackgroundJobFigures, { ...world.jobs, parked: world.parkedJobs.length }),
  list_jobs: ({ world, query }) => {
    const { before, limit } = queryOf(ListQuery, query);
    return given(pageOf(BackgroundJob), page(world.parkedJobs, before, limit));
  },
  replay_jobs: ({ world }) => given(ReplayedJobs, { replayed: world.parkedJobs.splice(0).length }),
  replay_job: takeJob,
  drop_job: takeJob,
  get_retention: (call) => given(Retention, call.world.retention.get(botOf(call).id) ?? KEPT),
  put_retention: (call) => {
    demandPassword(call);
    const wanted = taken(Retention, call.body);
    call.world.retention.set(botOf(call).id, wanted);
    return given(Retention, wanted);
  },
};
