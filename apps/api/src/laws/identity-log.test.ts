import { pathOf } from '@chatku/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { escaped, logCsv } from '../features/identity/log-csv.js';
import { AuditService } from '../features/workspaces/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { ORIGIN, World } from './world.js';

/* The identity log as an admin narrows and exports it. */

const SECOND = 'https://second.example.my';
let world: World;
let owner: ConsoleClient;
const calls: { at: string; requestId: string }[] = [];
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  await world.changeBot({ origins: [ORIGIN, SECOND] });
  const made: [id: string, given: object, origin: string][] = [
    ['user-number-1', {}, ORIGIN],
    ['user-number-1', { identifier_hash: 'a'.repeat(64) }, ORIGIN],
    ['user-number-2', { identifier_hash: 'zz' }, SECOND],
    ['user-number-1', {}, SECOND],
    ['=HYPERLINK(1)', { identifier_hash: 'zz' }, ORIGIN],
  ];
  for (const [id, given, origin] of made) {
    world.harness.clock.advance(1_000);
    const page = world.page();
    page.epoch += 1;
    const body = { user_id: id, identifier_hash: world.hash(id), ...given };
    const answer = await page.call('post', 'identify', { token: null, origin }).send(body);
    const at = new Date(world.harness.clock.nowMs()).toISOString();
    calls.push({ at, requestId: String(answer.headers['x-request-id']) });
  }
  await world.log.settle();
});
afterAll(() => world.stop());

/** Which calls a filter leaves, by their place. */
const left = async (filter: Record<string, string>): Promise<number[]> => {
  const path = `${pathOf('identity_log', { bot_id: world.bot.id })}?${new URLSearchParams(filter)}`;
  const { body } = await owner.get(path).expect(200);
  return body.items.map((row: { request_id: string }) =>
    calls.findIndex(({ requestId }) => requestId === row.request_id),
  );
};
const callOf = (place: number) => calls[place] ?? { at: '', requestId: '' };

test('is narrowed by verdict, diagnosis, origin, request, time and by the digest of an id, alone and together', async () => {
  expect(await left({})).toEqual([4, 3, 2, 1, 0]);
  expect(await left({ verdict: 'verified' })).toEqual([3, 0]);
  expect(await left({ diagnosis: 'malformed_hash' })).toEqual([4, 2]);
  expect(await left({ origin: SECOND })).toEqual([3, 2]);
  expect(await left({ origin: SECOND, verdict: 'refused' })).toEqual([2]);
  expect(await left({ request_id: callOf(1).requestId })).toEqual([1]);
  expect(await left({ from: callOf(1).at, to: callOf(3).at })).toEqual([3, 2, 1]);
  const [, row] = await world.readLog();
  expect(await left({ id_digest: row?.id_digest ?? '' })).toEqual([3, 1, 0]);
  for (const bad of ['from=yesterday', 'diagnosis=none', 'origin=', 'verdict=all', 'nobody=1']) {
    await owner.get(`${pathOf('identity_log', { bot_id: world.bot.id })}?${bad}`).expect(400);
  }
});

test('is exported as CSV with the same filters: harmless to spreadsheets, without an id, audited', async () => {
  const { body } = await owner
    .post(pathOf('export_identity_log', { bot_id: world.bot.id }), { verdict: 'refused' })
    .expect(200);
  expect(body).toMatchObject({ rows: 3, complete: true });
  const lines: string[] = body.csv.split('\r\n');
  expect(lines[0]).toBe(
    '"at","verdict","diagnosis","variant","count","origin","masked_id","id_digest","key_id","request_id","would_be_refused"',
  );
  expect(lines).toHaveLength(5);
  expect(lines.slice(1, 4).every((line) => line.includes('"refused"'))).toBe(true);
  expect(body.csv).not.toMatch(/,"[=+@-]/);
  for (const id of ['user-number-1', 'user-number-2', 'HYPERLINK(1)']) expect(body.csv).not.toContain(id);
  const [row] = await world.harness.get(AuditService).list(world.harness.reader, world.bot.workspaceId, 1);
  expect(row).toMatchObject({ action: 'identity-log.exported', userId: owner.user.id, detail: { rows: 3 } });
});

test.each([
  ['a\u202egnp.exe', 'a\\u{202e}gnp.exe'],
  ['a\u200bb', 'a\\u{200b}b'],
  ['a\r\nb', 'a\\u{000d}\\u{000a}b'],
  ['Zo\u00eb \u4f60', 'Zo\u00eb \u4f60'],
])('what is hidden in %j is written out', (text, shown) => {
  expect(escaped(text)).toBe(shown);
});

test('what is hidden in a row is written out in its cells', () => {
  const row = {
    id: '01890000-0000-7000-8000-000000000000',
    at: '2026-01-15T09:00:00.000Z',
    request_id: 'r',
    origin: null,
    masked_id: '=\u202egnp',
    id_digest: 'd',
    key_id: null,
    verdict: 'refused' as const,
    diagnosis: null,
    count: 7,
  };
  expect(logCsv([row]).split('\r\n')[1]).toBe(
    `"2026-01-15T09:00:00.000Z","refused","","","7","","'=\\u{202e}gnp","d","","r",""`,
  );
});
