import { createHmac } from 'node:crypto';
import type { VerifiedSession } from '@chatku/schemas';
import { vi } from 'vitest';
import { type Fault, replace } from './switching.js';

type Crypto = typeof import('@chatku/crypto');
type Identifier = typeof import('@chatku/crypto/identifier');
type Verify = Crypto['verifyIdentifierHash'];
type VerifyInput = Parameters<Verify>[0];

/** Another verification in the place of the right one. */
function verifyBy(judge: (given: VerifyInput, right: Verify) => ReturnType<Verify>): void {
  vi.doMock('@chatku/crypto', async () => {
    const actual = await vi.importActual<Crypto>('@chatku/crypto');
    return { ...actual, verifyIdentifierHash: (given: VerifyInput) => judge(given, actual.verifyIdentifierHash) };
  });
}

const taken = ({ keys }: VerifyInput): ReturnType<Verify> => {
  const [key] = keys;
  return key === undefined ? { verified: false } : { verified: true, key };
};

/** Another body in the place of the one that came. */
async function identifyWith(
  change: (body: Record<string, unknown>, keys: readonly string[]) => Record<string, unknown>,
): Promise<void> {
  const { IdentifyService } = await import('../../features/identity/identify.service.js');
  const { KeyRingService } = await import('../../features/identity/key-ring.service.js');
  const { openRing } = KeyRingService.prototype;
  replace(
    IdentifyService.prototype,
    'identify',
    (original) =>
      async function (this: InstanceType<typeof IdentifyService>, request, body): Promise<VerifiedSession> {
        const { judges } = this as unknown as {
          judges: { keyRing: InstanceType<typeof KeyRingService>; reader: never };
        };
        const { keys } = await openRing.call(judges.keyRing, judges.reader, request.bot.id);
        const changed = change(
          { ...(body as Record<string, unknown>) },
          keys.map(({ key }) => key),
        );
        return original.call(this, request, changed);
      },
  );
}

const hashOf = (userId: string, key: string | undefined): string =>
  createHmac('sha256', key ?? '')
    .update(userId)
    .digest('hex');

