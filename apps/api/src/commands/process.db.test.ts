import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { compiledApi } from '../platform/testing/built.js';
import { tempFolder } from '../platform/testing/temp-folder.js';

let compiled: (module: string) => string;
let folder: Awaited<ReturnType<typeof tempFolder>>;
let running: ChildProcess[] = [];

beforeAll(async () => {
  compiled = await compiledApi('process');
});
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(async () => {
  for (const child of running) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  running = [];
  await folder.remove();
});

interface Started {
  readonly child: ChildProcess;
  /** What it printed so far, both streams. */
  readonly output: () => string;
  /** Settles with exit code and signal. */
  readonly ended: Promise<[number | null, string | null]>;
  /** Settles with the message of this kind. */
  message(kind: string): Promise<{ port: number }>;
}

function start(module: string, words: string[], env: Record<string, string> = {}): Started {
  const child = fork(compiled(module), words, {
    env: { PATH: process.env['PATH'], PORT: '0', CHATKU_DATA_DIR: `${folder.path}/data`, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
  running.push(child);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    output += String(chunk);
  });
  const seen: Array<{ kind: string; port: number }> = [];
  child.on('message', (message: { kind: string; port: number }) => void seen.push(message));
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  const message = async (kind: string) => {
    for (;;) {
      const found = seen.find((candidate) => candidate.kind === kind);
      if (found !== undefined) return found;
      const over = await Promise.race([once(child, 'message').then(() => false), ended.then(() => true)]);
      if (over) throw new Error(`The process ended without "${kind}":\n${output}`);
    }
  };
  return { child, output: () => output, ended, message };
}

function fetched(port: number, path: string, agent: Agent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = get({ port, path, agent, host: '127.0.0.1' }, (answer: IncomingMessage) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += String(chunk);
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    request.on('error', reject);
  });
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s: requests under way are answered, then the process ends with 0',
  async (signal) => {
    const server = start('platform/testing/slow-child', ['serve']);
    const { port } = await server.message('ready');
    const agent = new Agent({ keepAlive: true });
    expect((await fetched(port, '/health/live', agent)).status).toBe(200);
    const idle = connect(port, '127.0.0.1');
    await once(idle, 'connect');
    idle.on('error', () => undefined);
    const slow = fetched(port, '/slow', agent);
    await server.message('slow');
    server.child.kill(signal);
    expect(await slow).toEqual({ status: 200, body: '{"done":true}' });
    expect(await server.ended).toEqual([0, null]);
    expect(server.output()).toContain('"msg":"Closed"');
    agent.destroy();
    idle.destroy();
  },
);

test('a request that comes while the server closes down is turned away with a code', async () => {
  const server = start('platform/testing/slow-child', ['serve']);
  const { port } = await server.message('ready');
  const agent = new Agent({ keepAlive: true });
  await fetched(port, '/health/live', agent);
  const slow = fetched(port, '/slow', new Agent());
  await server.message('slow');
  server.child.kill('SIGTERM');
  await expect.poll(() => server.output()).toContain('Closing down');
  const late = await fetched(port, '/health/live', agent);
  expect([late.status, JSON.parse(late.body).code]).toEqual([503, 'shutting_down']);
  await slow;
  expect(await server.ended).toEqual([0, null]);
});

test('two servers never share a data folder, and the second says why', async () => {
  const first = start('chatku', ['serve']);
  await first.message('ready');
  const second = start('chatku', ['serve']);
  expect(await second.ended).toEqual([1, null]);
  expect(second.output()).toContain('already in use');
  expect(second.output()).not.toContain('    at ');
  first.child.kill('SIGKILL');
  await first.ended;
  const third = start('chatku', ['serve']);
  await third.message('ready');
  third.child.kill('SIGTERM');
  expect(await third.ended).toEqual([0, null]);
});

test('a used port is told, and nothing is left locked', async () => {
  const first = start('chatku', ['serve']);
  const { port } = await first.message('ready');
  const second = start('chatku', ['serve'], { PORT: String(port), CHATKU_DATA_DIR: `${folder.path}/other` });
  expect(await second.ended).toEqual([1, null]);
  expect(second.output()).toContain(`port ${port}: something else does already`);
  expect(second.output()).not.toContain('    at ');
});

test('wrong settings end with 2 and are all named', async () => {
  const server = start('chatku', ['serve'], { PORT: 'x', CHATKU_PUBLIC_URL: 'y' });
  expect(await server.ended).toEqual([2, null]);
  expect(server.output()).toContain('PORT');
  expect(server.output()).toContain('CHATKU_PUBLIC_URL');
  expect(server.output()).not.toContain('    at ');
});

test('a folder that cannot be made is told', async () => {
  const server = start('chatku', ['serve'], { CHATKU_DATA_DIR: '/dev/null/data' });
  expect(await server.ended).toEqual([1, null]);
  expect(server.output()).toContain('cannot be made');
  expect(server.output()).not.toContain('    at ');
});

test('the database is for this user alone', async () => {
  const server = start('chatku', ['migrate']);
  expect(await server.ended).toEqual([0, null]);
  const { stat } = await import('node:fs/promises');
  expect(((await stat(`${folder.path}/data/chatku.db`)).mode & 0o777).toString(8)).toBe('600');
});
