import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { Metrics } from '../platform/metrics/metrics.js';
import { MetricsServer } from '../platform/metrics/metrics-server.js';
import { MetricsRegistry } from '../platform/metrics/registry.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { Harness } from '../platform/testing/harness.js';
import { signIn } from '../testing/console-client.js';
import { startApi } from '../testing/start-api.js';
import { World } from './world.js';

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * Reads the text as the format's grammar says, and refuses what is none of it.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
function parse(text: string): Sample[] {
  expect(text.endsWith('\n')).toBe(true);
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) \S.*$/.exec(line);
    if (help !== null) continue;
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)$/.exec(line);
    if (type !== null) {
      expect(types.has(type[1] ?? '')).toBe(false);
      types.set(type[1] ?? '', type[2] ?? '');
      continue;
    }
    const sample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (-?[0-9.e+-]+|\+Inf|-Inf|NaN)$/.exec(line);
    if (sample === null) throw new Error(`No sample: ${line}`);
    const [, name = '', inner = '', value = ''] = sample;
    const labels: Record<string, string> = {};
    const rest = inner.replace(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\n|\\")*)"(,|$)/g, (_all, label, text) => {
      labels[label] = text.replace(/\\(.)/g, (_: string, letter: string) => (letter === 'n' ? '\n' : letter));
      return '';
    });
    expect(rest).toBe('');
    const family = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    expect([line, types.has(family)]).toEqual([line, true]);
    samples.push({ name, labels, value: Number(value.replace('Inf', 'Infinity')) });
  }
  const keys = samples.map(({ name, labels }) => `${name}${JSON.stringify(labels)}`);
  expect(new Set(keys).size).toBe(keys.length);
  return samples;
}

