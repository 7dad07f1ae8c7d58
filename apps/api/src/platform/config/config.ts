import * as v from 'valibot';
import type { AllowList } from '../outbound/allow-list.js';
import { parseRedisUrl, type RedisPlace } from '../redis/redis-place.js';
import { databaseUrlForPeople } from './database-url.js';
import {
  type Durability,
  type LogLevel,
  NAMES_READ_ELSEWHERE,
  type ParsedSettings,
  SECRET_SETTINGS,
  SETTING_NAMES,
  Settings,
} from './settings.js';

/** One thing wrong with the environment. */
export interface SettingMistake {
  /** The variable's name. */
  readonly name: string;
  /** What is wrong and what to write instead; never contains the value of a secret. */
  readonly message: string;
}

/** The settings are wrong; the process ends with exit code 2. `mistakes` names every one of them. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly mistakes: readonly SettingMistake[];

  constructor(mistakes: readonly SettingMistake[]) {
    const lines = mistakes.map((mistake) => `  ${mistake.name} ${mistake.message}`);
    const count = mistakes.length === 1 ? 'a setting is wrong' : `${mistakes.length} settings are wrong`;
    super([`Chatku cannot start: ${count}.`, ...lines].join('\n'));
    this.mistakes = mistakes;
  }
}

/** What the command line adds to the environment. */
export interface ConfigOptions {
  /** Seed and serve the demo shop's data (`serve --demo`). */
  readonly demo?: boolean;
}

/**
 * The settings of this process: parsed once at the start, frozen, injectable by its class.
 *
 * Secrets in it (`ownerPassword`, `smtpUrl`, `redis`, `databaseUrl`, `atRestSecret`) are left out when it is printed or turned into JSON.
 */
export class Config {
  /** Address to listen on. */
  readonly host: string;
  /** Port of API and console; 0 means any free one. */
  readonly port: number;
  /** Port of the demo shop. */
  readonly demoPort: number;
  /** Absolute path of the data folder. */
  readonly dataDir: string;
  /** The Postgres database without its password, for people to read; null where SQLite in the data folder is used. */
  readonly database: string | null;
  /** What an acknowledgement waits for on SQLite. */
  readonly durability: Durability;
  /** Origin under which visitors reach this server, without a slash at the end. */
  readonly publicUrl: string;
  /** Whether demo data is wanted. Never true together with a public address. */
  readonly demo: boolean;
  readonly ownerEmail: string | null;
  /** Addresses and CIDR ranges whose `X-Forwarded-For` is believed; empty: nobody's. */
  readonly trustedProxies: readonly string[];
  /** Inner names and addresses that may be called all the same; empty: none. */
  readonly outboundAllow: AllowList;
  readonly logLevel: LogLevel;
  /** The sender of mails, where the environment says so. */
  readonly mailFrom: string | null;
  /** Where `/metrics` is served; null: nowhere. */
  readonly metricsPort: number | null;
  readonly metricsHost: string;
  readonly ownerPassword!: string | null;
  /** The Postgres database with its password; null where SQLite in the data folder is used. */
  readonly databaseUrl!: string | null;
  /** The mail server with its password, where the environment names one. */
  readonly smtpUrl!: string | null;
  readonly atRestSecret!: string | null;
  /** Opens what was sealed before `atRestSecret` was changed; null unless a rotation is under way. */
  readonly previousAtRestSecret!: string | null;
  /** What whoever reads the metrics must send; null: nothing. */
  readonly metricsToken!: string | null;
  /** What carries wake-ups between nodes, with its password; null where there is one node. */
  readonly redis!: RedisPlace | null;
  /** How long a node that is asked to stop goes on serving while its readiness says no. */
  readonly drainSeconds: number;
  /** Days after which lines of the audit log go; null: never. */
  readonly auditDays: number | null;

