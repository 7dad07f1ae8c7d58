import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { InstallationsService, websiteOf } from '../features/installations/index.js';
import { ORIGIN, World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

const installations = () => world.harness.get(InstallationsService);
const seen = () => installations().listOfBot(world.bot.id);
const askForLoader = (referer: string, id = world.bot.id) =>
  world.harness.request.get(`/w/${id}.js`).set('referer', referer).expect(200);
const forget = () => world.harness.unitOfWork.run('test.forget', (tx) => tx.manager.query('delete from installation'));

beforeEach(async () => {
  await installations().flush();
  await forget();
  world.harness.clock.advance(120_000);
});

describe('what is seen of a website', () => {
  test('its page asked for the loader', async () => {
    await askForLoader('https://shop.example.my/some/page?who=aisyah');
    expect(await seen()).toMatchObject([
      {
        origin: 'https://shop.example.my',
        loadedAtMs: world.harness.clock.nowMs(),
        talkedAtMs: null,
        refusedAtMs: null,
      },
    ]);
    expect(JSON.stringify(await seen())).not.toContain('aisyah');
  });

  test('which loader it was given; a later build is noted at once', async () => {
    await askForLoader('https://shop.example.my/');
    const [first] = await seen();
    expect(first?.build).toMatch(/^[0-9a-f]{8,64}$/);
    installations().saw(world.bot.id, 'https://shop.example.my', 'loaded', 'another-build');
    expect((await seen())[0]?.build).toBe('another-build');
    installations().saw(world.bot.id, 'https://shop.example.my', 'talked');
    expect((await seen())[0]?.build).toBe('another-build');
  });

  test('its chat talked, and later loads do not unsay it', async () => {
    await world.page().becomeGuest();
    const [first] = await seen();
    expect(first).toMatchObject({ origin: ORIGIN, loadedAtMs: null, talkedAtMs: world.harness.clock.nowMs() });
    world.harness.clock.advance(61_000);
    await askForLoader(`${ORIGIN}/`);
    expect(await seen()).toMatchObject([
      {
        origin: ORIGIN,
        firstAtMs: first?.firstAtMs,
        talkedAtMs: first?.talkedAtMs,
        loadedAtMs: world.harness.clock.nowMs(),
      },
    ]);
  });

  test('its chat was turned away', async () => {
    await world.page().call('post', 'guest', { origin: 'https://other.example' }).send({}).expect(403);
    expect(await seen()).toMatchObject([
      { origin: 'https://other.example', talkedAtMs: null, refusedAtMs: expect.any(Number) },
    ]);
  });

  test('nothing of a bot that is not there', async () => {
    await askForLoader('https://shop.example.my/', '01890000-0000-7000-8000-000000000000');
    await installations().flush();
    expect(await world.harness.reader.manager.query('select * from installation')).toEqual([]);
  });

  test('the loader is the same whoever asks', async () => {
    const one = await askForLoader('https://a.example/');
    const other = await askForLoader('https://b.example/');
    expect(one.text).toBe(other.text);
  });
});

describe('whoever invents websites', () => {
  test('fills no table, and pushes out none that has talked', async () => {
    await world.page().becomeGuest();
    for (let i = 0; i < 120; i += 1) installations().saw(world.bot.id, `https://x${i}.example`, 'loaded');
    const rows = await seen();
    expect(rows).toHaveLength(50);
    expect(rows.map(({ origin }) => origin)).toContain(ORIGIN);
    expect(rows.map(({ origin }) => origin)).toContain('https://x119.example');
  });

  test('in what looks like chats pushes out the longest silent, and a real one is back with its next visitor', async () => {
    for (let i = 0; i < 50; i += 1) installations().saw(world.bot.id, `https://t${i}.example`, 'talked');
    await installations().flush();
    world.harness.clock.advance(1_000);
    await world.page().becomeGuest();
    const rows = await seen();
    expect(rows).toHaveLength(50);
    expect(rows.map(({ origin }) => origin)).toContain(ORIGIN);
  });

  test('cannot without a page’s header', async () => {
    await world.harness.request
      .post(`/v1/bots/${world.bot.id}/widget/guest`)
      .set('origin', ORIGIN)
      .send({})
      .expect(400);
    expect(await seen()).toEqual([]);
  });

  test('is left out where too many wait', async () => {
    for (let i = 0; i < 3_000; i += 1) installations().saw(world.bot.id, `https://y${i}.example`, 'loaded');
    const writes = await seen();
    expect(writes.map(({ origin }) => origin)).not.toContain('https://y2999.example');
  });

  test('writes a website once a minute, however often it is seen', async () => {
    installations().saw(world.bot.id, ORIGIN, 'talked');
    const [before] = await seen();
    world.harness.clock.advance(30_000);
    installations().saw(world.bot.id, ORIGIN, 'talked');
    expect((await seen())[0]?.talkedAtMs).toBe(before?.talkedAtMs);
    world.harness.clock.advance(31_000);
    installations().saw(world.bot.id, ORIGIN, 'talked');
    expect((await seen())[0]?.talkedAtMs).toBe(world.harness.clock.nowMs());
  });
});

test.each([
  ['https://shop.my/cart?x=1#y', 'https://shop.my'],
  ['http://localhost:4000/', 'http://localhost:4000'],
  ['null', null],
  ['', null],
  ['about:blank', null],
  ['data:text/html,x', null],
  ['file:///etc/passwd', null],
  [`https://${'a'.repeat(3000)}.my/`, null],
  [undefined, null],
])('the website of %s is %s', (header, origin) => {
  expect(websiteOf(header)).toBe(origin);
});