export const proofFaults = {
  /** A bot's ring holds its own keys only. */
  'ring-of-every-bot': async () => {
    const { IdentityRepository } = await import('../../features/identity/identity.repository.js');
    const { SpecialKey } = await import('../../features/identity/special-key.entity.js');
    replace(IdentityRepository.prototype, 'listKeys', () => (db) => db.manager.find(SpecialKey));
  },

  /** A hash is compared with the one of the id that is claimed. */
  'hash-is-not-compared': () =>
    verifyBy((given, right) => (/^[0-9a-f]{64}$/i.test(String(given.identifierHash)) ? taken(given) : right(given))),

  /** Without a hash of the right shape there is no proof. */
  'missing-hash-is-fine': () => verifyBy((given, right) => (given.identifierHash ? right(given) : taken(given))),

  /** Nothing in a body says that its sender is verified. */
  'body-says-verified': () =>
    identifyWith((body, [key]) => {
      const says = body['verified'] === true || body['status'] === 'verified';
      return says ? { ...body, identifier_hash: hashOf(String(body['user_id']), key) } : body;
    }),

  /** An id is text; nothing else is made into text. */
  'ids-are-made-text': () => {
    vi.doMock('@chatku/crypto/identifier', async () => {
      const actual = await vi.importActual<Identifier>('@chatku/crypto/identifier');
      return { ...actual, checkUserId: (value: unknown) => actual.checkUserId(String(value)) };
    });
    verifyBy((given, right) => right({ ...given, userId: String(given.userId) }));
  },

  /** Ids are compared byte by byte. */
  'ids-are-normalised': () => {
    vi.doMock('@chatku/crypto/identifier', async () => {
      const actual = await vi.importActual<Identifier>('@chatku/crypto/identifier');
      const plain = (value: unknown) =>
        typeof value === 'string' ? value.normalize('NFC').replace('\ufeff', '') : value;
      return { ...actual, checkUserId: (value: unknown) => actual.checkUserId(plain(value)) };
    });
  },

  /** Values find nobody: a contact is found by a proven id. */
  'merge-by-email': async () => {
    const { ContactsService } = await import('../../features/contacts/contacts.service.js');
    let email: unknown;
    await identifyWith((body) => {
      email = (body['attributes'] as { email?: unknown } | undefined)?.email;
      return body;
    });
    replace(
      ContactsService.prototype,
      'findByCustomUserId',
      (original) =>
        async function (this: InstanceType<typeof ContactsService>, db, botId, customUserId) {
          const found = await original.call(this, db, botId, customUserId);
          if (found !== null || typeof email !== 'string') return found;
          const rows: { contact_id: string }[] = await db.manager.query(
            `select contact_id from contact_field where name_key = 'email' and held = ?`,
            [JSON.stringify({ value: email })],
          );
          return rows[0] === undefined ? null : this.findById(db, rows[0].contact_id);
        },
    );
  },

  /** A key is shown to an owner or admin only, right after the password. */
  'keys-are-shown-to-all': async () => {
    const { MemberGuard } = await import('../../features/workspaces/member.guard.js');
    const prototype = MemberGuard.prototype as unknown as { mayGoOn: () => void };
    replace(prototype, 'mayGoOn', () => () => undefined);
  },

  /** Wrong proofs are charged. */
  'nothing-is-charged': async () => {
    const { RateLimit } = await import('../../platform/limits/rate-limits.js');
    replace(RateLimit.prototype, 'charge', () => async () => undefined);
  },

  /** An address in a header is believed only from a proxy that the settings name. */
  'every-caller-is-a-proxy': () => {
    vi.doMock('../../platform/config/config.js', async () => {
      type Module = typeof import('../../platform/config/config.js');
      const actual = await vi.importActual<Module>('../../platform/config/config.js');
      const readConfig: Module['readConfig'] = (env, options) =>
        actual.readConfig({ ...env, CHATKU_TRUSTED_PROXIES: '127.0.0.1' }, options);
      return { ...actual, readConfig };
    });
  },

  /** A proof is verified before anybody is looked up. */
  'looked-up-before-proven': async () => {
    const { IdentifyService } = await import('../../features/identity/identify.service.js');
    replace(
      IdentifyService.prototype,
      'identify',
      (original) =>
        async function (this: InstanceType<typeof IdentifyService>, request, body) {
          const house = this as unknown as {
            judges: { reader: never };
            parts: { contacts: { findByCustomUserId(db: never, botId: string, id: string): Promise<unknown> } };
          };
          await house.parts.contacts.findByCustomUserId(house.judges.reader, request.bot.id, String(body.user_id));
          return original.call(this, request, body);
        },
    );
  },

  /** The identity log holds masked ids. */
  'raw-ids-in-the-log': () => {
    vi.doMock('@chatku/crypto', async () => {
      const actual = await vi.importActual<Crypto>('@chatku/crypto');
      return { ...actual, maskUserId: (value: unknown) => String(value) };
    });
  },

  /** Past a number of rows a minute, refusals are counted and not written each. */
  'a-row-for-each-refusal': async () => {
    const { MinuteRows } = await import('../../features/identity/minute-rows.js');
    replace(MinuteRows.prototype, 'place', () => () => null);
  },

  /** The log names the pattern of a route, never the address that was asked for. */
  'addresses-in-the-log': () => {
    vi.doMock('../../platform/http/request-log.js', () => {
      type LogRequests = typeof import('../../platform/http/request-log.js')['logRequests'];
      const logRequests: LogRequests = (fastify, logger) => {
        fastify.addHook('onResponse', async (request) => {
          logger.debug('Request', { route: request.routeOptions.url ?? 'none', address: request.url });
        });
      };
      return { logRequests };
    });
  },
} satisfies Record<string, Fault>;
