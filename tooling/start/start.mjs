/**
 * `npm start`: from a fresh clone to a running Chatku. Only looks at the version of Node here; the rest is loaded after
 * that, since newer syntax would end an old Node with a SyntaxError before it could say what is missing.
 */
import { refuseOldNode } from '../bootstrap/node-version.mjs';

refuseOldNode();
import('./main.mjs').then(({ main }) => main(process.argv.slice(2))).then((code) => process.exit(code));
