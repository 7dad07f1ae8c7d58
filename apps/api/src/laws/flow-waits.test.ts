import { randomUUID } from 'node:crypto';
import type { FlowGraph, FlowStep, WaitStep } from '@chatku/schemas';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OutboxRepository } from '../platform/outbox/outbox.repository.js';
import { OutboxJob } from '../platform/outbox/outbox-job.entity.js';
import { OutboxWorker } from '../platform/outbox/outbox-worker.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { type Page, World } from './world.js';

/* A flow that waits: its time passes over restarts and jumping clocks, and it speaks once, to who still wants to hear it. */

const HOUR_MS = 3_600_000;

const says = (id: string, text: string, next?: string): FlowStep => ({
  id,
  kind: 'send_message',
  blocks: [{ kind: 'text', text }],
  ...(next !== undefined && { ports: { next } }),
});
const waits = (given: Partial<WaitStep> = {}): FlowStep => ({
  id: 'pause',
  kind: 'wait',
  time: { kind: 'span', amount: 1, unit: 'hours' },
  ports: { next: 'later', written: 'heard' },
  ...given,
});
const reminds = (given: Partial<WaitStep> = {}): FlowGraph => ({
  start: 'hello',
  steps: [says('hello', 'Hello', 'pause'), waits(given), says('later', 'Still there?'), says('heard', 'You wrote')],
});
const leaves = () => reminds({ if_written: 'leave' });
const staying = (): FlowGraph => {
  const graph = reminds({ ports: { next: 'later' } });
  return { ...graph, steps: graph.steps.filter(({ id }) => id !== 'heard') };
};

