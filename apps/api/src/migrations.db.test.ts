import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FEATURES } from './app.module.js';
import { migrationFolder } from './platform/database/migration-files.js';
import { difference } from './platform/database/migration-writer.js';

test('the migrations lead exactly to the entities', async () => {
  const entities = FEATURES.flatMap((feature) => feature.entities ?? []);
  expect(await difference('sqlite', entities)).toEqual([]);
});

test('every migration is written for both databases', () => {
  const files = (engine: 'sqlite' | 'postgres') =>
    readdirSync(migrationFolder(engine)).filter((file) => file.endsWith('.sql'));
  expect(files('postgres')).toEqual(files('sqlite'));
});
