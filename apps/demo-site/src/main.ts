import { runShop } from './run-shop.js';

const stop = new AbortController();
// Once each: a second Ctrl-C ends the process at once.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());

process.exitCode = await runShop({
  environment: process.env,
  log: {
    info: (line) => void process.stdout.write(`[shop] ${line}\n`),
    warn: (line) => void process.stderr.write(`[shop] ${line}\n`),
  },
  stop: stop.signal,
});