let world: World;
let agent: ConsoleClient;
beforeEach(async () => {
  world = await World.start();
  agent = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterEach(() => world.stop());

const settle = () => world.harness.get(OutboxWorker).settle();
const pass = async (ms: number): Promise<void> => {
  world.harness.clock.advance(ms);
  await settle();
};
const jobs = () => world.harness.reader.manager.find(OutboxJob);
const opened = async (graph: FlowGraph): Promise<Page> => {
  await world.changeBot({ guestFlowId: await world.publish(graph) });
  const page = await world.page().becomeGuest();
  await page.call('post', 'open').send({}).expect(200);
  return page;
};
const conversationOf = async (page: Page): Promise<string> =>
  (await agent.get(`/v1/console/conversations?contact_id=${page.contactId}`).expect(200)).body.items[0].id;

describe('a wait', () => {
  test('is a row of the turn that began it, and speaks when its time is up, once', async () => {
    const page = await opened(staying());
    expect(await page.texts()).toEqual(['Hello']);
    expect(await jobs()).toMatchObject([
      {
        kind: 'flow.wait',
        workspaceId: world.bot.workspaceId,
        botId: world.bot.id,
        dueAtMs: world.harness.clock.nowMs() + HOUR_MS,
      },
    ]);
    await pass(HOUR_MS - 1);
    expect(await page.texts()).toEqual(['Hello']);
    await pass(1);
    expect([await page.texts(), await jobs()]).toEqual([['Hello', 'Still there?'], []]);
    await pass(24 * HOUR_MS);
    expect(await page.texts()).toEqual(['Hello', 'Still there?']);
  });

  test('goes on over a restart, and over a clock that is set ten minutes back and forward', async () => {
    const page = await opened(staying());
    await world.harness.restart();
    world.harness.clock.advance(-10 * 60_000);
    await settle();
    await world.harness.restart();
    await pass(20 * 60_000);
    expect(await page.texts()).toEqual(['Hello']);
    await pass(HOUR_MS);
    await world.harness.restart();
    await settle();
    expect(await page.texts()).toEqual(['Hello', 'Still there?']);
  });

  test('is ended once by two workers that both hold it', async () => {
    const page = await opened(staying());
    world.harness.clock.advance(HOUR_MS);
    const [job] = await jobs();
    await settle();
    // Its row again, as if its worker had died between the deed and the note of it.
    await world.harness.unitOfWork.run('again', (tx) =>
      world.harness.get(OutboxRepository).insert(tx, [{ ...(job as OutboxJob), claimToken: null }]),
    );
    await settle();
    expect([await page.texts(), await jobs()]).toEqual([['Hello', 'Still there?'], []]);
  });

  test('until a clock shows a time goes by the clock of the workspace', async () => {
    const page = await opened(reminds({ time: { kind: 'clock', at: '17:30' }, ports: { next: 'later' } }));
    // It is nine in UTC, and five in the afternoon in Kuala Lumpur.
    await pass(30 * 60_000 - 1);
    expect(await page.texts()).toEqual(['Hello']);
    await pass(1);
    expect(await page.texts()).toEqual(['Hello', 'Still there?']);
  });
});

describe('what the visitor does meanwhile', () => {
  test('a word of theirs lets the wait go on', async () => {
    const page = await opened(staying());
    await page.send('Anybody?').expect(200);
    await pass(HOUR_MS);
    expect(await page.texts()).toEqual(['Hello', 'Anybody?', 'Still there?']);
  });

  test('where the step says so, it ends the wait, and the reminder never comes', async () => {
    const page = await opened(leaves());
    await page.send('Yes').expect(200);
    expect([await page.texts(), await jobs()]).toEqual([['Hello', 'Yes', 'You wrote'], []]);
    await pass(HOUR_MS);
    expect(await page.texts()).toEqual(['Hello', 'Yes', 'You wrote']);
  });

  test('another flow takes the place of the one that waits, and its timer with it', async () => {
    const page = await opened(staying());
    const flow_id = await world.publish({ start: 'a', steps: [says('a', 'Promotion')] });
    await world.changeBot({ pageRights: { ...world.bot.pageRights, flows: [{ ref: 'promo', flow_id }] } });
    await page.call('post', 'flows').send({ client_id: randomUUID(), ref: 'promo' }).expect(200);
    expect(await jobs()).toEqual([]);
    await pass(HOUR_MS);
    expect(await page.texts()).toEqual(['Hello', 'Promotion']);
  });

  test('a loop of waits has one timer at a time', async () => {
    const graph = staying();
    const page = await opened({ ...graph, steps: [...graph.steps.slice(0, 2), says('later', 'Again', 'pause')] });
    for (let round = 0; round < 3; round++) {
      expect(await jobs()).toHaveLength(1);
      await pass(HOUR_MS);
    }
    expect(await page.texts()).toEqual(['Hello', 'Again', 'Again', 'Again']);
  });
});

describe('who does not hear of it', () => {
  test('while an agent speaks, nobody; when they have been silent for a while, it goes on', async () => {
    const page = await opened(staying());
    const id = await conversationOf(page);
    world.harness.clock.advance(HOUR_MS - 60_000);
    await agent.post(`/v1/console/conversations/${id}/messages`, { client_id: randomUUID(), text: 'Hi' }).expect(200);
    await pass(60_000);
    expect(await page.texts()).toEqual(['Hello', 'Hi']);
    expect(await jobs()).toMatchObject([{ attempts: 0 }]);
    await pass(28 * 60_000);
    expect(await page.texts()).toEqual(['Hello', 'Hi']);
    await pass(60_000);
    expect(await page.texts()).toEqual(['Hello', 'Hi', 'Still there?']);
  });

  test.each([
    ['lets the bot speak again', 'bot', { paused: false }],
    ['is done', 'status', { status: 'done' }],
  ])('and when the agent %s before that, it goes on at once', async (_, way, body) => {
    const page = await opened(staying());
    const id = await conversationOf(page);
    world.harness.clock.advance(HOUR_MS - 60_000);
    await agent.post(`/v1/console/conversations/${id}/messages`, { client_id: randomUUID(), text: 'Hi' }).expect(200);
    await pass(60_000);
    expect(await page.texts()).toEqual(['Hello', 'Hi']);
    await agent.post(`/v1/console/conversations/${id}/${way}`, body).expect(204);
    await settle();
    expect([await page.texts(), await jobs()]).toEqual([['Hello', 'Hi', 'Still there?'], []]);
  });

  test('also where a worker has just found the bot silenced, and not noted it yet', async () => {
    const page = await opened(staying());
    const id = await conversationOf(page);
    world.harness.clock.advance(HOUR_MS - 60_000);
    await agent.post(`/v1/console/conversations/${id}/bot`, { paused: true }).expect(204);
    world.harness.clock.advance(60_000);
    const claimed = { token: randomUUID(), untilMs: world.harness.clock.nowMs() + HOUR_MS };
    const [job] = await jobs();
    const ids = [job?.id ?? ''];
    const { unitOfWork } = world.harness;
    await unitOfWork.run('held', (tx) => world.harness.get(OutboxRepository).claim(tx, { ids, ...claimed }));
    await agent.post(`/v1/console/conversations/${id}/bot`, { paused: false }).expect(204);
    const noted = await unitOfWork.run('late', (tx) =>
      world.harness.get(OutboxRepository).postpone(tx, job?.id ?? '', claimed.token, claimed.untilMs),
    );
    await settle();
    expect([noted, await page.texts(), await jobs()]).toEqual([false, ['Hello', 'Still there?'], []]);
  });

  test('but not before its time', async () => {
    const page = await opened(staying());
    const id = await conversationOf(page);
    await agent.post(`/v1/console/conversations/${id}/bot`, { paused: true }).expect(204);
    await agent.post(`/v1/console/conversations/${id}/bot`, { paused: false }).expect(204);
    await pass(HOUR_MS - 1);
    expect(await page.texts()).toEqual(['Hello']);
    await pass(1);
    expect(await page.texts()).toEqual(['Hello', 'Still there?']);
  });

  test('who has written to the agent is not reminded to write', async () => {
    const page = await opened(leaves());
    const id = await conversationOf(page);
    await agent.post(`/v1/console/conversations/${id}/messages`, { client_id: randomUUID(), text: 'Hi' }).expect(200);
    await page.send('Hello yourself').expect(200);
    await pass(2 * HOUR_MS);
    expect([await page.texts(), await jobs()]).toEqual([['Hello', 'Hi', 'Hello yourself'], []]);
  });

  test('a conversation that is done hears it, and stays done', async () => {
    const page = await opened(staying());
    const id = await conversationOf(page);
    await agent.post(`/v1/console/conversations/${id}/status`, { status: 'done' }).expect(204);
    await pass(HOUR_MS);
    expect(await page.texts()).toEqual(['Hello', 'Still there?']);
    expect((await agent.get(`/v1/console/conversations/${id}`).expect(200)).body.status).toBe('done');
  });

  test('who is blocked', async () => {
    const page = await opened(staying());
    await agent.post(`/v1/console/contacts/${page.contactId}/block`, {}).expect(204);
    await pass(HOUR_MS);
    await agent.post(`/v1/console/contacts/${page.contactId}/unblock`, {}).expect(204);
    await pass(24 * HOUR_MS);
    const said = await world.harness.reader.manager.query('select body from message');
    expect(JSON.stringify(said)).not.toContain('Still there?');
    expect(await jobs()).toEqual([]);
  });

  test('who was erased', async () => {
    const page = await opened(staying());
    const sure = await signIn(world.harness, { workspaceId: world.bot.workspaceId, passwordGiven: true });
    await sure.delete(`/v1/console/contacts/${page.contactId}`).expect(204);
    await pass(HOUR_MS);
    expect(await jobs()).toEqual([]);
    expect(world.harness.log).toEqual([]);
  });

  test('as a verified user, who was renamed since: nobody has proven to be that', async () => {
    const graph: FlowGraph = {
      start: 'hello',
      steps: [
        says('hello', 'Hello', 'pause'),
        waits({ ports: { next: 'who' } }),
        {
          id: 'who',
          kind: 'condition',
          branches: [{ port: 'known', when: { kind: 'is', value: 'system.is_verified', state: 'true' } }],
          ports: { known: 'secret', else: 'open' },
        },
        says('secret', 'For you alone'),
        says('open', 'For anybody'),
      ],
    };
    await world.changeBot({ knownFlowId: await world.publish(graph) });
    const texts: string[][] = [];
    for (const renamed of [false, true]) {
      const page = await world.page().becomeUser(`user-${renamed}`);
      await page.call('post', 'open').send({}).expect(200);
      const sure = await signIn(world.harness, { workspaceId: world.bot.workspaceId, passwordGiven: true });
      if (renamed)
        await sure.post(`/v1/console/contacts/${page.contactId}/rename`, { custom_user_id: 'another' }).expect(204);
      await pass(HOUR_MS);
      const said: { body: string }[] = await world.harness.reader.manager.query(
        `select m.body from message m join conversation c on c.id = m.conversation_id where c.contact_id = '${page.contactId}' order by m.id`,
      );
      texts.push(said.map(({ body }) => (JSON.parse(body) as { text: string }).text));
    }
    expect(texts).toEqual([
      ['Hello', 'For you alone'],
      ['Hello', 'For anybody'],
    ]);
  });

  test('nobody, once the flow is published no more', async () => {
    const page = await opened(staying());
    await world.harness.unitOfWork.run('unpublish', (tx) =>
      tx.manager.query('update flow set published_version_id = null'),
    );
    await pass(HOUR_MS);
    expect([await page.texts(), await jobs()]).toEqual([['Hello'], []]);
  });
});
