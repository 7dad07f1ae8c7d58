import { secret256, uuid as uuidSchema } from '@chatku/schemas';
import { describe, expect, it } from 'vitest';
import { Browser, Clock, settled } from './browser.fixture.js';
import { FarEnd } from './far-end.fixture.js';
import { alone, createStore, openChannel, secret, uuid, type World } from './world.js';

const { world } = new Browser(new FarEnd(new Clock())).tab();
const issues = (schema: { '~standard': { validate(value: unknown): unknown } }, value: unknown) =>
  (schema['~standard'].validate(value) as { issues?: unknown }).issues;

it('secrets and ids have the shapes of the wire, and are never the same', () => {
  const secrets = Array.from({ length: 500 }, () => secret(world));
  const ids = Array.from({ length: 500 }, () => uuid(world));
  for (const value of secrets) expect(issues(secret256, value)).toBeUndefined();
  for (const value of ids) {
    expect(issues(uuidSchema, value)).toBeUndefined();
    expect(value).toMatch(/^.{14}4.{4}[89ab]/);
  }
  expect(new Set([...secrets, ...ids]).size).toBe(1000);
});

describe('a store', () => {
  it('remembers in the page what the browser does not take, and forgets it again', () => {
    const store = createStore('p:', () => {
      throw new DOMException('denied', 'SecurityError');
    });
    expect(store('a')).toBe(null);
    store('a', '1');
    expect(store('a')).toBe('1');
    store('a', null);
    expect(store('a')).toBe(null);
  });

  it('that is full remembers the newer value, not the older one', () => {
    const entries = new Map([['p:a', 'old']]);
    const store = createStore(
      'p:',
      () =>
        ({
          getItem: (key: string) => entries.get(key) ?? null,
          setItem() {
            throw new DOMException('full', 'QuotaExceededError');
          },
          removeItem: (key: string) => entries.delete(key),
        }) as unknown as Storage,
    );
    store('a', 'new');
    expect(store('a')).toBe('new');
    store('a', null);
    expect(store('a')).toBe(null);
  });
});

describe('a lock', () => {
  it('lets one after the other', async () => {
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} in`);
      await settled();
      log.push(`${name} out`);
    };
    await Promise.all([alone(world, 'x', work('a')), alone(world, 'x', work('b'))]);
    expect(log).toEqual(['a in', 'a out', 'b in', 'b out']);
  });

  it('that cannot be had is done without, once', async () => {
    for (const locks of [undefined, { request: () => Promise.reject(new DOMException('no', 'SecurityError')) }]) {
      let runs = 0;
      await alone({ ...world, navigator: { language: 'en', locks } } as World, 'x', async () => {
        runs++;
      });
      expect(runs).toBe(1);
    }
  });
});

it('a channel that cannot be had is none', () => {
  const BroadcastChannel = class {
    constructor() {
      throw new DOMException('opaque', 'SecurityError');
    }
  };
  expect(openChannel({ BroadcastChannel } as unknown as World, 'x')).toBe(null);
});
