#!/usr/bin/env node
import 'reflect-metadata';
import { FEATURES } from './app.module.js';
import { runCommand } from './commands/run-command.js';
import { processTerminal } from './platform/commands/terminal.js';

// Whatever this process makes, the database and its log among it, is for this user alone.
process.umask(0o077);

const exitCode = await runCommand({
  words: process.argv.slice(2),
  env: process.env,
  features: FEATURES,
  terminal: processTerminal,
});

// Said outright: whatever a feature left running (a timer, a socket of a client) must not keep a stopped server alive.
process.exit(exitCode);
