/**
 * `npm test`: from a fresh clone to every test run. Only looks at the version of Node here, in syntax an old one can read.
 */
import { refuseOldNode } from '../bootstrap/node-version.mjs';

refuseOldNode();
import('./main.mjs').then(({ main }) => main(process.argv.slice(2))).then((code) => process.exit(code));
