/**
 * Proof 7: a crowd that stays costs no more the longer it stays.
 *
 * Sockets that idle, as those of visitors who only read the page, and visitors who chat, each with a socket of their own, for minutes. The
 * memory of the server must be flat after the warm-up, every socket must live, and everybody must be told each message once and in
 * order. What breaks it, tried: a server that keeps 10 kB of each message it has pushed.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { percentile, round } from '../bench/statistics.mjs';
import { identifyUsers, installBot } from '../product/api-server.mjs';
import { withFolder } from '../product/scratch.mjs';
import type { ApiNode } from './api-node.js';
import { collect, INSPECTABLE, inspectorIn } from './collected.js';
import { form, IS_LONG, lasting, record, skipLoudly } from './form.js';
import type { Stage } from './stage.js';
import { STAGES } from './stages.js';
import { messageIn, VisitorClient } from './visitor-client.js';
import { VisitorSocket } from './visitor-socket.js';

const IDLE = form({ short: 100, long: 2_000 });
const CHATTING = form({ short: 10, long: 100 });
const LASTS_MS = form({ short: 4_000, long: 300_000 });
/** Caches fill, code is compiled, the heap finds its size. */
const WARM_UP_MS = form({ short: 0, long: 90_000 });
/** One visitor may send 60 messages a minute. */
const MESSAGE_EVERY_MS = form({ short: 1_000, long: 1_200 });
const PING_EVERY_MS = 45_000;
const SAMPLE_EVERY_MS = 1_000;
/** Sockets of one address that may be opened at once without having said who they are. */
const OPENING_AT_ONCE = 40;
/** From the end of the warm-up to the end, what is kept may grow by so much of itself. */
const GROWTH_AT_MOST = 0.1;

interface Sample {
  readonly atMs: number;
  readonly megabytes: number;
}

/** Resident memory of a process. */
function megabytesOf(pid: number): number {
  const [, kilobytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** Megabytes a minute: the slope of the line that lies nearest to all samples. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const atMs = mean(samples.map((sample) => sample.atMs));
  const megabytes = mean(samples.map((sample) => sample.megabytes));
  const rise = samples.reduce((sum, one) => sum + (one.atMs - atMs) * (one.megabytes - megabytes), 0);
  const run = samples.reduce((sum, one) => sum + (one.atMs - atMs) ** 2, 0);
  return (rise / run) * 60_000;
}

/** What a process holds once its garbage is gone, in megabytes. */
interface Kept {
  readonly heap: number;
  readonly resident: number;
}

/** Of each node. @param inspectors in the order of the nodes */
async function keptOf(nodes: readonly ApiNode[], inspectors: readonly string[]): Promise<Kept[]> {
  const all: Kept[] = [];
  for (const [at, { pid }] of nodes.entries()) {
    const heap = await collect(inspectors[at] ?? '');
    all.push({ heap, resident: megabytesOf(pid) });
  }
  return all;
}

const nodeOf = (nodes: readonly ApiNode[], at: number): ApiNode => nodes[at % nodes.length] as ApiNode;

/**
 * A socket for each visitor, in their order, on the nodes in turn.
 *
 * @param all where each is put when it is open
 */
async function openAll(
  nodes: readonly ApiNode[],
  visitors: readonly VisitorClient[],
  all: VisitorSocket[],
): Promise<VisitorSocket[]> {
  const sockets: VisitorSocket[] = [];
  let next = 0;
  const openNext = async (): Promise<void> => {
    for (let at = next++; at < visitors.length; at = next++) {
      const socket = await VisitorSocket.open(nodeOf(nodes, at).url, visitors[at] as VisitorClient);
      sockets[at] = socket;
      all.push(socket);
    }
  };
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, openNext));
  return sockets;
}

/** One visitor who writes until it is over; returns how long each acknowledgement took. */
async function chat(url: string, visitor: VisitorClient, socket: VisitorSocket, endsAtMs: number): Promise<number[]> {
  const tookMs: number[] = [];
  const sent: string[] = [];
  await lasting(Math.random() * MESSAGE_EVERY_MS);
  while (performance.now() < endsAtMs) {
    const begunAt = performance.now();
    sent.push(messageIn(await visitor.send(url, randomUUID(), `message ${sent.length}`)).id);
    const now = performance.now();
    tookMs.push(now - begunAt);
    await lasting(Math.max(0, begunAt + MESSAGE_EVERY_MS - now));
  }
  // Each message and the bot's answer to it, once, in order.
  await socket.told(2 * sent.length);
  expect(socket.pushed.map(({ seq }) => seq)).toEqual(socket.pushed.map((_, at) => at + 1));
  expect(socket.pushed.filter((_, at) => at % 2 === 0).map(({ id }) => id)).toEqual(sent);
  return tookMs;
}

/** Everything that is measured of the servers together. */
const sumOf = (nodes: readonly ApiNode[]): number => nodes.reduce((sum, { pid }) => sum + megabytesOf(pid), 0);

