/**
 * Loaded before a server whose memory is measured (`node --import`): asked over IPC with `{ kind: 'memory' }`, it has the garbage
 * collected and answers `{ kind: 'kept', heapBytes, residentBytes }`, where the heap counts with the buffers outside of it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/** Buffers outside of the heap are freed in the background, and what was under way when it was asked ends meanwhile. */
const SETTLE_MS = 250;
/** What is reachable through weak references or finalisers alone goes with the second, what that held with the third. */
const COLLECTIONS = 4;

process.on('message', async (/** @type {any} */ message) => {
  if (message?.kind !== 'memory') return;
  for (let done = 0; done < COLLECTIONS; done++) {
    await wait(SETTLE_MS);
    collect();
  }
  await wait(SETTLE_MS);
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ kind: 'kept', heapBytes: heapUsed + external, residentBytes: rss });
});
