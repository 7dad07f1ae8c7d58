import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The engines a migration is written for. */
export type Engine = 'sqlite' | 'postgres';

/** Where the SQL of an engine lies, beside this file in source and in the built output. */
export function migrationFolder(engine: Engine): string {
  return fileURLToPath(new URL(`./migrations/${engine}/`, import.meta.url));
}

/** `1764000000000-baseline.sql`: when it was made, and what it does. */
const FILE_NAME = /^(\d{13})-([a-z][a-z0-9-]*)\.sql$/;

/** The statements of a migration file: one a paragraph, comment lines left out. */
export function statementsOf(sql: string): string[] {
  return sql
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/^--.*$/gm, '').trim())
    .filter((statement) => statement !== '');
}

/** A class as TypeORM wants them, for one SQL file. */
export function migrationClass(name: string, statements: readonly string[]): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of statements) await runner.query(statement);
    }

    async down(): Promise<void> {
      throw new Error('Migrations go forward only. Restore the backup made before the upgrade.');
    }
  };
}

/** A migration as it lies in its file. */
export interface MigrationFile {
  /** As the table `migration` names it; TypeORM reads the order from the thirteen digits at its end. */
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * The migrations of an engine, oldest first.
 *
 * @throws when a file of the folder is not named like one: a forgotten migration is worse than a failed start.
 */
export function readMigrations(engine: Engine, folder = migrationFolder(engine)): MigrationFile[] {
  return readdirSync(folder)
    .filter((file) => !file.startsWith('.'))
    .sort()
    .map((file) => {
      const match = FILE_NAME.exec(file);
      if (match === null) throw new Error(`${file} is not named like a migration (1764000000000-what-it-does.sql).`);
      const [, timestamp = '', title = ''] = match;
      const words = title.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
      const statements = statementsOf(readFileSync(`${folder}/${file}`, 'utf8'));
      return { name: `${words.join('')}${timestamp}`, statements };
    });
}

/** The same as TypeORM takes them. */
export function loadMigrations(engine: Engine, folder = migrationFolder(engine)): Array<new () => MigrationInterface> {
  return readMigrations(engine, folder).map(({ name, statements }) => migrationClass(name, statements));
}