const at = (samples: readonly Sample[], name: string, labels: Record<string, string> = {}): number | undefined =>
  samples.find(
    (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )?.value;

describe('the text', () => {
  test('has counters, gauges and histograms as the format wants them', async () => {
    const registry = new MetricsRegistry();
    const counter = registry.counter('a_total', 'Counts.');
    counter.add({ word: 'quote " back \\ line \n end' });
    counter.add({ word: 'quote " back \\ line \n end' }, 2);
    const histogram = registry.histogram('b_seconds', 'Times.', [0.1, 1]);
    for (const seconds of [0.05, 0.1, 0.5, 7]) histogram.observe(seconds);
    registry.gauge('c', 'Asked.', async () => [[{ kind: 'x' }, 1.5]]);
    registry.gauge('d', 'Fails.', () => Promise.reject(new Error('no database')));
    const samples = parse(await registry.text());
    expect(samples.slice(0, 1)).toEqual([
      { name: 'a_total', labels: { word: 'quote " back \\ line \n end' }, value: 3 },
    ]);
    expect(['0.1', '1', '+Inf'].map((le) => at(samples, 'b_seconds_bucket', { le }))).toEqual([2, 3, 4]);
    expect([at(samples, 'b_seconds_sum'), at(samples, 'b_seconds_count')]).toEqual([7.65, 4]);
    expect(at(samples, 'c', { kind: 'x' })).toBe(1.5);
    expect(at(samples, 'd')).toBeUndefined();
  });

  test('does not grow without end', async () => {
    const registry = new MetricsRegistry();
    const counter = registry.counter('a_total', 'Counts.');
    for (let count = 0; count < 3_000; count += 1) counter.add({ word: String(count) });
    const samples = parse(await registry.text());
    expect(samples).toHaveLength(1_001);
    expect(at(samples, 'a_total', { word: 'other' })).toBe(2_000);
  });

  test('refuses one name twice', () => {
    const registry = new MetricsRegistry();
    registry.counter('a_total', 'Counts.');
    expect(() => registry.counter('a_total', 'Again.')).toThrow('a_total');
  });
});

describe('a server', () => {
  const TOKEN = 'a-token-for-the-metrics-0123456789';
  let api: Harness;

  beforeEach(async () => {
    api = await startApi({ demo: true, env: { CHATKU_METRICS_PORT: '0', CHATKU_METRICS_TOKEN: TOKEN } });
  });
  afterEach(() => api.stop());

  const ask = (path = '/metrics', init: RequestInit = { headers: { authorization: `Bearer ${TOKEN}` } }) =>
    fetch(`http://127.0.0.1:${api.get(MetricsServer).port}${path}`, init);
  const samples = async () => {
    const answer = await ask();
    expect(answer.headers.get('content-type')).toContain('version=0.0.4');
    return parse(await answer.text());
  };

  test('counts requests by route, refusals by code, jobs, and what the process says', async () => {
    const me = await signIn(api);
    await me.get('/v1/console/session').expect(200);
    await api.request.get('/v1/console/session').expect(401);
    await api.request.get('/no/such/0190a1b2-0000-7000-8000-000000000000').expect(404);
    await api.unitOfWork.run('test.job', async (tx) => {
      const dueAtMs = tx.nowMs - 5_000;
      await api.get(Outbox).add(tx, [{ id: 'job', kind: 'nobody-does-this', workspaceId: 'w', payload: {}, dueAtMs }]);
    });
    const found = await samples();
    expect(
      at(found, 'chatku_http_requests_total', { route: '/v1/console/session', method: 'GET', status: '200' }),
    ).toBe(1);
    expect(at(found, 'chatku_refusals_total', { code: 'unauthenticated' })).toBe(1);
    expect(at(found, 'chatku_refusals_total', { code: 'not_found' })).toBe(1);
    expect(at(found, 'chatku_outbox_jobs', { state: 'waiting' })).toBe(1);
    expect(at(found, 'chatku_outbox_oldest_seconds')).toBe(5);
    expect(at(found, 'chatku_unit_of_work_seconds_count')).toBeGreaterThan(0);
    expect(at(found, 'chatku_event_loop_delay_seconds', { quantile: '0.99' })).toBeGreaterThanOrEqual(0);
    expect(at(found, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);
    expect(at(found, 'chatku_sockets', { kind: 'widget' })).toBe(0);
  });

  test('counts open sockets by kind, and those that closed no longer', async () => {
    const base = (await api.listen()).replace('http', 'ws');
    const socket = new WebSocket(`${base}/v1/widget/socket`, { origin: 'http://localhost:4000' });
    await once(socket, 'open');
    await expect.poll(async () => at(await samples(), 'chatku_sockets', { kind: 'widget' })).toBe(1);
    socket.terminate();
    await expect.poll(async () => at(await samples(), 'chatku_sockets', { kind: 'widget' })).toBe(0);
  });

  test('names no id, address or person in a label', async () => {
    const me = await signIn(api);
    const id = '0190a1b2-0000-7000-8000-000000000000';
    await me.get(`/v1/console/bots/${id}`);
    await me.get(`/v1/console/bots/${id}/contacts?search=secret@example.com`);
    await api.request.get(`/v1/${id}/secret@example.com`);
    await api.request.options(`/v1/${id}`);
    const text = await (await ask()).text();
    for (const never of [id, 'example.com', '127.0.0.1', me.user.id, me.user.workspaceId])
      expect(text).not.toContain(never);
  });

  test('says nothing through the public door, to the wrong token, or at other places', async () => {
    expect((await api.request.get('/metrics')).text).not.toContain('chatku_');
    expect((await ask('/metrics', {})).status).toBe(401);
    expect((await ask('/metrics', { headers: { authorization: `Bearer ${TOKEN}x` } })).status).toBe(401);
    expect((await ask('/')).status).toBe(404);
    expect((await ask('/metrics', { method: 'POST', headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(405);
  });

  test('stops with the server', async () => {
    const before = api.get(MetricsServer).port;
    await api.restart();
    expect(api.get(MetricsServer).port).not.toBeNull();
    await expect(fetch(`http://127.0.0.1:${before}/metrics`)).rejects.toThrow();
  });
});

test('messages are counted by author, turns by kind and ending, and acknowledgements by their time', async () => {
  const world = await World.start();
  const page = await world.page().becomeGuest();
  const client_id = randomUUID();
  await page.send('hello', { client_id }).expect(200);
  await page.send('hello', { client_id }).expect(200);
  await page.send('another text', { client_id }).expect(409);
  const found = parse(await world.harness.get(Metrics).text());
  await world.stop();
  const turns = (outcome: string) => at(found, 'chatku_turns_total', { kind: 'visitor_message', outcome });
  // What is sent again is a turn, and no second message.
  expect([turns('done'), turns('refused')]).toEqual([2, 1]);
  expect(at(found, 'chatku_messages_total', { author: 'visitor' })).toBe(1);
  expect(at(found, 'chatku_message_ack_seconds_count')).toBe(2);
  expect(at(found, 'chatku_refusals_total', { code: 'message_id_reused' })).toBe(1);
});

test('without a port nothing is served', async () => {
  const api = await startApi();
  expect(api.get(MetricsServer).port).toBeNull();
  await api.stop();
});

test('a port that is taken is told plainly', async () => {
  const taken = createServer();
  taken.listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  await expect(startApi({ env: { CHATKU_METRICS_PORT: String(port) } })).rejects.toThrow('CHATKU_METRICS_PORT');
  taken.close();
});
