import { upgradeSchema } from '../platform/backup/upgrade.js';
import { Announcements } from '../platform/commands/announcements.js';
import { type Command, type CommandContext, EXIT } from '../platform/commands/command.js';
import { explainFailure } from '../platform/commands/terminal.js';
import { DataDir } from '../platform/data-dir/data-dir.js';
import type { Feature } from '../platform/feature.js';
import { Api } from '../platform/http/create-api.js';
import { listenForStop } from './stop-signal.js';

/** What a parent process that started us over an IPC channel is told. */
export interface ReadyMessage {
  readonly kind: 'ready';
  readonly port: number;
}

/** `serve`: the API and the console, until told to stop. */
export function serveCommand(features: readonly Feature[]): Command {
  return {
    name: 'serve',
    usage: '[--demo]',
    options: ['--demo'],
    summary: 'Start the server. --demo fills an empty installation with the demo shop.',
    run: (context) => serve(context, features),
  };
}

async function serve(context: CommandContext, features: readonly Feature[]): Promise<number> {
  const { logger } = context;
  // Before anything else is done: a signal that comes while the server starts stops it as soon as it has started.
  const stop = listenForStop(context.config.drainSeconds * 1000);
  // A failure that nobody awaited: what was acknowledged is on disk, and the others go on being served.
  const onUnhandled = (error: unknown) => logger.error('A failure was not handled', { err: error });
  process.on('unhandledRejection', onUnhandled);
  try {
    return await serveUntil(stop.received, context, features);
  } finally {
    process.off('unhandledRejection', onUnhandled);
    stop.dispose();
  }
}

async function serveUntil(
  stopped: Promise<string>,
  context: CommandContext,
  features: readonly Feature[],
): Promise<number> {
  const { config, logger } = context;
  const dataDir = await DataDir.open(config);
  try {
    const { ran, backup } = await upgradeSchema(config, { nowMs: Date.now(), dataDir });
    if (ran.length > 0) logger.info('Brought the database to this version', { migrations: ran.length, backup });
    const api = await Api.create({ config, dataDir, logger, features });
    try {
      const port = await api.listen(config.host, config.port);
      context.print(`Chatku is ready: ${config.publicUrl} (console: ${config.publicUrl}/console/)`);
      for (const line of api.nest.get(Announcements).take()) context.print(line);
      if (process.send !== undefined) process.send({ kind: 'ready', port } satisfies ReadyMessage);
      logger.info('Listening', { host: config.host, port });
      logger.info('Closing down', { signal: await stopped });
    } catch (error) {
      return explainFailure(error, context, { host: config.host, port: config.port });
    } finally {
      await api.stop();
    }
  } finally {
    await dataDir.release();
  }
  logger.info('Closed');
  return EXIT.ok;
}
