/** `pnpm chaos`: the server killed, starved and cut off, in the long form. See main.mjs. */
import { refuseOldNode } from '../bootstrap/node-version.mjs';

refuseOldNode();
import('./main.mjs').then(({ main }) => main(process.argv.slice(2))).then((code) => process.exit(code));
