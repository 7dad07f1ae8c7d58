import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Interrupted } from '../bootstrap/stopping.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';
import { listChecks } from './checks.mjs';
import { runChecks } from './main.mjs';

/** @type {string} */
let root;

/** @param {string} path @param {object} content */
function write(path, content) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(content));
}

function stage() {
  const asked = new AbortController();
  /** @type {string[]} */
  const said = [];
  const silent = { detail() {}, done() {}, failed() {} };
  return {
    said,
    asked,
    env: process.env,
    terminal: { say: (line = '') => void said.push(line), begin: () => silent },
    stopping: { asked: asked.signal, forced: new AbortController().signal },
  };
}

/** @param {string} title @param {number} exitCode */
const check = (title, exitCode) => ({
  title,
  command: process.execPath,
  args: ['-e', `console.log("${title} ran"); process.exit(${exitCode})`],
  cwd: process.cwd(),
});

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chatku-validate-'));
  write('package.json', {});
  write('node_modules/@biomejs/biome/package.json', {});
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a room that says nothing has nothing checked but its format and its imports', () => {
  write('packages/flow/package.json', {});
  expect(listChecks(root).map(({ title }) => title)).toEqual(['format and lint', 'import law']);
});

test('types and generated files are checked by the scripts of each room', () => {
  write('packages/flow/package.json', { scripts: { typecheck: 'tsc', generate: 'x', 'generate:check': 'x' } });
  expect(listChecks(root).slice(2)).toMatchObject([
    { title: 'types of flow', args: ['run', '--silent', 'typecheck'] },
    { title: 'generated files of flow', args: ['run', '--silent', 'generate:check'] },
  ]);
});

test('a room with types that nobody checks, or generated files that nobody compares, is not in order', async () => {
  write('packages/flow/package.json', { scripts: { generate: 'x' } });
  write('packages/flow/tsconfig.json', {});
  const context = stage();
  const failed = await runChecks(listChecks(root).slice(2), context);
  expect(failed).toEqual(['types of flow', 'generated files of flow']);
  expect(context.said.join('\n')).toContain('no script "typecheck"');
  expect(context.said.join('\n')).toContain('none "generate:check"');
});

test('every check is run, also after one that failed, whose output is shown', async () => {
  const context = stage();
  expect(await runChecks([check('one', 0), check('two', 1), check('three', 3)], context)).toEqual(['two', 'three']);
  expect(context.said).toEqual(['two ran', 'three ran']);
});

test('a signal ends it', async () => {
  const context = stage();
  context.asked.abort(new Interrupted('SIGINT'));
  await expect(runChecks([check('one', 0)], context)).rejects.toThrow(Interrupted);
});

test('the programs that are run for this repository are there', () => {
  const biome = listChecks(ROOT)[0];
  expect(() => createRequire(import.meta.url).resolve(biome?.args[0] ?? '')).not.toThrow();
  expect(listChecks(ROOT).filter(({ mistake }) => mistake !== undefined)).toEqual([]);
});
