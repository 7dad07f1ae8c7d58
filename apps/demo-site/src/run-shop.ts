import { waitForChatkuConfig } from './chatku-config.js';
import type { Log } from './contact-writer.js';
import { readSettings, SettingsError } from './settings.js';
import { ShopServer } from './shop-server.js';

/** How long the API may take to write the shop's file; a first start migrates and seeds before it does. */
const PATIENCE_MS = 90_000;

export type RunOptions = {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Aborted when the shop is to close. */
  readonly stop: AbortSignal;
  readonly patienceMs?: number;
};

/**
 * The whole life of the shop: reads its settings, waits for Chatku's file, serves until it is told to stop, lets begun
 * requests end.
 * @returns the exit code of the process; not 0 if the shop could not open, which was then said plainly
 */
export async function runShop({ environment, log, stop, patienceMs = PATIENCE_MS }: RunOptions): Promise<number> {
  try {
    const { host, port: wantedPort, chatkuConfigPath } = readSettings(environment);
    const chatku = await waitForChatkuConfig({
      path: chatkuConfigPath,
      patienceMs,
      intervalMs: 250,
      say: log.info,
      signal: stop,
    });
    const shop = new ShopServer({ chatku, log });
    try {
      const port = await shop.listen(host, wantedPort);
      log.info(`Kedai Senja is open at http://${shownHost(host)}:${port}`);
      await aborted(stop);
      log.info('Closing.');
    } catch (error) {
      throw listenMistake(error, host, wantedPort) ?? error;
    } finally {
      await shop.close();
    }
    return 0;
  } catch (error) {
    // Told to stop while it was still waiting: nothing was open, nothing is wrong.
    if (stop.aborted && error === stop.reason) return 0;
    log.warn(error instanceof SettingsError ? error.message : `The shop stopped: ${stackOf(error)}`);
    return 1;
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What a person types into a browser: the loopback and the "every address" ones are reached as localhost. */
function shownHost(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** An address that cannot be listened on, said plainly; null for an error of another kind. */
function listenMistake(error: unknown, host: string, port: number): SettingsError | null {
  const mistakes: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${host} is in use. Stop what uses it, or choose another port with DEMO_PORT.`,
    EACCES: `Port ${port} may not be used by this user. Choose one above 1023 with DEMO_PORT.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Mend HOST.`,
    ENOTFOUND: `${host} is no name of this machine. Mend HOST.`,
  };
  const mistake = mistakes[(error as NodeJS.ErrnoException).code ?? ''];
  return mistake === undefined ? null : new SettingsError('The shop cannot open its doors:', [mistake]);
}
