import { createHmac, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ApiKeysService } from '../features/bots/index.js';
import { Logger } from '../platform/logging/logger.js';
import { tableNames } from '../platform/testing/table-rows.js';
import { testEngine } from '../platform/testing/test-postgres.js';
import { UnitOfWork } from '../platform/unit-of-work/unit-of-work.js';
import { signIn } from '../testing/console-client.js';
import { Ear } from './ear.js';
import { Browser, secret, World } from './world.js';

/* What a session leaves behind, and what it must not: in the database, in the logs, in addresses. */

/** A world that logs everything it can. */
async function startTalkative(options: Parameters<typeof World.start>[0] = {}): Promise<World> {
  const { create } = Logger;
  const spy = vi.spyOn(Logger, 'create').mockImplementation((given) => create({ ...given, level: 'trace' }));
  try {
    return await World.start(options);
  } finally {
    spy.mockRestore();
  }
}

/** Every byte of the data folder's database; on Postgres, whose files are the server's, every row of every table. */
const bytesOnDisk = async (world: World): Promise<Buffer> => {
  if (testEngine === 'postgres') {
    const { reader } = world.harness;
    const rows: unknown[] = [];
    for (const name of await tableNames(reader)) rows.push(await reader.manager.query(`select * from "${name}"`));
    return Buffer.from(JSON.stringify(rows));
  }
  const folder = world.harness.dataDir.path;
  const files = readdirSync(folder).filter((name) => name.startsWith('chatku.db'));
  expect(files).toContain('chatku.db-wal');
  return Buffer.concat(files.map((name) => readFileSync(join(folder, name))));
};

test('secrets or ids in the identity log: no refused id, proof, key or token is on the disk or in the log', async () => {
  const world = await startTalkative();
  try {
    const browser = new Browser();
    const apiKey = await world.harness.get(ApiKeysService).create(world.bot.id, 'Backend');
    const staff = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
    const guest = await world.page(browser).becomeGuest();
    const guestToken = guest.token;
    await guest.send('first words').expect(200);
    world.harness.clock.advance(31 * 60_000);

    const refused = [
      { id: 'refused-person-4711', hash: randomBytes(32).toString('hex') },
      { id: 'Refused Person ÄÖÜ 4712', hash: createHmac('sha256', 'refused').update(world.key).digest('hex') },
      { id: 'refused-person-4713', hash: 'refused-malformed-hash-4713' },
    ];
    for (const { id, hash } of refused) {
      const attributes = { email: `mail-of-${hash}@example.my` };
      await world.page().identify(id, { identifier_hash: hash, identity_token: undefined, attributes }).expect(403);
    }
    const identityToken = 'refused-header.refused-payload.refused-signature';
    await world.page().identify('refused-person-4714', { identity_token: identityToken }).expect(403);

    const user = await guest.becomeUser('verified-person-0815');
    if (user.link.kind !== 'ask') throw new Error('a stale thread is asked about');
    await user.send('more words').expect(200);
    await user.call('get', 'messages?limit=5').expect(200);
    await world.harness.request
      .put('/v1/contacts')
      .set('authorization', `Bearer ${apiKey.key}`)
      .send({ user_id: 'verified-person-0816' })
      .expect(200);
    await world.readLog();

    const never = [
      ...refused.flatMap(({ id, hash }) => [id, hash]),
      'refused-person-4714',
      identityToken,
      world.key,
      world.hash('verified-person-0815'),
      apiKey.key,
      staff.cookie.replace('chatku_session=', ''),
      staff.csrf,
      guestToken,
      user.token,
      user.secret,
      browser.tabSecret,
      user.link.nonce,
    ];
    const disk = await bytesOnDisk(world);
    const log = world.harness.log.map((line) => JSON.stringify(line)).join('\n');
    expect(disk.includes('first words')).toBe(true);
    expect(log).toContain('/v1/bots/:bot_id/widget/identify');
    expect(never.filter((text) => text === null || disk.includes(text))).toEqual([]);
    expect(never.filter((text) => text === null || log.includes(text))).toEqual([]);

    // An id that was verified is the contact's, and is written nowhere else.
    for (const name of await tableNames(world.harness.reader)) {
      const rows = JSON.stringify(await world.harness.reader.manager.query(`select * from "${name}"`));
      expect([name, rows.includes('verified-person-')]).toEqual([name, name === 'contact']);
    }
    expect(log).not.toContain('verified-person-');
  } finally {
    await world.stop();
  }
});

