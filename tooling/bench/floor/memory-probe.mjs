/**
 * Loaded before a server whose memory is measured (`node --import`): asked over IPC with `{ kind: 'memory' }`, it has the garbage
 * collected and answers `{ kind: 'kept', heapBytes, residentBytes }`, where the heap counts with the buffers outside of it.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('message', (/** @type {any} */ message) => {
  if (message?.kind !== 'memory') return;
  // What is reachable through weak references or finalisers alone goes with the second.
  collect();
  setImmediate(() => {
    collect();
    const { heapUsed, external, rss } = process.memoryUsage();
    process.send?.({ kind: 'kept', heapBytes: heapUsed + external, residentBytes: rss });
  });
});
