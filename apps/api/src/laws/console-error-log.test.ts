import { randomUUID } from 'node:crypto';
import type { ErrorLogEntry, FlowGraph } from '@chatku/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ErrorLogService } from '../features/error-log/index.js';
import { FlowAuthoringService } from '../features/flows/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

let world: World;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

const record = (code: string, detail: string, place?: { flowId: string; stepId: string | null }) =>
  world.harness.unitOfWork.run('test.error', (tx) =>
    world.harness.get(ErrorLogService).record(tx, world.bot.id, { code, detail, ...(place && { place }) }),
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

test('names the flow and the step it happened in, as they are called now, and only to their own bot', async () => {
  const steps = (title: string): FlowGraph => ({
    start: 'say',
    steps: [
      {
        id: 'say',
        title,
        kind: 'send_message',
        blocks: [{ kind: 'text', text: '{{user.nothing}}' }],
        ports: { next: 'keep' },
      },
      { id: 'keep', kind: 'action', actions: [{ kind: 'set_field', field: 'no_such_field', value: 'x' }] },
    ],
  });
  const flowId = await world.publish(steps('Greets'));
  await world.changeBot({ guestFlowId: flowId });
  const page = await world.page().becomeGuest();
  await page.call('post', 'open').send({}).expect(200);
  await world.harness.get(FlowAuthoringService).publish(world.bot.id, flowId, steps('Says hello'));

  const named = { flow_id: flowId, flow_name: 'Flow' };
  expect((await list('?code=empty_message')).items).toMatchObject([
    { count: 1, place: { ...named, step_id: 'say', step_title: 'Says hello' } },
  ]);
  expect((await list('?code=field_unknown')).items[0]?.place).toEqual({ ...named, step_id: 'keep', step_title: null });

  const before = (await list('?code=too_many_steps')).items[0];
  expect(before?.place).toBeNull();
  const foreign = await World.makeBot(world.harness, world.bot.workspaceId);
  await world.harness.unitOfWork.run('test.error', (tx) =>
    world.harness
      .get(ErrorLogService)
      .record(tx, foreign.bot.id, { code: 'x', detail: 'x', place: { flowId, stepId: 'say' } }),
  );
  const { body } = await owner.get(`/v1/console/bots/${foreign.bot.id}/error-log`).expect(200);
  expect(body.items[0].place).toEqual({ flow_id: flowId, flow_name: null, step_id: 'say', step_title: null });
});

test('the same word in another step is another place', async () => {
  const flowId = randomUUID();
  for (const stepId of ['a', 'b', 'a', null]) await record('unsafe_url', 'No address.', { flowId, stepId });
  const { items } = await list('?code=unsafe_url');
  expect(new Map(items.map(({ place, count }) => [place?.step_id, count]))).toEqual(
    new Map([
      ['a', 2],
      ['b', 1],
      [null, 1],
    ]),
  );
});
