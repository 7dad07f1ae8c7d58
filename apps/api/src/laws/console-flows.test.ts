import type { FlowGraph, FlowSummary } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badBodies } from '../testing/bad-bodies.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

const HELLO: FlowGraph = {
  start: 'a',
  steps: [{ id: 'a', kind: 'send_message', blocks: [{ kind: 'text', text: 'Hello' }] }],
};

let world: World;
let owner: ConsoleClient;
let flows: string;
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
  flows = `/v1/console/bots/${world.bot.id}/flows`;
});
afterAll(() => world.stop());

const create = async (name: string): Promise<FlowSummary> => (await owner.post(flows, { name }).expect(201)).body;
const publish = (id: string, graph: unknown) => owner.post(`${flows}/${id}/publish`, { graph });

describe('a flow', () => {
  test('is made, published in numbered versions, and read back as it was sent', async () => {
    const flow = await create('Greet');
    expect(flow).toMatchObject({ name: 'Greet', version: 0, published_at: null, bot_id: world.bot.id });
    expect((await owner.get(`${flows}/${flow.id}`).expect(200)).body).toEqual({ ...flow, graph: null });
    const first = await publish(flow.id, HELLO).expect(200);
    expect(first.body.version).toBe(1);
    await publish(flow.id, HELLO).expect(200);
    const { body } = await owner.get(`${flows}/${flow.id}`).expect(200);
    expect(body).toMatchObject({ version: 2, graph: HELLO });
  });

  test('that cannot run is refused with its places, and what was published stays', async () => {
    const flow = await create('Broken');
    await publish(flow.id, HELLO).expect(200);
    const answer = await publish(flow.id, { ...HELLO, start: 'nowhere' }).expect(400);
    expect(answer.body.code).toBe('flow_invalid');
    expect(answer.body.issues.length).toBeGreaterThan(0);
    expect((await owner.get(`${flows}/${flow.id}`)).body).toMatchObject({ version: 1, graph: HELLO });
  });

  test('of another bot is not there', async () => {
    const other = await World.makeBot(world.harness, world.bot.workspaceId);
    const flow = await create('Mine');
    await owner.get(`/v1/console/bots/${other.bot.id}/flows/${flow.id}`).expect(404);
    await owner.post(`/v1/console/bots/${other.bot.id}/flows/${flow.id}/publish`, { graph: HELLO }).expect(404);
  });

  test('of the wrong shape is refused', async () => {
    const flow = await create('Shapes');
    for (const [title, body] of badBodies({ name: 'x' })) {
      const answer = await owner
        .post(flows)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
    for (const [title, body] of badBodies({ graph: HELLO })) {
      const answer = await owner
        .post(`${flows}/${flow.id}/publish`)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
    const step = HELLO.steps[0];
    for (const graph of [
      {},
      { start: 'a', steps: [] },
      { ...HELLO, extra: 1 },
      { start: 'a', steps: [{ ...step, kind: 'explode' }] },
      { start: 'a', steps: [{ ...step, blocks: [{ kind: 'text', text: 'a\0b' }] }] },
      { start: 'a', steps: [step, step] },
    ]) {
      await publish(flow.id, graph).expect(400);
    }
    expect((await owner.get(`${flows}/${flow.id}`)).body.version).toBe(0);
  });
});

test('flows are listed by page, the newest first', async () => {
  const other = await World.makeBot(world.harness, world.bot.workspaceId);
  const path = `/v1/console/bots/${other.bot.id}/flows`;
  const made: string[] = [];
  for (const name of ['One', 'Two', 'Three']) made.push((await owner.post(path, { name }).expect(201)).body.id);
  const first = await owner.get(`${path}?limit=2`).expect(200);
  const second = await owner.get(`${path}?limit=2&before=${first.body.next}`).expect(200);
  const ids = [...first.body.items, ...second.body.items].map((flow: FlowSummary) => flow.id);
  expect(ids).toEqual(made.reverse());
  expect(second.body.next).toBeNull();
});
