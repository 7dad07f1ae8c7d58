import type { ErrorLogEntry } from '@chatku/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ErrorLogService } from '../features/error-log/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

let world: World;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

const record = (code: string, detail: string) =>
  world.harness.unitOfWork.run('test.error', (tx) =>
    world.harness.get(ErrorLogService).record(tx, world.bot.id, code, detail),
  );
const list = async (query = '') =>
  (await owner.get(`/v1/console/bots/${world.bot.id}/error-log${query}`).expect(200)).body as {
    items: ErrorLogEntry[];
    next: string | null;
  };

test('what repeats is one row with a count, and the list is paged with what happened last on top', async () => {
  await record('field_unknown', 'A flow wrote a field that is not there.');
  for (let i = 0; i < 3; i += 1) await record('too_many_steps', `Flow ${i} went round in circles.`);
  world.harness.clock.advance(1000);
  await record('field_unknown', 'A flow wrote a field that is not there.');
  const all = await list();
  expect(all.items).toHaveLength(4);
  expect(all.items[0]).toMatchObject({ code: 'field_unknown', count: 2 });
  expect(Date.parse(all.items[0]?.last_at ?? '') - Date.parse(all.items[0]?.first_at ?? '')).toBe(1000);

  const seen: string[] = [];
  let query = '?limit=1';
  for (let pages = 0; pages < 6; pages += 1) {
    const page = await list(query);
    seen.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    query = `?limit=1&before=${page.next}`;
  }
  expect(seen).toEqual(all.items.map(({ id }) => id));
});

test('a cursor of another list is refused', async () => {
  const before = Buffer.from('l.x').toString('base64url');
  const answer = await owner.get(`/v1/console/bots/${world.bot.id}/error-log?before=${before}`);
  expect(answer.status).toBe(400);
});

test('is summed by code, and narrowed to one', async () => {
  const { body } = await owner.get(`/v1/console/bots/${world.bot.id}/error-log/codes`).expect(200);
  expect(body.codes).toMatchObject([
    { code: 'field_unknown', count: 2, places: 1 },
    { code: 'too_many_steps', count: 3, places: 3 },
  ]);
  expect(Date.parse(body.codes[0].last_at) - Date.parse(body.codes[0].first_at)).toBe(1000);
  expect((await list('?code=too_many_steps')).items.map(({ code }) => code)).toEqual(Array(3).fill('too_many_steps'));
  expect((await list('?code=nothing')).items).toEqual([]);
});