describe('refusals as a weapon', () => {
  const wrongHash = 'a'.repeat(64);
  let world: World;
  beforeAll(async () => {
    // Each caller below has an address of its own, as an attacker with many machines has.
    world = await World.start({ env: { CHATKU_TRUSTED_PROXIES: '127.0.0.1' } });
    await world.changeBot({ origins: [] });
  });
  afterAll(() => world.stop());

  const refuse = (attempt: number, origin: string) =>
    world
      .page()
      .identify(`nobody-${attempt}`, { identifier_hash: wrongHash })
      .set({ origin, 'x-forwarded-for': `203.0.113.${attempt % 250}` })
      .expect(403);
  const rowsOf = (verdict: string): Promise<{ count: number }[]> =>
    world.harness.reader.manager.query('select "count" from identity_log_entry where verdict = $1', [verdict]);
  const sum = (rows: readonly { count: number }[]): number => rows.reduce((total, row) => total + row.count, 0);

  test('refusals as a weapon: a flood of them is counted into a bounded number of rows and writes', async () => {
    const writes = vi.spyOn(world.harness.get(UnitOfWork), 'run');
    for (let attempt = 0; attempt < 90; attempt++) await refuse(attempt, `https://shop-${attempt}.example`);
    await world.log.settle();
    const rows = await rowsOf('refused');
    expect(sum(rows)).toBe(90);
    expect(rows.length).toBeLessThanOrEqual(45);
    const logWrites = writes.mock.calls.filter(([name]) => name === 'identity.write-log');
    expect(logWrites.length).toBeLessThan(45);
    writes.mockRestore();
  });

  test('new guests are limited, and a token that nobody has is no way around it', async () => {
    const start = (token: string | null) =>
      world.page().call('post', 'guest', { token }).set('x-forwarded-for', '198.51.100.1').send({});
    const known = (await start(null).expect(200)).body.token;
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 61; attempt++) statuses.push((await start(secret())).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(59);
    expect(statuses.at(-1)).toBe(429);
    // Who is a guest already stays one.
    await start(known).expect(200);
  });

  test('right proofs leave room to explain the wrong ones', async () => {
    world.harness.clock.advance(61_000);
    for (let visit = 0; visit < 35; visit++) await world.page().becomeUser('regular');
    await refuse(200, 'https://shop.example');
    const [row] = await world.readLog();
    expect(row).toMatchObject({ verdict: 'refused', diagnosis: 'unknown', origin: 'https://shop.example' });
  });
});

describe('token in URL, log or referer', () => {
  let world: World;
  beforeAll(async () => {
    world = await startTalkative();
  });
  afterAll(() => world.stop());

  test('token in URL, log or referer: an address that carries one is refused, and neither logged nor sent on', async () => {
    const page = await world.page().becomeUser('u-1');
    const token = String(page.token);
    for (const name of ['token', 'access_token', 'authorization', 'identifier_hash']) {
      const inAddress = await page.call('get', `messages?${name}=${token}`, { token: null });
      expect([name, inAddress.status]).toEqual([name, 401]);
      const besideTheHeader = await page.call('get', `messages?${name}=${token}`).expect(400);
      expect(besideTheHeader.text).not.toContain(token);
      await page.call('post', `heartbeat?${name}=${token}`).send({}).expect(400);
    }
    const nowhere = await world.harness.request.get(`/${token}/${token}`).expect(404);
    const good = await page.call('get', 'messages').expect(200);
    for (const { headers, text } of [nowhere, good]) {
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(text).not.toContain(token);
    }
    const log = JSON.stringify(world.harness.log);
    expect(log).toContain('/v1/bots/:bot_id/widget/messages');
    expect(log).not.toContain(token);
  });

  test('a socket’s address proves nobody: only its first frame does', async () => {
    const page = await world.page().becomeUser('u-2');
    const base = await world.harness.listen();
    const ear = await Ear.open(base, undefined, `/v1/widget/socket?token=${page.token}&page=${page.secret}`);
    ear.say({ type: 'ping' });
    await ear.until(() => ear.closeCode !== null || ear.frames.length > 0);
    expect([ear.closeCode, ear.frames]).toEqual([4400, []]);
    expect(JSON.stringify(world.harness.log)).not.toContain(page.token);
  });
});
