import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../bootstrap/workspace.mjs';
import { examine } from './examine.mjs';
import { beside, breaches } from './fixtures/breaches.mjs';
import { plantTree } from './fixtures/tree.mjs';
import { law, otherLaws } from './law.mjs';

const sentences = [...law, ...otherLaws];

/** @type {string[]} */
const roots = [];
function tree() {
  const planted = plantTree();
  roots.push(planted.root);
  return planted;
}
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

test('this repository keeps the law', async () => {
  const { modules, violations } = await examine(ROOT);
  expect(violations).toEqual([]);
  expect(modules).toBeGreaterThan(100);
});

test('a house in which every allowed import is made keeps the law', async () => {
  const { violations } = await examine(tree().root);
  expect(violations).toEqual([]);
});

test('a tree of which nothing can be read is an error and not a tree in order', async () => {
  const { root } = tree();
  rmSync(`${root}/apps`, { recursive: true });
  rmSync(`${root}/packages`, { recursive: true });
  await expect(examine(root)).rejects.toThrow('No module was examined');
});

test('a tree whose pure rooms the linter does not read is an error', async () => {
  const { root, write } = tree();
  write({ '.gitignore': 'packages\n' });
  await expect(examine(root)).rejects.toThrow('The linter');
});

test('every rule has a name and a sentence of its own, and all are errors', () => {
  expect(new Set(sentences.map(({ name }) => name)).size).toBe(sentences.length);
  expect(new Set(sentences.map(({ comment }) => comment)).size).toBe(sentences.length);
  for (const { name, comment } of sentences) expect(comment, name).toMatch(/^[A-Z].+\.$/);
  for (const { name, severity } of law) expect(severity, name).toBe('error');
});

test('every rule has a breach planted, and every planted breach a rule', () => {
  expect(Object.keys(breaches).sort()).toEqual(sentences.map(({ name }) => name).sort());
});

describe('a planted breach is caught, by its own rule and no other:', () => {
  /** @type {import('./examine.mjs').Violation[]} */
  let violations;
  beforeAll(async () => {
    const { root, write } = tree();
    write(beside);
    for (const planted of Object.values(breaches)) for (const { path, code } of planted) write({ [path]: code });
    ({ violations } = await examine(root));
  });

  /** @type {[rule: string, from: string][]} */
  const cases = [];
  for (const { name } of sentences) {
    for (const { path, from } of breaches[name] ?? []) cases.push([name, from ?? path]);
  }
  test.each(cases)('%s at %s', (rule, from) => {
    const found = violations.filter((violation) => violation.from === from).map((violation) => violation.rule);
    expect([...new Set(found)]).toEqual([rule]);
  });

  test('and nothing else is', () => {
    const planted = new Set(cases.map(([, from]) => from));
    expect(violations.filter(({ from }) => !planted.has(from))).toEqual([]);
  });
});