  constructor(settings: ParsedSettings, options: ConfigOptions = {}) {
    this.host = settings.HOST;
    this.port = settings.PORT;
    this.demoPort = settings.DEMO_PORT;
    this.dataDir = settings.CHATKU_DATA_DIR;
    this.database = settings.DATABASE_URL === undefined ? null : databaseUrlForPeople(settings.DATABASE_URL);
    this.durability = settings.CHATKU_DURABILITY;
    this.publicUrl = settings.CHATKU_PUBLIC_URL ?? `http://localhost:${settings.PORT}`;
    this.demo = options.demo ?? false;
    this.ownerEmail = settings.CHATKU_OWNER_EMAIL ?? null;
    this.trustedProxies = Object.freeze([...settings.CHATKU_TRUSTED_PROXIES]);
    this.outboundAllow = settings.CHATKU_OUTBOUND_ALLOW;
    this.logLevel = settings.CHATKU_LOG_LEVEL;
    this.drainSeconds = settings.CHATKU_DRAIN_SECONDS;
    this.metricsPort = settings.CHATKU_METRICS_PORT ?? null;
    this.metricsHost = settings.CHATKU_METRICS_HOST;
    this.auditDays = settings.CHATKU_AUDIT_DAYS ?? null;
    this.mailFrom = settings.CHATKU_MAIL_FROM ?? null;
    // Not enumerable: a logged or serialised Config carries no secret.
    Object.defineProperty(this, 'ownerPassword', { value: settings.CHATKU_OWNER_PASSWORD ?? null });
    Object.defineProperty(this, 'smtpUrl', { value: settings.CHATKU_SMTP_URL ?? null });
    Object.defineProperty(this, 'redis', {
      value: settings.REDIS_URL === undefined ? null : parseRedisUrl(settings.REDIS_URL),
    });
    Object.defineProperty(this, 'atRestSecret', { value: settings.CHATKU_SECRET ?? null });
    Object.defineProperty(this, 'metricsToken', { value: settings.CHATKU_METRICS_TOKEN ?? null });
    Object.defineProperty(this, 'previousAtRestSecret', { value: settings.CHATKU_SECRET_PREVIOUS ?? null });
    Object.defineProperty(this, 'databaseUrl', { value: settings.DATABASE_URL ?? null });
    Object.freeze(this);
  }

  /** True when visitors can reach this server only from this machine. */
  get isLocal(): boolean {
    return isLocalOrigin(this.publicUrl);
  }
}

/** True for an origin whose host is this machine by its name or address. */
export function isLocalOrigin(origin: string): boolean {
  const host = new URL(origin).hostname;
  return host === 'localhost' || host.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(host) || host === '[::1]';
}

/** A config, and remarks that do not keep the server from starting. */
export interface ReadConfig {
  readonly config: Config;
  readonly warnings: readonly string[];
}

