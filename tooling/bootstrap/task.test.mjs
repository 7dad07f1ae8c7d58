import { expect, test } from 'vitest';
import { Interrupted, listenForStop } from './stopping.mjs';
import { runTask, TaskFailed } from './task.mjs';

/** @param {string} code */
function node(code) {
  return { title: 'Task', command: process.execPath, args: ['-e', code], cwd: process.cwd(), env: process.env };
}

function stage() {
  /** @type {string[]} */
  const said = [];
  /** @type {Map<string, (signal: string) => void>} */
  const listeners = new Map();
  const stopping = listenForStop({ on: (event, listener) => listeners.set(event, listener), ppid: 1, env: {} });
  const terminal = {
    say: (line = '') => void said.push(line),
    begin: () => ({ detail: () => {}, done: () => void said.push('done'), failed: () => void said.push('failed') }),
  };
  return { said, stopping, terminal, send: (/** @type {string} */ signal) => listeners.get(signal)?.(signal) };
}

test('what a program wrote is given back when it ends well, and not shown', async () => {
  const { said, ...context } = stage();
  expect(await runTask(node('console.log("out"); console.error("err")'), context)).toMatch(
    /out[\s\S]*err|err[\s\S]*out/,
  );
  expect(said).toEqual(['done']);
});

test('what a program wrote is shown when it fails, and its exit code kept', async () => {
  const { said, ...context } = stage();
  const failure = await runTask(node('console.error("why"); process.exit(9)'), context).catch((error) => error);
  expect(failure).toBeInstanceOf(TaskFailed);
  expect(failure.exitCode).toBe(9);
  expect(said).toEqual(['failed', 'why']);
});

test('a program that does not exist is an error like any other', async () => {
  const { said, ...context } = stage();
  const missing = { ...node(''), command: 'chatku-no-such-program' };
  await expect(runTask(missing, context)).rejects.toMatchObject({ name: 'TaskFailed', exitCode: 127 });
  expect(said).toEqual(['failed']);
});

test('a signal ends the program and what it started', async () => {
  const { send, ...context } = stage();
  // The grandchild holds the same output open, and the task is not over before the last holder is gone.
  const forever = 'setInterval(() => {}, 1e6)';
  const grandchild = `require("child_process").spawn(process.execPath, ["-e", "console.log(1); ${forever}"], { stdio: "inherit" })`;
  context.terminal.begin = () => ({ detail: () => send('SIGINT'), done() {}, failed() {} });
  await expect(runTask(node(`${grandchild}; ${forever}`), context)).rejects.toThrow(Interrupted);
});

test('nothing is started after a signal', async () => {
  const { send, said, ...context } = stage();
  send('SIGTERM');
  await expect(runTask(node('console.log("ran")'), context)).rejects.toThrow('SIGTERM');
  expect(said).toEqual([]);
});
