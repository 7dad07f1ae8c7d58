import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Module } from '@nestjs/common';
import { runCommand } from '../../commands/run-command.js';
import { processTerminal } from '../commands/terminal.js';

/* A server with one slow address, for tests of how a process ends. */
@Controller('slow')
class SlowController {
  @Get()
  async slow(): Promise<{ done: true }> {
    process.send?.({ kind: 'slow' });
    await sleep(600);
    return { done: true };
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

process.exit(
  await runCommand({
    words: process.argv.slice(2),
    env: process.env,
    features: [{ name: 'slow', module: SlowModule }],
    terminal: processTerminal,
  }),
);
