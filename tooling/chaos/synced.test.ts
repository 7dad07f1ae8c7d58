/**
 * Proof 2: no acknowledgement leaves before the write-ahead log is on disk.
 *
 * `kill -9` alone cannot tell a synced log from one the kernel still holds, so the system calls of the process are traced. What breaks it,
 * tried: `PRAGMA synchronous = NORMAL` in place of FULL (the second test), and a message lane that answers before its COMMIT.
 */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identifyUsers, installBot, startApi } from '../product/api-server.mjs';
import { withFolder } from '../product/scratch.mjs';
import { form, type Lack, record, skipLoudly } from './form.js';
import { acknowledgedUnsynced, readTrace, WATCHED } from './system-calls.js';
import { VisitorClient } from './visitor-client.js';

const VISITORS = 5;
const MESSAGES_OF_ONE = form({ short: 8, long: 50 });

/** Why calls cannot be traced here; null where they can. */
function lack(): Lack | null {
  if (process.platform !== 'linux') return { why: 'system calls are traced on Linux only.', isProgram: false };
  const { error, status, stderr } = spawnSync('strace', ['-o', '/dev/null', 'true'], { encoding: 'utf8' });
  if (error !== undefined) return { why: 'strace is not installed (apt install strace).', isProgram: true };
  return status === 0 ? null : { why: `strace may not trace here: ${stderr.trim()}`, isProgram: false };
}

/** Runs the API under strace, has messages acknowledged, and returns what is wrong in their order. */
async function trace(env: Record<string, string>): Promise<string[]> {
  return withFolder(async (folder) => {
    const dataDir = join(folder, 'data');
    const file = join(folder, 'trace');
    // The tracer is a child of the API and not its parent: signals, the IPC channel and the pid are the API's own.
    const before = ['strace', '-D', '-f', '-yy', '-s', '20000', '-e', `trace=${WATCHED.join(',')}`, '-o', file];
    const api = await startApi(dataDir, { env, before });
    const clientIds: string[] = [];
    try {
      const bot = await installBot(api);
      const senders = await identifyUsers(api, bot, VISITORS);
      const sendAll = senders.map(async (sender) => {
        const visitor = new VisitorClient(bot.botId, sender);
        for (let count = 0; count < MESSAGES_OF_ONE; count++) {
          const clientId = randomUUID();
          const heard = await visitor.send(api.url, clientId, `message ${count}`);
          expect(heard?.status).toBe(200);
          clientIds.push(clientId);
        }
      });
      await Promise.all(sendAll);
    } finally {
      await api.stop();
    }
    const written = await whole(file, api.pid);
    const port = Number(new URL(api.url).port);
    return acknowledgedUnsynced(readTrace(written), { log: join(dataDir, 'chatku.db-wal'), port, marks: clientIds });
  });
}

/** The trace, when the tracer has written the end of the process it followed. */
async function whole(file: string, pid: number): Promise<string> {
  const end = new RegExp(`^${pid}\\s+\\+\\+\\+ (exited with|killed by) .*\\+\\+\\+$`, 'm');
  for (;;) {
    const written = await readFile(file, 'utf8');
    if (end.test(written)) return written;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const law = test.skipIf(skipLoudly('the order of sync and acknowledgement', lack()));

law('no acknowledgement leaves before its message is synced', async () => {
  expect(await trace({})).toEqual([]);
  record({
    name: 'traced acknowledgements, each after the sync of its message',
    value: VISITORS * MESSAGES_OF_ONE,
    unit: 'messages',
  });
});

law('the trace tells: with CHATKU_DURABILITY=normal acknowledgements leave before', async () => {
  expect(await trace({ CHATKU_DURABILITY: 'normal' })).toContainEqual(
    expect.stringContaining('before the log was synced'),
  );
});
