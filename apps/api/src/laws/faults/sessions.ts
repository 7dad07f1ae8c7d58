import { vi } from 'vitest';
import { type Fault, replace } from './switching.js';

const services = async () => (await import('../../features/sessions/sessions.service.js')).SessionsService;
const repositories = async () => (await import('../../features/sessions/sessions.repository.js')).SessionsRepository;

export const sessionFaults = {
  /** Each identity has a token of its own. */
  'tokens-are-used-again': () => {
    vi.doMock('../../features/sessions/tokens.js', async () => {
      type Module = typeof import('../../features/sessions/tokens.js');
      const actual = await vi.importActual<Module>('../../features/sessions/tokens.js');
      const first = actual.newToken();
      return { ...actual, newToken: () => first };
    });
  },

  /** A browser group has an id that the server has issued. */
  'planted-groups-are-adopted': async () => {
    const SessionsService = await services();
    const SessionsRepository = await repositories();
    replace(
      SessionsService.prototype,
      'joinGroup',
      (original) =>
        async function (this: InstanceType<typeof SessionsService>, tx, bot, named) {
          const rows = (this as unknown as { sessions: InstanceType<typeof SessionsRepository> }).sessions;
          if (typeof named === 'string' && (await rows.findGroup(tx, named)) === null) {
            await rows.insertGroup(tx, { id: named, botId: bot.id, createdAtMs: tx.nowMs, retiredAtMs: null });
          }
          return original.call(this, tx, bot, named);
        },
    );
  },

  /** Every request carries the number of the page's identity, and an older one is refused. */
  'epochs-are-not-compared': async () => {
    const SessionsService = await services();
    replace(
      SessionsService.prototype,
      'requireVisitors',
      (original) =>
        async function (this: InstanceType<typeof SessionsService>, db, asked) {
          const blind: (typeof asked)[number][] = [];
          for (const one of asked) {
            const page = await this.findPage(db, one.bot.id, one.claim);
            blind.push({ ...one, claim: { ...one.claim, epoch: page?.epoch ?? one.claim.epoch } });
          }
          return original.call(this, db, blind);
        },
    );
  },

  /** An identify call that was numbered earlier than one already seen changes nothing. */
  'late-calls-win': async () => {
    const { IdentifyService } = await import('../../features/identity/identify.service.js');
    const SessionsService = await services();
    let isIdentifying = false;
    replace(
      IdentifyService.prototype,
      'identify',
      (original) =>
        async function (this: InstanceType<typeof IdentifyService>, request, body) {
          isIdentifying = true;
          try {
            return await original.call(this, request, body);
          } finally {
            isIdentifying = false;
          }
        },
    );
    replace(
      SessionsService.prototype,
      'findPage',
      (original) =>
        async function (this: InstanceType<typeof SessionsService>, ...given) {
          const page = await original.apply(this, given);
          return page !== null && isIdentifying ? { ...page, epoch: -1 } : page;
        },
    );
  },

  /** A page that says it is somebody else is nobody from then on, also when it is refused. */
  'refused-switches-change-nothing': async () => {
    const SessionsService = await services();
    replace(SessionsService.prototype, 'becomeNobody', () => async () => undefined);
  },

  /** A page that was logged out from elsewhere stays so until another page identifies. */
  'logouts-are-forgotten': async () => {
    const SessionsService = await services();
    replace(SessionsService.prototype, 'isLoggedOut', () => async () => false);
  },

  /** What ends sessions ends them at once, in the database. */
  'sessions-never-end': async () => {
    const SessionsRepository = await repositories();
    replace(SessionsRepository.prototype, 'endVerified', () => async () => undefined);
  },

  /** A push reads the events and the session in one statement. */
  'sockets-outlive-their-session': async () => {
    const { StreamRepository } = await import('../../features/realtime/stream.repository.js');
    replace(
      StreamRepository.prototype,
      'readVisitor',
      (original) =>
        async function (this: InstanceType<typeof StreamRepository>, db, session, after, limits) {
          const rows = await original.call(this, db, session, after, limits);
          if (rows !== null) return rows;
          const { workspaceId } = await db.manager
            .query('select workspace_id as "workspaceId" from contact where id = ?', [session.contactId])
            .then(([row]: { workspaceId: string }[]) => row ?? { workspaceId: '' });
          const all = await this.readWorkspace(db, workspaceId, after);
          return all.filter(({ contactId }) => contactId === session.contactId);
        },
    );
  },

  /** A contact is looked for in the transaction that would make it. */
  'contacts-are-never-found': async () => {
    const { ContactsService } = await import('../../features/contacts/contacts.service.js');
    replace(ContactsService.prototype, 'findByCustomUserId', () => async () => null);
  },

  /** A conversation is read through the contact of the session. */
  'any-conversation-is-ours': async () => {
    const { ConversationsRepository } = await import('../../features/conversations/conversations.repository.js');
    const SessionsService = await services();
    let asking = '';
    replace(
      SessionsService.prototype,
      'requireStill',
      (original) =>
        async function (this: InstanceType<typeof SessionsService>, tx, visitor) {
          const contact = await original.call(this, tx, visitor);
          asking = contact.id;
          return contact;
        },
    );
    replace(
      ConversationsRepository.prototype,
      'findById',
      (original) =>
        async function (this: InstanceType<typeof ConversationsRepository>, ...given) {
          const found = await original.apply(this, given);
          return found === null ? null : { ...found, contactId: asking };
        },
    );
  },
} satisfies Record<string, Fault>;
