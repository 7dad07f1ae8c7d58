/** A child that wires the API, listens nowhere, and says how many modules Nest holds, its own among them. Word: a new data folder. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../bootstrap/workspace.mjs';
import { apiPackage } from './api-package.mjs';

const [folder = ''] = process.argv.slice(2);
/** Its modules are looked at one by one, as the compiler leaves them: the bundle shows nothing of what is inside. */
const built = (/** @type {string} */ path) =>
  import(pathToFileURL(join(ROOT, 'apps', 'api', 'dist', ...path.split('/'))).href);

await apiPackage('reflect-metadata');
const { FEATURES } = await built('app.module.js');
const { readConfig } = await built('platform/config/config.js');
const { DataDir } = await built('platform/data-dir/data-dir.js');
const { Api } = await built('platform/http/create-api.js');
const { Logger } = await built('platform/logging/logger.js');

const { config } = readConfig({ CHATKU_DATA_DIR: folder });
const dataDir = await DataDir.open(config);
const api = await Api.create({ config, dataDir, logger: Logger.silent(), features: FEATURES });
process.send?.({ kind: 'modules', count: api.nest.container.getModules().size });
await api.stop();
await dataDir.release();
process.exit(0);
