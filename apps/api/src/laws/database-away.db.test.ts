import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemporaryPostgres, temporaryPostgres } from '../../tooling/temporary-postgres.mjs';
import { type Page, World } from './world.js';

/*
 * A database server that goes away under the running API, and comes back. A server of the test's own: the machine's is left alone.
 */

let server: TemporaryPostgres;
let world: World;
let page: Page;
beforeAll(async () => {
  const started = await temporaryPostgres();
  if (started === null)
    throw new Error('The programs of a Postgres server (initdb, postgres) are needed for this test.');
  server = started;
  world = await World.start({ env: { DATABASE_URL: server.url } });
  page = await world.page().becomeUser('somebody');
});
afterAll(async () => {
  await world?.stop();
  await server?.stop();
});

const ready = async () => (await world.harness.request.get('/health/ready')).status;

test('while it is away nothing is acknowledged and everything says so; when it is back all goes on by itself', async () => {
  await page.send('before').expect(200);
  for (let round = 0; round < 2; round += 1) {
    await server.pause();
    const refused = await Promise.all([
      page.send('lost'),
      page.call('get', 'messages'),
      world.page().identify('another'),
    ]);
    for (const { status, body, headers } of refused) {
      expect([status, body.code]).toEqual([503, 'storage_unavailable']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(await ready()).toBe(503);
    await server.resume();
    await expect.poll(ready).toBe(200);
    await page.send(`after ${round}`).expect(200);
  }
  expect(await page.texts()).toEqual(['before', 'after 0', 'after 1']);
  expect(await world.harness.reader.manager.query(`SELECT id FROM contact WHERE custom_user_id = 'another'`)).toEqual(
    [],
  );
});

test('a request under way when it goes is refused, not left hanging', async () => {
  let pausing: Promise<void> | undefined;
  const unit = world.harness.unitOfWork.run('test.under-way', async (tx) => {
    await tx.manager.query('SELECT 1');
    pausing = server.pause();
    await tx.manager.query('SELECT pg_sleep(60)');
  });
  await expect(unit).rejects.toMatchObject({ code: 'storage_unavailable' });
  await pausing;
  await server.resume();
  await expect.poll(ready).toBe(200);
});
