/** How long the API takes to be ready, the first time and again, and what it holds while nobody asks anything. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startApi } from '../product/api-server.mjs';
import { median, round } from './statistics.mjs';

const ROUNDS = 5;
const IDLE_MS = 5_000;

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
 * @param {string} folder
 * @returns {Promise<import('./report.mjs').Finding[]>}
 */
export async function benchStarts(folder) {
  /** @type {number[]} */
  const first = [];
  /** @type {number[]} */
  const again = [];
  /** @type {number[]} */
  const idle = [];
  for (let at = 0; at < ROUNDS; at++) {
    const dataDir = join(folder, `start-${at}`);
    const fresh = await startApi(dataDir);
    first.push(fresh.readyMs);
    await fresh.stop();
    const second = await startApi(dataDir);
    again.push(second.readyMs);
    await sleep(IDLE_MS);
    const mb = residentMb(second.pid);
    if (mb !== null) idle.push(mb);
    await second.stop();
  }
  /** @param {number[]} values */
  const spread = (values) => `${ROUNDS} rounds, ${round(Math.min(...values))} to ${round(Math.max(...values))}`;
  /** @type {import('./report.mjs').Finding[]} */
  const findings = [
    {
      name: 'first start until ready',
      value: round(median(first)),
      unit: 'ms',
      note: `new data folder, migrated; ${spread(first)}`,
    },
    { name: 'second start until ready', value: round(median(again)), unit: 'ms', note: spread(again) },
  ];
  if (idle.length > 0) {
    findings.push({
      name: 'idle memory',
      value: round(median(idle)),
      unit: 'MB',
      note: `resident, ${IDLE_MS / 1000} s after; ${spread(idle)}`,
    });
  }
  return findings;
}
