import { vi } from 'vitest';
import { type Fault, replace } from './switching.js';

const contacts = async () => (await import('../../features/contacts/contacts.service.js')).ContactsService;

export const accountFaults = {
  /** A value is replaced only by one of the same or a more trusted provenance. */
  'page-values-replace-all': () => {
    vi.doMock('../../features/contacts/provenance.js', async () => {
      type Module = typeof import('../../features/contacts/provenance.js');
      const actual = await vi.importActual<Module>('../../features/contacts/provenance.js');
      return { ...actual, mayReplace: () => true };
    });
  },

  /** An API key is refused where an Origin comes with it. */
  'api-keys-in-browsers': async () => {
    const { BotKeyGuard } = await import('../../features/bots/bot-key.guard.js');
    replace(
      BotKeyGuard.prototype,
      'canActivate',
      (original) =>
        function (this: InstanceType<typeof BotKeyGuard>, context) {
          delete context.switchToHttp().getRequest<{ headers: { origin?: string } }>().headers.origin;
          return original.call(this, context);
        },
    );
  },

  /** After sessions were ended for cause, no hash verifies. */
  'the-bar-is-forgotten': async () => {
    const ContactsService = await contacts();
    replace(
      ContactsService.prototype,
      'findByCustomUserId',
      (original) =>
        async function (this: InstanceType<typeof ContactsService>, ...given) {
          const contact = await original.apply(this, given);
          return contact === null ? null : { ...contact, notBeforeMs: null };
        },
    );
  },

  /** No flow answers a blocked contact. */
  'the-blocked-are-answered': async () => {
    const ContactsService = await contacts();
    replace(
      ContactsService.prototype,
      'listByIds',
      (original) =>
        async function (this: InstanceType<typeof ContactsService>, ...given) {
          return (await original.apply(this, given)).map((contact) => ({ ...contact, blocked: false }));
        },
    );
  },

  /** Erasing takes the conversations with it. */
  'erasing-spares-the-words': async () => {
    const { ConversationErasureService } = await import('../../features/conversations/conversation-erasure.service.js');
    replace(ConversationErasureService.prototype, 'eraseOfContact', () => async () => undefined);
  },

  /** Erasing takes the contact with it. */
  'erasing-spares-the-contact': async () => {
    const { ContactErasureService } = await import('../../features/contact-admin/contact-erasure.service.js');
    replace(ContactErasureService.prototype, 'erase', () => async () => undefined);
  },

  /** A renamed contact is found under its new id only. */
  'old-ids-are-remembered': async () => {
    const ContactsService = await contacts();
    const { ContactRecordsService } = await import('../../features/contacts/contact-records.service.js');
    const formerly = new Map<string, string>();
    replace(
      ContactRecordsService.prototype,
      'rename',
      (original) =>
        async function (this: InstanceType<typeof ContactRecordsService>, tx, contact, customUserId) {
          formerly.set(contact.customUserId ?? '', contact.id);
          return original.call(this, tx, contact, customUserId);
        },
    );
    replace(
      ContactsService.prototype,
      'findByCustomUserId',
      (original) =>
        async function (this: InstanceType<typeof ContactsService>, db, botId, customUserId) {
          const contactId = formerly.get(customUserId);
          return contactId === undefined ? original.call(this, db, botId, customUserId) : this.findById(db, contactId);
        },
    );
  },

  /** A visitor's token is no member's, whatever id its visitor was verified under. */
  'visitors-are-members': async () => {
    const { StaffSessionsService } = await import('../../features/workspaces/staff-sessions.service.js');
    const { tokenHash } = await import('../../features/sessions/tokens.js');
    replace(
      StaffSessionsService.prototype,
      'findMember',
      (original) =>
        async function (this: InstanceType<typeof StaffSessionsService>, db, cookieHeader) {
          const member = await original.call(this, db, cookieHeader);
          const token = /chatku_session=([\w-]{43})/.exec(cookieHeader ?? '')?.[1];
          if (member !== null || token === undefined) return member;
          const [found]: { id: string; name: string; workspace_id: string; page_id: string }[] = await db.manager.query(
            `select u.id, u.name, u.workspace_id, s.id as page_id from page_session s join contact c on c.id = s.contact_id
           join staff_user u on u.id = c.custom_user_id or u.email = c.custom_user_id where s.token_hash = ?`,
            [tokenHash(token)],
          );
          if (found === undefined) return null;
          const { id: userId, name, workspace_id: workspaceId, page_id: sessionId } = found;
          return { userId, name, workspaceId, sessionId, role: 'owner', recentPasswordUntilMs: null, csrf: token };
        },
    );
  },

  /** A sign-in link works once, and for a quarter of an hour. */
  'links-work-for-ever': async () => {
    const { StaffSessionsRepository } = await import('../../features/workspaces/staff-sessions.repository.js');
    const { SignInLink } = await import('../../features/workspaces/staff-session.entity.js');
    replace(
      StaffSessionsRepository.prototype,
      'takeLink',
      () => (tx, secretHash) => tx.manager.findOneBy(SignInLink, { secretHash }),
    );
  },

  /** Demo data is refused together with a public address. */
  'demo-data-anywhere': () => {
    vi.doMock('../../platform/config/config.js', async () => {
      type Module = typeof import('../../platform/config/config.js');
      const actual = await vi.importActual<Module>('../../platform/config/config.js');
      return { ...actual, readConfig: ((env) => actual.readConfig(env)) satisfies Module['readConfig'] };
    });
  },
} satisfies Record<string, Fault>;
