/** What the shop is told by its environment, once, at its start. */
export type Settings = {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Path of the JSON file that names Chatku's address, the bot and its two keys. */
  readonly chatkuConfigPath: string;
};

/** Everything that is wrong with the settings, at once, so that nobody mends them one by one. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(
    what: string,
    readonly mistakes: readonly string[],
  ) {
    super(`${what}\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`);
  }
}

/**
 * Reads `HOST` (127.0.0.1), `DEMO_PORT` (4000) and `CHATKU_DEMO_CONFIG` (required).
 * @throws {SettingsError} naming every mistake
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const mistakes: string[] = [];

  const host = environment['HOST'] ?? '127.0.0.1';
  if (!/^[A-Za-z0-9._:-]{1,253}$/.test(host)) {
    mistakes.push('HOST must be an address or a name to listen on, such as 127.0.0.1, without a scheme or a port.');
  }

  const portText = environment['DEMO_PORT'] ?? '4000';
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN;
  if (!(port <= 65_535)) mistakes.push('DEMO_PORT must be a whole number from 0 to 65535 (0: any free port).');

  const chatkuConfigPath = environment['CHATKU_DEMO_CONFIG'] ?? '';
  if (chatkuConfigPath === '' || chatkuConfigPath.includes('\0')) {
    mistakes.push('CHATKU_DEMO_CONFIG must be the path of the JSON file that Chatku writes for the demo.');
  }

  if (mistakes.length > 0) throw new SettingsError('The shop cannot start with these settings:', mistakes);
  return { host, port, chatkuConfigPath };
}
