/**
 * Everything the engine touches outside itself, in the browser's own shape: a page gives its `window`, a test a world
 * with a scripted server at its far end, a clock moved by hand, and as many tabs as it likes.
 */
export type World = Pick<
  typeof globalThis,
  | 'fetch'
  | 'WebSocket'
  | 'BroadcastChannel'
  | 'localStorage'
  | 'sessionStorage'
  | 'setTimeout'
  | 'clearTimeout'
  | 'AbortSignal'
  | 'crypto'
  | 'Date'
  | 'Math'
> & {
  navigator: Pick<Navigator, 'language'> & { locks?: Pick<LockManager, 'request'> };
  console: Pick<Console, 'warn'>;
};

/** Runs `work` after so long; returns the way to stop it. */
export const after = (world: World, delayMs: number, work: () => void): (() => void) => {
  const timer = world.setTimeout(work, delayMs);
  return () => world.clearTimeout(timer);
};

/** 256 random bits, base64url without padding. */
export const secret = (world: World): string =>
  btoa(String.fromCharCode(...world.crypto.getRandomValues(new Uint8Array(32))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace('=', '');

/** A random UUID. `crypto.randomUUID` is missing where a page is served without TLS. */
export const uuid = (world: World): string =>
  '00000000-0000-4000-8000-000000000000'.replace(/0/g, () =>
    (world.crypto.getRandomValues(new Uint8Array(1))[0]! & 15).toString(16),
  );

/** Runs `work` while no other page of this browser holds `name`; runs it anyway where there are no locks to be had. */
export const alone = async (world: World, name: string, work: () => Promise<void>): Promise<void> => {
  let begun = false;
  const begin = () => {
    begun = true;
    return work();
  };
  try {
    await world.navigator.locks!.request(name, begin);
  } catch {
    if (!begun) await begin();
  }
};

/** Reads an entry, or writes one; null takes it away. Never throws. */
export type Store = (key: string, value?: string | null) => string | null;

/** localStorage or sessionStorage; in the page's memory where reaching or writing it throws (blocked, full, sandboxed). */
export const createStore = (prefix: string, reach: () => Storage): Store => {
  const memory = new Map<string, string | null>();
  return (name, value) => {
    const key = prefix + name;
    try {
      const storage = reach();
      if (value === undefined) return memory.get(key) ?? storage.getItem(key);
      memory.delete(key);
      if (value === null) storage.removeItem(key);
      else storage.setItem(key, value);
    } catch {
      if (value !== undefined) memory.set(key, value);
    }
    return memory.get(key) ?? null;
  };
};

/** The channel to the browser's other pages; null where there is none to be had (opaque origins). */
export const openChannel = (world: World, name: string): BroadcastChannel | null => {
  try {
    return new world.BroadcastChannel(name);
  } catch {
    return null;
  }
};
