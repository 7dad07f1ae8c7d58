/**
 * Loaded before the API (`node --import`): everything of a message is done but the writing of its rows. What the product is
 * measured beside; it is no setting of it, and a server started so forgets what it acknowledges.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../bootstrap/workspace.mjs';

const API = join(ROOT, 'apps', 'api');
createRequire(join(API, 'package.json'))('reflect-metadata');
const { TurnRecords } = await import(
  pathToFileURL(join(API, 'dist', 'features', 'conversations', 'turn-records.js')).href
);
TurnRecords.prototype.write = async () => undefined;
