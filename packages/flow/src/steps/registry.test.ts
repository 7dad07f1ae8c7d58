import { FlowStep } from '@chatku/schemas';
import { expect, test } from 'vitest';
import { STEP_MODULES } from './registry.js';

declare global {
  interface ImportMeta {
    /** Vite's: every module of a pattern, by path. */
    glob(pattern: string): Record<string, unknown>;
  }
}

const kinds = FlowStep.options.map((option) => option.entries.kind.literal).sort();

test('registry and wire schema agree on the kinds of steps', () => {
  expect(Object.keys(STEP_MODULES).sort()).toEqual(kinds);
});

test('each kind has a folder of its name, and no folder is without a kind', () => {
  const paths = Object.keys(import.meta.glob('./*/*.ts'));
  const folders = new Set(paths.map((path) => path.split('/')[1] ?? ''));
  expect([...folders].map((folder) => folder.replaceAll('-', '_')).sort()).toEqual(kinds);
  for (const folder of folders) expect(paths).toContain(`./${folder}/${folder}.ts`);
});
