/**
 * Writes the SQL of a migration from the entities of all features. Build first (the package scripts do).
 *
 *   pnpm --filter @chatku/api migration:generate add-contact-tags   one more migration, from the last one to the entities
 *   pnpm --filter @chatku/api migration:baseline                    throws all away and begins anew: only before a release
 *
 * SQLite needs nothing. The Postgres twin is made on a temporary Postgres where one is installed, or on the database that
 * CHATKU_POSTGRES_URL names, which is emptied. Without either the twin is not written and the command fails in the end.
 * A migration that has landed is never edited.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import 'reflect-metadata';
import { temporaryPostgres } from './temporary-postgres.mjs';

const built = (path) => import(new URL(`../dist/${path}`, import.meta.url));
const { FEATURES } = await built('app.module.js');
const { difference, postgresOptions, sqliteBaseline } = await built('platform/database/migration-writer.js');

const [mode, given] = process.argv.slice(2);
const name = mode === 'baseline' ? 'baseline' : given;
if (!/^(baseline|generate)$/.test(mode ?? '') || !/^[a-z][a-z0-9-]*$/.test(name ?? '')) {
  console.error('Say "baseline", or "generate" and a name in kebab-case, for example: generate add-contact-tags');
  process.exit(64);
}

const entities = FEATURES.flatMap((feature) => feature.entities ?? []);
const temporary = process.env.CHATKU_POSTGRES_URL === undefined ? await temporaryPostgres() : null;
const postgresUrl = process.env.CHATKU_POSTGRES_URL ?? temporary?.url;
const folder = (root, engine) =>
  fileURLToPath(new URL(`../${root}/platform/database/migrations/${engine}/`, import.meta.url));
const sqlFiles = (engine) => readdirSync(folder('src', engine)).filter((file) => file.endsWith('.sql'));

// A baseline written again keeps its name, so that a diff shows what changed in it.
const old = mode === 'baseline' ? sqlFiles('sqlite').find((file) => file.endsWith('-baseline.sql')) : undefined;
const file = old ?? `${Date.now()}-${name}.sql`;

const engines = postgresUrl === undefined ? ['sqlite'] : ['sqlite', 'postgres'];
for (const engine of engines) {
  if (mode === 'baseline') for (const each of sqlFiles(engine)) forget(engine, each);
  const statements = await statementsFor(engine);
  if (statements.length === 0) {
    console.log(`${engine}: the entities and the migrations agree; nothing to write.`);
    continue;
  }
  const sql = `${statements.map((statement) => `${statement.trim().replace(/;$/, '')};`).join('\n\n')}\n`;
  // In dist too, so that the check below and the next start see it without another build.
  for (const root of ['src', 'dist']) writeFileSync(`${folder(root, engine)}${file}`, sql);
  const rest = await differenceOf(engine);
  if (rest.length > 0) {
    console.error(`${engine}: after the migration the entities still differ:\n${rest.join('\n')}`);
    process.exitCode = 1;
  } else {
    console.log(`${engine}: wrote ${file}, ${statements.length} statements; read them before you commit.`);
  }
}
await temporary?.stop();
if (postgresUrl === undefined) {
  console.error(
    'postgres: not written. Install Postgres, or set CHATKU_POSTGRES_URL to a database that may be emptied.',
  );
  process.exitCode = 1;
}

function forget(engine, each) {
  for (const root of ['src', 'dist']) rmSync(`${folder(root, engine)}${each}`, { force: true });
}

async function statementsFor(engine) {
  return engine === 'sqlite' && mode === 'baseline' ? sqliteBaseline(entities) : differenceOf(engine);
}

async function differenceOf(engine) {
  if (engine === 'sqlite') return difference('sqlite', entities);
  const pg = createRequire(import.meta.url)('pg');
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await client.end();
  return difference('postgres', entities, postgresOptions(postgresUrl, entities));
}
