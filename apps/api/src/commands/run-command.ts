import { type AddressInfo, createServer } from 'node:net';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { upgradeSchema } from '../platform/backup/upgrade.js';
import { type CommandContext, EXIT } from '../platform/commands/command.js';
import { RunMode } from '../platform/commands/run-mode.js';
import { explainFailure, type Terminal } from '../platform/commands/terminal.js';
import { type Config, readConfig, SettingsError } from '../platform/config/config.js';
import { DataDir } from '../platform/data-dir/data-dir.js';
import type { Feature } from '../platform/feature.js';
import { rootModule } from '../platform/http/create-api.js';
import { Drain } from '../platform/http/drain.js';
import { RequestHooks } from '../platform/http/request-hooks.js';
import { RouteTable } from '../platform/http/route-table.js';
import { Logger } from '../platform/logging/logger.js';
import { NestLogger } from '../platform/logging/nest-logger.js';
import { backupCommand } from './backup.js';
import { checkConfigCommand } from './check-config.js';
import { helpOf, listOf, wrongWords } from './command-help.js';
import { migrateCommand } from './migrate.js';
import { restoreCommand } from './restore.js';
import { rotateSecretCommand } from './rotate-secret.js';
import { serveCommand } from './serve.js';

export interface CommandLine {
  /** The words after the program's name. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly features: readonly Feature[];
  readonly terminal: Terminal;
}

/** Runs one command line. @returns the exit code. */
export async function runCommand(line: CommandLine): Promise<number> {
  const { terminal, features } = line;
  const serve = serveCommand(features);
  const commands = [
    serve,
    checkConfigCommand,
    migrateCommand,
    backupCommand,
    restoreCommand(features),
    rotateSecretCommand(features),
    ...features.flatMap((feature) => feature.commands ?? []),
  ];
  const flags = line.words.filter((word) => word.startsWith('--'));
  const [name = 'serve', ...args] = line.words.filter((word) => !word.startsWith('--'));
  const command = commands.find((candidate) => candidate.name === name);
  if (flags.includes('--help') || name === 'help') {
    // "help backup" and "backup --help" are the same question.
    const asked = name === 'help' ? commands.find((candidate) => candidate.name === args[0]) : command;
    const isBare = line.words.length === flags.length;
    for (const text of asked === undefined || isBare ? listOf(commands) : helpOf(asked)) terminal.print(text);
    return EXIT.ok;
  }
  if (command === undefined) {
    terminal.complain(`Chatku has no command "${name}".`);
    for (const text of listOf(commands)) terminal.complain(text);
    return EXIT.badUsage;
  }
  const wrong = wrongWords(command, flags, args);
  if (wrong !== null) {
    terminal.complain(wrong);
    for (const text of helpOf(command)) terminal.complain(text);
    return EXIT.badUsage;
  }
  const options = new Set(flags);
  try {
    const env = name === serve.name ? await withRealPort(line.env) : line.env;
    const { config, warnings } = readConfig(env, { demo: flags.includes('--demo') });
    for (const warning of warnings) terminal.complain(warning);
    const logger = Logger.create({ level: config.logLevel });
    return await withContext({ args, options, config, warnings, logger, terminal, features }, (context) =>
      command.run(context),
    );
  } catch (error) {
    if (error instanceof SettingsError && command.onWrongSettings !== undefined) {
      return command.onWrongSettings(error, {
        options,
        print: (text) => terminal.print(text),
        complain: (text) => terminal.complain(text),
      });
    }
    return explainFailure(error, terminal);
  }
}

/** `PORT=0` asks for any free port; it is chosen now, since the public URL is made of it. */
async function withRealPort(env: CommandLine['env']): Promise<CommandLine['env']> {
  return env['PORT']?.trim() === '0' ? { ...env, PORT: String(await freePort(env['HOST'])) } : env;
}

function freePort(host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host ?? '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

interface ContextParts {
  readonly args: readonly string[];
  readonly options: ReadonlySet<string>;
  readonly config: Config;
  readonly warnings: readonly string[];
  readonly logger: Logger;
  readonly terminal: Terminal;
  readonly features: readonly Feature[];
}

/** Gives a command its context, and closes whatever it opened. */
async function withContext(parts: ContextParts, run: (context: CommandContext) => Promise<number>): Promise<number> {
  const opened: Array<() => Promise<void>> = [];
  try {
    return await run({
      args: parts.args,
      options: parts.options,
      warnings: parts.warnings,
      config: parts.config,
      logger: parts.logger,
      print: (line) => parts.terminal.print(line),
      complain: (line) => parts.terminal.complain(line),
      openApp: () => openApp(parts, opened),
    });
  } finally {
    for (const close of opened.reverse()) await close();
  }
}

async function openApp(parts: ContextParts, opened: Array<() => Promise<void>>): Promise<INestApplicationContext> {
  const { config, logger, features } = parts;
  const dataDir = await DataDir.open(config);
  opened.push(() => dataDir.release());
  await upgradeSchema(config, { nowMs: Date.now(), dataDir });
  const module = rootModule(features, {
    config,
    dataDir,
    logger,
    runMode: new RunMode(false),
    routes: new RouteTable(),
    drain: new Drain(),
    requestHooks: new RequestHooks(),
  });
  const app = await NestFactory.createApplicationContext(module, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  opened.push(() => app.close());
  return app;
}
