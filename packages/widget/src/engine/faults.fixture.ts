import type { WidgetServerFrame } from '@chatku/schemas';
import { vi } from 'vitest';

type IdentityModule = typeof import('./identity.js');
type OwnersModule = typeof import('./owners.js');
type StreamModule = typeof import('./stream.js');
type ThreadModule = typeof import('./thread.js');
type WireModule = typeof import('./wire.js');
type WorldModule = typeof import('./world.js');
type IdentifierModule = typeof import('@chatku/crypto/identifier');

/** Every guard of the engine that can be switched off for the tests of a process, by the name of the fault that does it. */
export const FAULTS: Readonly<Record<string, () => void>> = {
  /** Whoever the page was is off the screen before the next one is asked for. */
  'the-screen-is-not-cleared': () => {
    vi.doMock('./thread.js', async () => {
      const { createThread } = await vi.importActual<ThreadModule>('./thread.js');
      return { createThread: () => Object.assign(createThread(), { clear: () => undefined }) };
    });
  },

  /** A frame of another epoch than the socket's is dropped. */
  'frames-of-any-epoch': () => {
    vi.doMock('./stream.js', async () => {
      const actual = await vi.importActual<StreamModule>('./stream.js');
      const openStream: StreamModule['openStream'] = (world, url, hello, frame) => {
        const { epoch } = hello as { epoch: number };
        return actual.openStream(world, url, hello, (given) =>
          frame(given === null ? null : ({ ...given, epoch } as WidgetServerFrame)),
        );
      };
      return { ...actual, openStream };
    });
  },

  /** A page that goes into the back/forward cache is blank, and stays so until the server has been asked. */
  'frozen-pages-stay-painted': () => {
    vi.doMock('./identity.js', async () => {
      const actual = await vi.importActual<IdentityModule>('./identity.js');
      const createIdentity: IdentityModule['createIdentity'] = (...given) =>
        Object.defineProperties(actual.createIdentity(...given), {
          hide: { value: () => undefined },
          ask: { value: async () => undefined },
        });
      return { ...actual, createIdentity };
    });
  },

  /** What a person wrote and did not send is theirs alone. */
  'one-queue-for-all': () => {
    vi.doMock('./owners.js', async () => {
      const actual = await vi.importActual<OwnersModule>('./owners.js');
      const createOwners: OwnersModule['createOwners'] = (...given) => {
        const owners = actual.createOwners(...given);
        const { of } = owners;
        return Object.assign(owners, { of: () => of(actual.GUEST) });
      };
      return { ...actual, createOwners };
    });
  },

  /** A verified token lives in the memory of its page view. */
  'tokens-are-kept': () => {
    vi.doMock('./wire.js', async () => {
      const actual = await vi.importActual<WireModule>('./wire.js');
      const createWire: WireModule['createWire'] = (world, ...rest) => {
        const wire = actual.createWire(world, ...rest);
        return async (method, path, asker, body) => {
          if (asker.token) world.localStorage.setItem('chatku:token', asker.token);
          return wire(method, path, asker, body);
        };
      };
      return { ...actual, createWire };
    });
  },

  /** Where storage throws, the page remembers by itself. */
  'storage-has-no-substitute': () => {
    vi.doMock('./world.js', async () => {
      const actual = await vi.importActual<WorldModule>('./world.js');
      const createStore: WorldModule['createStore'] = (prefix, reach) => (name, value) => {
        try {
          const storage = reach();
          if (value === null) storage.removeItem(prefix + name);
          else if (value !== undefined) storage.setItem(prefix + name, value);
          return storage.getItem(prefix + name);
        } catch {
          return null;
        }
      };
      return { ...actual, createStore };
    });
  },

  /** Only text and safe integers are ids; nothing else is made into text. */
  'anything-is-an-id': () => {
    vi.doMock('@chatku/crypto/identifier', async () => {
      const actual = await vi.importActual<IdentifierModule>('@chatku/crypto/identifier');
      return { ...actual, normaliseUserId: (value: unknown) => ({ ok: true, userId: String(value) }) };
    });
  },
};
