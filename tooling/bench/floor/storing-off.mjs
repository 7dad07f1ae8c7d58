/**
 * The API as it is shipped with one line more: everything of a message is done but the writing of its rows. What the product is
 * measured beside; it is no setting of it, and a server started so forgets what it acknowledges.
 *
 * Words: those of `chatku`.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { ROOT } from '../../bootstrap/workspace.mjs';

const FILE = join(ROOT, 'apps', 'api', 'dist', 'chatku.cjs');
/** In the scope of the bundle, where all modules are. A class of another name would be a ReferenceError. */
const STORING_OFF = 'TurnRecords.prototype.write = async () => undefined;';

const program = readFileSync(FILE, 'latin1');
const end = program.lastIndexOf('})');
const script = new Script(program.slice(0, end) + STORING_OFF + program.slice(end), { filename: FILE });
const module = { exports: {} };
script.runInThisContext()(module.exports, createRequire(FILE), module, FILE, dirname(FILE));
