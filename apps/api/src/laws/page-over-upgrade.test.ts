import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Ear } from './ear.js';
import { withWidgetBuild } from './widget-build.js';
import { World } from './world.js';

/* A page left open over an upgrade keeps working, or asks once to reload. */

const NOW = 'abcdefghij';
const GONE = '0123456789abcdef';

let world: World;
let base: string;
beforeAll(async () => {
  world = await withWidgetBuild(() => World.start());
  base = await world.harness.listen();
});
afterAll(() => world.stop());

const ask = (hash: string, file: string) => world.harness.request.get(`/w/p/${hash}/${file}`);

describe('a file of a build that is gone', () => {
  test.each([
    ['panel.js', 'panel.js'],
    ['panel.js?3', 'panel.js'],
    ['en--PIRrfmM.js', 'en--PIRrfmM.js'],
    ['en-12345678.js', 'en--PIRrfmM.js'],
    ['en--_345678.js', 'en--PIRrfmM.js'],
    ['zh-hans-12345678.js', 'zh-hans-B4iz8dYi.js'],
  ])('%s is answered with %s of this one, which nobody may keep', async (old, present) => {
    const answer = await ask(GONE, old).expect(200);
    const { text } = await ask(NOW, present)
      .expect(200)
      .expect('cache-control', /immutable/);
    expect(answer.text).toBe(text);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['content-type']).toContain('text/javascript');
  });

  test.each([
    'engine-12345678.js',
    'fr-12345678.js',
    'zh-12345678.js',
    'en.js',
    'loader.js',
    'stub.js',
    'delivery.json',
    '..%2fdelivery.json',
    'constructor',
    '__proto__',
  ])('%s, which no file of this one stands for, is not found', async (file) => {
    const answer = await ask(GONE, file).expect(404);
    expect(answer.headers['cache-control'] ?? '').not.toContain('immutable');
  });

  test('is not found under what no build has as its hash', async () => {
    for (const hash of ['short', 'x'.repeat(65), 'abc.defghij', 'abc%20defghij', '%2e%2e%2f%2e%2e%2f%2e%2e']) {
      await ask(hash, 'panel.js').expect(404);
    }
  });

  test('is not looked for under the hash of this one', async () => {
    await ask(NOW, 'en-12345678.js').expect(404);
    await ask(NOW, 'delivery.json').expect(404);
    await ask(NOW, 'loader.js').expect(404);
  });
});

describe('a page of another protocol', () => {
  test.each([0, 2, 9999])('%i is asked to reload, by each request and by the socket', async (protocol) => {
    const page = await world.page().becomeGuest();
    for (const [method, path] of [
      ['post', 'guest'],
      ['post', 'identify'],
      ['post', 'heartbeat'],
      ['get', 'messages'],
      ['post', 'messages'],
    ] as const) {
      const answer = await page.call(method, path).set('chatku-page', `${protocol}.${page.secret}.${page.epoch}`);
      expect(answer.status, path).toBe(409);
      expect(answer.body.code, path).toBe('protocol_too_old');
    }
    const { after } = await page.history();
    const ear = await Ear.open(base);
    ear.hello(page, after, protocol);
    await ear.until(() => ear.closeCode !== null);
    expect(ear.bye).toBe('protocol_too_old');
  });
});
