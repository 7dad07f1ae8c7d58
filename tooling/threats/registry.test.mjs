import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../bootstrap/workspace.mjs';
import { listSuites } from '../test/suites.mjs';
import { REGISTRY } from './registry.mjs';
import { THREATS } from './the-list.mjs';

/**
 * Where each suite keeps its faults. Loaded by a path that is no literal: their types are of other rooms.
 *
 * @type {Readonly<Record<string, string>>}
 */
const FAULT_FILES = {
  api: 'apps/api/src/laws/faults/faults.ts',
  crypto: 'packages/crypto/testing/faults/faults.ts',
  'demo-site': 'apps/demo-site/src/faults.fixture.ts',
  widget: 'packages/widget/src/engine/faults.fixture.ts',
};
/** @type {Record<string, Readonly<Record<string, unknown>>>} */
const FAULTS = {};
for (const [suite, file] of Object.entries(FAULT_FILES)) FAULTS[suite] = (await import(join(ROOT, file))).FAULTS;

const suites = listSuites(ROOT);

/** @param {import('./registry.mjs').Row} row */
const fileOf = ({ test: { suite, file } }) => join(suites.find(({ name }) => name === suite)?.folder ?? '', file);

describe('the list of threats', () => {
  test('names each threat once', () => {
    expect(new Set(THREATS).size).toBe(THREATS.length);
  });

  test('is the one of docs/identity.md', () => {
    const page = readFileSync(join(ROOT, 'docs/identity.md'), 'utf8');
    const section = page.split(/^## 9\. /m)[1]?.split(/^## /m)[0] ?? '';
    const told = [...section.matchAll(/^\|([^|]+)\|[^|]+\|$/gm)]
      .map(([, threat = '']) => threat.replaceAll('`', '').trim())
      .filter((threat) => threat !== 'threat' && !/^:?-+:?$/.test(threat));
    const ours = THREATS.map((threat) => threat.replaceAll('`', ''));
    // The page may leave out the examples at the end.
    expect(told.map((threat) => ours.find((own) => own.startsWith(threat)) ?? `not in the list: ${threat}`)).toEqual(
      ours,
    );
  });

  test.each(THREATS)('%s has a guard and a test', (threat) => {
    expect(REGISTRY.filter((row) => row.threat === threat).length).toBeGreaterThan(0);
  });
});

describe('each row', () => {
  test.each(REGISTRY.map((row) => [`${row.threat}: ${row.fault}`, row]))('%s', (_name, row) => {
    expect(THREATS).toContain(row.threat);
    expect(row.guard).toMatch(/\.$/);
    expect(Object.keys(FAULTS)).toContain(row.test.suite);
    expect(Object.keys(FAULTS[row.test.suite] ?? {})).toContain(row.fault);
    const text = readFileSync(fileOf(row), 'utf8');
    const quoted = [`'${row.test.title}'`, `\`${row.test.title}\``, `"${row.test.title}"`];
    // Once: of two tests with one title, one could stay green unseen.
    expect(quoted.reduce((times, title) => times + text.split(title).length - 1, 0)).toBe(1);
  });
});

test.each(Object.entries(FAULTS))('every fault of %s is used by a row', (suite, faults) => {
  const used = REGISTRY.filter(({ test }) => test.suite === suite).map(({ fault }) => fault);
  expect(Object.keys(faults).filter((fault) => !used.includes(fault))).toEqual([]);
});

test('nothing but the setup of tests knows that a guard can be switched off', () => {
  /** @param {string} folder @returns {string[]} */
  const filesIn = (folder) =>
    readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return name === 'node_modules' || name === 'dist' ? [] : filesIn(path);
      return /\.[cm]?[jt]s$/.test(name) ? [path] : [];
    });
  const knowing = ['apps', 'packages']
    .flatMap((floor) => filesIn(join(ROOT, floor)))
    .filter((file) => readFileSync(file, 'utf8').includes('CHATKU_FAULT'))
    .map((file) => file.slice(ROOT.length + 1));
  expect(knowing.sort()).toEqual([
    'apps/api/src/laws/faults/setup.ts',
    'apps/demo-site/src/faults-setup.fixture.ts',
    'packages/crypto/testing/faults/setup.ts',
    'packages/widget/src/engine/faults-setup.fixture.ts',
  ]);
});