for (const kind of STAGES) {
  const isLeftOut = skipLoudly(`a crowd on ${kind.name}`, kind.lack());
  test.skipIf(isLeftOut)(`${kind.name}: ${IDLE} idle sockets, ${CHATTING} chat for ${LASTS_MS / 1000} s`, async () => {
    await withFolder(async (folder) => {
      const stage = await kind.start(folder, INSPECTABLE);
      try {
        await stay(stage, kind.name);
      } finally {
        await stage.stop();
      }
    });
  });
}

async function stay({ nodes }: Stage, name: string): Promise<void> {
  const [first] = nodes as readonly [ApiNode];
  const sockets: VisitorSocket[] = [];
  const timers: NodeJS.Timeout[] = [];
  const inspectors = nodes.map(({ output }) => inspectorIn(output));
  try {
    const bot = await installBot(first);
    const senders = await identifyUsers(first, bot, IDLE + CHATTING);
    const visitors = senders.map((sender) => new VisitorClient(bot.botId, sender));
    const before = sumOf(nodes);
    // From the first one on: where a machine takes minutes to open all, those of the beginning must not fall silent.
    timers.push(
      setInterval(() => {
        for (const socket of sockets) socket.ping();
      }, PING_EVERY_MS),
    );
    const idle = await openAll(nodes, visitors.slice(CHATTING), sockets);
    const opened = sumOf(nodes);

    const busy = await openAll(nodes, visitors.slice(0, CHATTING), sockets);
    const begunAt = performance.now();
    const samples: Sample[] = [];
    timers.push(
      setInterval(() => {
        samples.push({ atMs: performance.now() - begunAt, megabytes: sumOf(nodes) });
      }, SAMPLE_EVERY_MS),
    );
    // Where there are several nodes, nobody writes to the one that holds their socket.
    const chatting = visitors
      .slice(0, CHATTING)
      .map((visitor, at) => chat(nodeOf(nodes, at + 1).url, visitor, busy[at] as VisitorSocket, begunAt + LASTS_MS));
    const [tookMs, warm] = await Promise.all([
      Promise.all(chatting).then((all) => all.flat()),
      IS_LONG ? lasting(WARM_UP_MS).then(() => keptOf(nodes, inspectors)) : null,
    ]);
    expect(sockets.map(({ broken }) => broken).filter((broken) => broken !== null)).toEqual([]);
    expect(idle.every((socket) => socket.pongs >= socket.pings - 1 && socket.pushed.length === 0)).toBe(true);

    const who = `${IDLE} idle sockets, ${CHATTING} chatting, ${LASTS_MS / 1000} s`;
    const p50 = round(percentile(tookMs, 0.5));
    record({ name: `acknowledgement, p50, ${name}`, value: p50, unit: 'ms', note: who });
    record({
      name: `acknowledgement, p99, ${name}`,
      value: round(percentile(tookMs, 0.99)),
      unit: 'ms',
      note: `${tookMs.length} messages`,
    });
    record({
      name: `memory of an idle socket, its session in it, ${name}`,
      value: round(((opened - before) * 1024) / IDLE),
      unit: 'kB',
      note: `${round(before)} MB before, ${round(opened)} MB with all`,
    });
    if (warm === null) return;
    const minutes = `${round((LASTS_MS - WARM_UP_MS) / 60_000, 1)} minutes`;
    requireFlat(
      warm,
      await keptOf(nodes, inspectors),
      `${name}, in ${minutes} after the warm-up`,
      slopeOf(samples.filter(isWarm)),
    );
  } finally {
    for (const timer of timers) clearInterval(timer);
    for (const socket of sockets) socket.close();
  }
}

const isWarm = ({ atMs }: Sample): boolean => atMs >= WARM_UP_MS;

/** What each node keeps must be what it kept: compared after collections, since a heap that nobody presses grows lazily, and that is no leak. */
function requireFlat(warm: readonly Kept[], cool: readonly Kept[], when: string, slope: number): void {
  const growthOf = (part: keyof Kept) =>
    Math.max(...cool.map((now, at) => now[part] / (warm[at]?.[part] ?? Number.NaN) - 1));
  const listOf = (part: keyof Kept, all: readonly Kept[]) => all.map((one) => round(one[part])).join(' and ');
  const growth = { heap: growthOf('heap'), resident: growthOf('resident') };
  record({
    name: `growth of the live heap, ${when}`,
    value: round(growth.heap * 100),
    unit: '%',
    atMost: GROWTH_AT_MOST * 100,
    note: `${listOf('heap', warm)} MB, then ${listOf('heap', cool)} MB`,
  });
  record({
    name: `growth of resident memory, ${when}`,
    value: round(growth.resident * 100),
    unit: '%',
    atMost: GROWTH_AT_MOST * 100,
    note: `${listOf('resident', warm)} MB, then ${listOf('resident', cool)} MB, collected both times; uncollected between them ${round(slope, 2)} MB a minute`,
  });
  expect(Math.max(growth.heap, growth.resident)).toBeLessThan(GROWTH_AT_MOST);
}
