import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isNodeNewEnough, OLDEST_NODE, oldNodeMessage } from './node-version.mjs';
import { ROOT, readManifest } from './workspace.mjs';

test.each(['20.19.0', '20.20.2', '22.0.0', '24.21.0'])('Node %s is new enough', (version) => {
  expect(isNodeNewEnough(version)).toBe(true);
});

test.each(['20.18.3', '18.20.8', '9.11.2', '0.12.18'])(
  'Node %s is refused with a sentence that says what to do',
  (version) => {
    expect(isNodeNewEnough(version)).toBe(false);
    expect(oldNodeMessage(version)).toContain(`this is Node ${version}`);
    expect(oldNodeMessage(version)).toContain('20.19 or newer');
  },
);

test('the figure is the one in package.json', () => {
  const { engines } = /** @type {{ engines: { node: string } }} */ (/** @type {unknown} */ (readManifest(ROOT)));
  expect(engines.node).toBe(`>=${OLDEST_NODE.join('.')}`);
});

test('what is read before the check holds no syntax newer than dynamic import', () => {
  for (const path of [
    'tooling/start/start.mjs',
    'tooling/test/test.mjs',
    'tooling/validate/validate.mjs',
    'tooling/bootstrap/node-version.mjs',
  ]) {
    const code = readFileSync(`${ROOT}/${path}`, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(code, path).not.toMatch(/\?\.|\?\?|^await|=\s*await|\|\|=|\bclass\b/m);
  }
});
