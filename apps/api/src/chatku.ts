import 'reflect-metadata';
import { FEATURES } from './app.module.js';
import { runCommand } from './commands/run-command.js';
import { processTerminal } from './platform/commands/terminal.js';

/**
 * The program: what stands behind `chatku`. The build makes one file of it, `chatku.cjs`, which `main.js` loads; tests that need a
 * process start this one as it is compiled. No top-level await, which such a file cannot have.
 */

// Whatever this process makes, the database and its log among it, is for this user alone.
process.umask(0o077);

const ended = runCommand({
  words: process.argv.slice(2),
  env: process.env,
  features: FEATURES,
  terminal: processTerminal,
});

// Said outright: whatever a feature left running (a timer, a socket of a client) must not keep a stopped server alive.
void ended.then((exitCode) => process.exit(exitCode));
