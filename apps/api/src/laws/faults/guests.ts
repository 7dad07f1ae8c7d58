import type { Fault } from './switching.js';
import { replace } from './switching.js';

/** What is known of a guest's thread, told otherwise than it is. */
async function threadsToldAs(change: (nowMs: number) => object): Promise<void> {
  const { ThreadLinksService } = await import('../../features/conversations/thread-links.service.js');
  replace(
    ThreadLinksService.prototype,
    'findGuestThread',
    (original) =>
      async function (this: InstanceType<typeof ThreadLinksService>, db, guestContactId) {
        const thread = await original.call(this, db, guestContactId);
        return thread === null ? null : { ...thread, ...change((db as unknown as { nowMs: number }).nowMs) };
      },
  );
}

export const guestFaults = {
  /** A thread is taken unasked only while it is fresh. */
  'threads-are-always-fresh': () => threadsToldAs((nowMs) => ({ lastAtMs: nowMs })),

  /** A thread is taken unasked only where this very tab wrote all of it. */
  'any-tab-wrote-it': () => threadsToldAs(() => ({ tabSecretHashes: new Set() })),

  /** A guest beside whom somebody was verified is never taken unasked again. */
  'company-is-forgotten': async () => {
    const { ContactsService } = await import('../../features/contacts/contacts.service.js');
    replace(
      ContactsService.prototype,
      'findGuest',
      (original) =>
        async function (this: InstanceType<typeof ContactsService>, ...given) {
          const guest = await original.apply(this, given);
          return guest === null ? null : { ...guest, guestWasAccompanied: false };
        },
    );
  },

  /** The question is one page's, for a quarter of an hour, and answered once. */
  'questions-are-open-to-all': async () => {
    const { GuestLinksService } = await import('../../features/identity/guest-links.service.js');
    const { IdentityRepository } = await import('../../features/identity/identity.repository.js');
    let asking = { pageSessionId: '', contactId: '' };
    replace(
      GuestLinksService.prototype,
      'answer',
      (original) =>
        function (this: InstanceType<typeof GuestLinksService>, tx, visitor, body) {
          asking = { pageSessionId: visitor.page.id, contactId: visitor.contact.id };
          return original.call(this, tx, visitor, body);
        },
    );
    replace(
      IdentityRepository.prototype,
      'findQuestion',
      (original) =>
        async function (this: InstanceType<typeof IdentityRepository>, ...given) {
          const question = await original.apply(this, given);
          return question === null
            ? null
            : { ...question, ...asking, answer: null, expiresAtMs: Number.MAX_SAFE_INTEGER };
        },
    );
  },

  /** What an undone link brought is for agents only. */
  'undone-links-are-shown': async () => {
    const { ThreadLinksService } = await import('../../features/conversations/thread-links.service.js');
    replace(ThreadLinksService.prototype, 'unlink', () => async () => undefined);
  },

  /** Fields that an undone link brought go with it. */
  'undone-links-leave-their-fields': async () => {
    const { AttributesService } = await import('../../features/contacts/attributes.service.js');
    replace(AttributesService.prototype, 'revertLink', () => async () => undefined);
  },
} satisfies Record<string, Fault>;
