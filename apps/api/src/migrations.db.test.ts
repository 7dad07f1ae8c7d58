import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FEATURES } from './app.module.js';
import { type Engine, migrationFolder, statementsOf } from './platform/database/migration-files.js';
import { difference } from './platform/database/migration-writer.js';

test('the migrations lead exactly to the entities', async () => {
  const entities = FEATURES.flatMap((feature) => feature.entities ?? []);
  expect(await difference('sqlite', entities)).toEqual([]);
});

const sqlFiles = (engine: Engine) => readdirSync(migrationFolder(engine)).filter((file) => file.endsWith('.sql'));

/** What a file makes: `table.column` of each table, and each index. */
function makes(engine: Engine, file: string): string[] {
  return statementsOf(readFileSync(`${migrationFolder(engine)}${file}`, 'utf8'))
    .flatMap((statement) => {
      const table = /^CREATE TABLE "(\w+)" \((.*)\);$/s.exec(statement);
      if (table === null) return /^CREATE (?:UNIQUE )?INDEX "(\w+)"/.exec(statement)?.[1] ?? [];
      const columns = [...(table[2] ?? '').matchAll(/(?:^|, )"(\w+)" [a-zA-Z]/g)];
      return columns.map((column) => `${table[1]}.${column[1]}`);
    })
    .sort();
}

test('every migration is written for both databases', () => {
  expect(sqlFiles('postgres')).toEqual(sqlFiles('sqlite'));
  expect(sqlFiles('sqlite').length).toBeGreaterThan(0);
  for (const file of sqlFiles('sqlite')) expect(makes('postgres', file)).toEqual(makes('sqlite', file));
});
