import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../bootstrap/workspace.mjs';
import { chooseSuites, listSuites } from './suites.mjs';

/** @type {string} */
let root;

/** @param {string} path @param {object} [content] */
function write(path, content = {}) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify(content));
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chatku-suites-'));
  write('packages/flow/package.json');
  write('packages/flow/vitest.config.ts');
  write('apps/api/package.json');
  write('tooling/package.json');
  write('tooling/vitest.config.mjs');
  write('tooling/e2e/vitest.config.ts');
  write('tooling/import-law/vitest.config.mjs');
  write('tooling/start/start.mjs');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('every package is a suite, and so is every folder of tooling with a config; end to end comes last', () => {
  expect(listSuites(root).map(({ path }) => path)).toEqual([
    'packages/flow',
    'apps/api',
    'apps/api',
    'tooling',
    'tooling/import-law',
    'tooling/e2e',
  ]);
});

test('a package without a config is still a suite, so that it fails and is not forgotten', () => {
  expect(listSuites(root).find(({ name }) => name === 'api')).toMatchObject({ config: undefined });
});

test('a suite needs a browser when its package names Playwright, or when it runs the whole product', () => {
  write('apps/api/package.json', { devDependencies: { '@vitest/browser-playwright': '4' } });
  write('tooling/samples/vitest.config.mjs');
  const needing = listSuites(root).filter(({ needsBrowser }) => needsBrowser);
  expect(needing.map(({ name }) => name)).toEqual(['api', 'api-postgres', 'e2e']);
});

test('the API runs on SQLite and on Postgres, each whatever the environment says', () => {
  const [api, onPostgres] = listSuites(root).filter(({ path }) => path === 'apps/api');
  expect(api).toMatchObject({ name: 'api', without: ['CHATKU_TEST_DATABASE_URL'] });
  expect(onPostgres).toMatchObject({ name: 'api-postgres', needsVariable: 'CHATKU_TEST_DATABASE_URL' });
});

test('suites can be chosen by name, in their own order', () => {
  expect(chooseSuites(listSuites(root), ['e2e', 'flow']).map(({ name }) => name)).toEqual(['flow', 'e2e']);
  expect(chooseSuites(listSuites(root), [])).toHaveLength(6);
});

test('an unknown name is an error that says which there are', () => {
  expect(() => chooseSuites(listSuites(root), ['flw'])).toThrow(/flw.*flow, api/);
});

test('no two suites of this repository have one name', () => {
  const names = listSuites(ROOT).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
