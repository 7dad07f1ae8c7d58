/**
 * Writes the OpenAPI document of the built API to openapi.json (`--write`), or says what differs from it (`--check`).
 * The file is checked in, so that a change of the wire shows in a diff.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import 'reflect-metadata';

const mode = process.argv[2];
if (mode !== '--write' && mode !== '--check') {
  console.error('Say --write or --check.');
  process.exit(64);
}

const built = (path) => import(new URL(`../dist/${path}`, import.meta.url));
const { FEATURES } = await built('app.module.js');
const { readConfig } = await built('platform/config/config.js');
const { DataDir } = await built('platform/data-dir/data-dir.js');
const { Api } = await built('platform/http/create-api.js');
const { Logger } = await built('platform/logging/logger.js');
const { openApiDocument } = await built('platform/openapi/document.js');

const file = fileURLToPath(new URL('../openapi.json', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'chatku-openapi-'));
const { config } = readConfig({ CHATKU_DATA_DIR: folder });
const dataDir = await DataDir.open(config);
const api = await Api.create({ config, dataDir, logger: Logger.silent(), features: FEATURES });
const document = `${JSON.stringify(await openApiDocument(api.nest), null, 2)}\n`;
await api.stop();
await dataDir.release();
rmSync(folder, { recursive: true });

if (mode === '--write') {
  writeFileSync(file, document);
  console.log(`Wrote openapi.json, ${document.length} characters.`);
  process.exit(0);
}
const known = readFileSync(file, 'utf8');
if (known === document) process.exit(0);
const lines = document.split('\n');
const first = known.split('\n').findIndex((line, index) => line !== lines[index]);
console.error(`openapi.json is not the API's document any more; first difference in line ${first + 1}:`);
console.error(`  checked in: ${known.split('\n')[first]}\n  now:        ${lines[first]}`);
console.error('Run: pnpm --filter @chatku/api build && pnpm --filter @chatku/api generate');
process.exit(1);
