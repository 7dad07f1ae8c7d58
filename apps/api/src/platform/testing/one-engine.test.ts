import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { POSTGRES_ONLY, SQLITE_ONLY } from './one-engine.js';

test('every file that is left out on an engine is there, with a reason', () => {
  for (const [file, why] of Object.entries({ ...SQLITE_ONLY, ...POSTGRES_ONLY })) {
    expect([file, existsSync(fileURLToPath(new URL(`../../../${file}`, import.meta.url)))]).toEqual([file, true]);
    expect(why.length).toBeGreaterThan(10);
  }
});