/**
 * Reads the settings from the environment.
 *
 * @throws {SettingsError} naming every mistake at once.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, options: ConfigOptions = {}): ReadConfig {
  const given: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const value = env[name];
    // `PORT=` in a compose file means "not set", not "the empty port".
    if (value !== undefined && value.trim() !== '') given[name] = SECRET_SETTINGS.has(name) ? value : value.trim();
  }
  // Stated, since the process may have asked valibot globally to stop at the first mistake.
  const parsed = v.safeParse(Settings, given, { abortEarly: false, abortPipeEarly: true });
  const mistakes: SettingMistake[] = (parsed.issues ?? []).map((issue) => {
    const name = String(issue.path?.[0]?.key ?? 'environment');
    const value = SECRET_SETTINGS.has(name) ? '' : `(now "${printable(given[name] ?? '')}") `;
    return { name, message: `${value}${issue.message}` };
  });
  if (parsed.success) mistakes.push(...contradictions(parsed.output, options));
  if (!parsed.success || mistakes.length > 0) throw new SettingsError(mistakes);
  const config = new Config(parsed.output, options);
  return { config, warnings: [...unknownNames(Object.keys(env)), ...riskyChoices(config)] };
}

/** Settings that are right one by one and wrong together. */
function contradictions(settings: ParsedSettings, options: ConfigOptions): SettingMistake[] {
  const found: SettingMistake[] = [];
  if (settings.CHATKU_OWNER_PASSWORD !== undefined && settings.CHATKU_OWNER_EMAIL === undefined) {
    found.push({
      name: 'CHATKU_OWNER_EMAIL',
      message: 'must be set too when CHATKU_OWNER_PASSWORD is: a password needs somebody to sign in with it.',
    });
  }
  const { CHATKU_METRICS_HOST: metricsHost } = settings;
  const isInner = metricsHost === 'localhost' || metricsHost === '::1' || /^127(\.\d{1,3}){3}$/.test(metricsHost);
  if (settings.CHATKU_METRICS_PORT !== undefined && !isInner && settings.CHATKU_METRICS_TOKEN === undefined) {
    found.push({
      name: 'CHATKU_METRICS_TOKEN',
      message: 'must be set too: CHATKU_METRICS_HOST lets other machines ask, and the metrics tell how busy you are.',
    });
  }
  const { CHATKU_SECRET: secret, CHATKU_SECRET_PREVIOUS: before } = settings;
  if (before !== undefined && (secret === undefined || secret === before)) {
    found.push({
      name: 'CHATKU_SECRET_PREVIOUS',
      message: 'goes with a new CHATKU_SECRET: it is the one of before, until "chatku rotate-secret" has ended.',
    });
  }
  if ((settings.CHATKU_SMTP_URL === undefined) !== (settings.CHATKU_MAIL_FROM === undefined)) {
    const missing = settings.CHATKU_SMTP_URL === undefined ? 'CHATKU_SMTP_URL' : 'CHATKU_MAIL_FROM';
    found.push({ name: missing, message: 'must be set too: CHATKU_SMTP_URL and CHATKU_MAIL_FROM go together.' });
  }
  if (options.demo === true && settings.PORT !== 0 && settings.PORT === settings.DEMO_PORT) {
    found.push({
      name: 'DEMO_PORT',
      message: `(now ${settings.DEMO_PORT}) must differ from PORT: the demo shop is another website on purpose.`,
    });
  }
  const url = settings.CHATKU_PUBLIC_URL;
  if (options.demo === true && url !== undefined && !isLocalOrigin(url)) {
    found.push({
      name: 'CHATKU_PUBLIC_URL',
      message: `(now "${url}") is a public address, and demo data must never be served there. Start with --no-demo, or remove the setting.`,
    });
  }
  return found;
}

/** Remarks on what was chosen and costs something. */
function riskyChoices({ durability, databaseUrl }: Config): string[] {
  if (durability === 'full') return [];
  return databaseUrl === null
    ? ['CHATKU_DURABILITY=normal: a power failure may lose the last messages that were acknowledged.']
    : ['CHATKU_DURABILITY is for SQLite; Postgres keeps what was acknowledged by its own settings.'];
}

/** Remarks on variables that look like ours and are not, with the name that was probably meant. */
function unknownNames(names: readonly string[]): string[] {
  const known = [...SETTING_NAMES, ...NAMES_READ_ELSEWHERE];
  return names
    .filter((name) => name.startsWith('CHATKU_') && !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      return `${printable(name)} is not a setting of Chatku and is ignored.${meant === null ? '' : ` Did you mean ${meant}?`}`;
    });
}

/** The known name at most three edits away, or null. */
function nearest(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = 4;
  for (const candidate of known) {
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** Cut and cleaned of control characters, so that a value cannot paint over the terminal. */
function printable(text: string): string {
  const clean = text.replace(/\p{Cc}/gu, '?');
  return clean.length > 80 ? `${clean.slice(0, 80)}...` : clean;
}
