import { readFile, stat } from 'node:fs/promises';
import { createIdentifierHash } from '@chatku/crypto';
import { pause } from './pause.js';
import { SettingsError } from './settings.js';

/** What a website needs to embed Chatku and to sign its users' ids. Lives in the backend; two of these are secrets. */
export type ChatkuConfig = {
  /** Where the widget and the API are, without a slash at the end. */
  readonly apiUrl: string;
  /** Where the console is, without a slash at the end. */
  readonly consoleUrl: string;
  readonly botId: string;
  /** Signs user ids. Never leaves the backend. */
  readonly specialKey: string;
  /** Opens `PUT /v1/contacts`. Never leaves the backend. */
  readonly apiKey: string;
};

function readUrl(value: unknown, name: string, mistakes: string[]): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : null;
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    /[?#]/.test(url.href)
  ) {
    mistakes.push(`${name} must be an http or https address, without a user, a query or a fragment.`);
    return '';
  }
  return url.href.replace(/\/+$/, '');
}

/**
 * The text of the file as a config. No mistake repeats a value, since some are secrets.
 * @throws {SettingsError} naming every mistake
 */
export function parseChatkuConfig(text: string): ChatkuConfig {
  const mistakes: string[] = [];
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new SettingsError('The Chatku file of the shop is wrong:', ['it is no JSON.']);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new SettingsError('The Chatku file of the shop is wrong:', ['it is no JSON object.']);
  }
  const { apiUrl: rawApiUrl, consoleUrl: rawConsoleUrl, botId, specialKey, apiKey } = json as Record<string, unknown>;

  const apiUrl = readUrl(rawApiUrl, 'apiUrl', mistakes);
  const consoleUrl =
    rawConsoleUrl === undefined || rawConsoleUrl === null ? apiUrl : readUrl(rawConsoleUrl, 'consoleUrl', mistakes);
  if (typeof botId !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(botId))
    mistakes.push('botId must be the id of a bot.');
  try {
    createIdentifierHash({ userId: 'probe', key: specialKey as string });
  } catch (error) {
    mistakes.push(`specialKey cannot be used. ${(error as Error).message}`);
  }
  if (typeof apiKey !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(apiKey)) {
    mistakes.push('apiKey must be an API key of the bot.');
  }
  if (mistakes.length > 0) throw new SettingsError('The Chatku file of the shop is wrong:', mistakes);
  return { apiUrl, consoleUrl, botId: botId as string, specialKey: specialKey as string, apiKey: apiKey as string };
}

export type WaitOptions = {
  readonly path: string;
  /** How long to wait for the file, in milliseconds. */
  readonly patienceMs: number;
  /** Between two looks. */
  readonly intervalMs: number;
  /** Told every few seconds that, and for how long, the shop has been waiting. */
  readonly say: (line: string) => void;
  readonly nowMs?: () => number;
  /** Ends the waiting early; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
};

/**
 * Waits until the API has written the file, and reads it. A file that is there but wrong is looked at again until the
 * patience ends: it may be half written.
 * @throws {SettingsError} when the patience ends, saying what was wrong last
 */
export async function waitForChatkuConfig(options: WaitOptions): Promise<ChatkuConfig> {
  const nowMs = options.nowMs ?? Date.now;
  const startedMs = nowMs();
  let saidSeconds = 0;
  for (;;) {
    let failure: SettingsError;
    try {
      const config = parseChatkuConfig(await readFile(options.path, 'utf8'));
      await warnIfOthersMayRead(options);
      return config;
    } catch (error) {
      failure = error instanceof SettingsError ? error : unreadable(options.path, error);
    }
    const waitedMs = nowMs() - startedMs;
    if (waitedMs >= options.patienceMs) throw failure;
    const waitedSeconds = Math.floor(waitedMs / 1000);
    if (saidSeconds === 0 || waitedSeconds >= saidSeconds + 5) {
      saidSeconds = Math.max(waitedSeconds, 1);
      options.say(`Waiting for Chatku to write ${options.path} (${waitedSeconds} s)`);
    }
    await pause(options.intervalMs, options.signal);
  }
}

function unreadable(path: string, error: unknown): SettingsError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  const mistake =
    code === 'ENOENT'
      ? `there is no file ${path}. Start Chatku in its demo mode, which writes it.`
      : `${path} cannot be read (${code}).`;
  return new SettingsError('The shop has no Chatku file:', [mistake]);
}

async function warnIfOthersMayRead({ path, say }: WaitOptions): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) say(`Others on this machine may read ${path}, which holds keys. Mend it with chmod 600.`);
}
