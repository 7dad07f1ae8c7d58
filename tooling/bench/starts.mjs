/**
 * How long the API takes to be ready, the first time and again with data, and what it holds while nobody asks anything: beside an
 * application of Nest on Fastify with as many modules and nothing in them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installBot, startApi } from '../product/api-server.mjs';
import { startProgram } from '../product/scratch.mjs';
import { conversations, exec } from './growth.mjs';
import { median, round } from './statistics.mjs';

const ROUNDS = 5;
const IDLE_MS = 5_000;
/** Of two messages each. */
const CONVERSATIONS = 10_000;

/**
 * The memory a process holds, in megabytes; null where the system does not tell it in /proc.
 *
 * @param {number} pid
 */
function residentMb(pid) {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? null : Number(kb) / 1024;
  } catch {
    return null;
  }
}

/**
 * A data folder with a bot and what visitors wrote.
 *
 * @param {string} dataDir
 */
async function prepare(dataDir) {
  const api = await startApi(dataDir);
  try {
    await installBot(api);
  } finally {
    await api.stop();
    await exec(join(dataDir, 'chatku.db'), conversations(CONVERSATIONS));
  }
}

/**
 * How many modules the API has, Nest's own among them.
 *
 * @param {string} dataDir a new folder
 * @returns {Promise<number>}
 */
async function countModules(dataDir) {
  const program = startProgram(new URL('./floor/module-count.mjs', import.meta.url), { args: [dataDir] });
  try {
    return (await program.message('modules')).count;
  } finally {
    await program.stop();
  }
}

/**
 * Starts the floor as `startApi` starts the API: until the first 200 of `/health/ready`.
 *
 * @param {number} modules
 */
async function startFloor(modules) {
  const begun = performance.now();
  const program = startProgram(new URL('./floor/empty-nest.mjs', import.meta.url), { args: [String(modules)] });
  const { port } = await program.message('ready');
  const { status } = await fetch(`http://localhost:${port}/health/ready`);
  if (status !== 200) throw new Error(`The floor answered ${status}:\n${program.output()}`);
  return { pid: program.pid, readyMs: performance.now() - begun, stop: program.stop };
}

/**
 * @param {string} folder
 * @returns {Promise<import('./report.mjs').Finding[]>}
 */
export async function benchStarts(folder) {
  const dataDir = join(folder, 'starts');
  await prepare(dataDir);
  const modules = await countModules(join(folder, 'modules'));
  /** @type {Record<'first' | 'again' | 'floor', number[]>} */
  const tookMs = { first: [], again: [], floor: [] };
  /** @type {Record<'again' | 'floor', number[]>} */
  const idleMb = { again: [], floor: [] };
  for (let at = 0; at < ROUNDS; at++) {
    const fresh = await startApi(join(folder, `start-${at}`));
    tookMs.first.push(fresh.readyMs);
    await fresh.stop();
    const order = /** @type {('again' | 'floor')[]} */ (at % 2 === 1 ? ['floor', 'again'] : ['again', 'floor']);
    for (const name of order) {
      const server = name === 'again' ? await startApi(dataDir) : await startFloor(modules);
      try {
        tookMs[name].push(server.readyMs);
        await sleep(IDLE_MS);
        const mb = residentMb(server.pid);
        if (mb !== null) idleMb[name].push(mb);
      } finally {
        await server.stop();
      }
    }
  }
  return findings(modules, tookMs, idleMb);
}

/**
 * @param {number} modules
 * @param {Record<'first' | 'again' | 'floor', number[]>} tookMs
 * @param {Record<'again' | 'floor', number[]>} idleMb
 * @returns {import('./report.mjs').Finding[]}
 */
function findings(modules, tookMs, idleMb) {
  /** @param {number[]} values */
  const spread = (values) => `${ROUNDS} rounds, ${round(Math.min(...values))} to ${round(Math.max(...values))}`;
  /** @param {number[]} some @param {number[]} others */
  const ratio = (some, others) => round(median(some.map((value, at) => value / (others[at] ?? Number.NaN))), 2);
  const floor = `an empty Nest on Fastify of ${modules} modules`;
  /** @type {import('./report.mjs').Finding[]} */
  const found = [
    {
      name: 'first start until ready',
      value: round(median(tookMs.first)),
      unit: 'ms',
      note: `new data folder, migrated; ${spread(tookMs.first)}`,
    },
    {
      name: 'start with data until ready',
      value: round(median(tookMs.again)),
      unit: 'ms',
      note: `${CONVERSATIONS} conversations; ${spread(tookMs.again)}`,
    },
    {
      name: 'the same, beside the floor',
      value: ratio(tookMs.again, tookMs.floor),
      unit: 'x',
      atMost: 1.2,
      note: `${floor}: ${round(median(tookMs.floor))} ms`,
    },
  ];
  if (idleMb.again.length === 0) return found;
  return [
    ...found,
    {
      name: 'idle memory',
      value: round(median(idleMb.again)),
      unit: 'MB',
      note: `resident, ${IDLE_MS / 1000} s after; ${spread(idleMb.again)}`,
    },
    {
      name: 'idle memory, beside the floor',
      value: ratio(idleMb.again, idleMb.floor),
      unit: 'x',
      atMost: 1.3,
      note: `the floor ${round(median(idleMb.floor))} MB`,
    },
  ];
}
