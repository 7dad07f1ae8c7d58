/** What kind of machine a run was made on: enough to compare, nothing that names it. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { median, round } from './statistics.mjs';

const SYNCS = 60;

/**
 * @typedef {object} Machine
 * @property {number} cores
 * @property {string} processor
 * @property {number} memoryGb
 * @property {string} system name and major version of the kernel
 * @property {string} node
 * @property {number} diskSyncMs how long the disk of the data folder takes to keep 4 kB for good, median
 */

/**
 * @param {string} folder on the disk that is written to
 * @returns {Machine}
 */
export function describeMachine(folder) {
  const [first] = cpus();
  return {
    cores: availableParallelism(),
    processor: (first?.model ?? 'unknown').replace(/\s+/g, ' ').trim(),
    memoryGb: round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().split('.').slice(0, 2).join('.')}`,
    node: process.version,
    diskSyncMs: round(diskSyncMs(join(folder, 'sync-probe')), 2),
  };
}

/** @param {string} file */
function diskSyncMs(file) {
  const page = Buffer.alloc(4096, 1);
  const handle = openSync(file, 'w', 0o600);
  try {
    const took = [];
    for (let at = 0; at < SYNCS; at++) {
      const begun = performance.now();
      writeSync(handle, page);
      fdatasyncSync(handle);
      took.push(performance.now() - begun);
    }
    return median(took);
  } finally {
    closeSync(handle);
  }
}
