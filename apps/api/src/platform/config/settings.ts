import { resolve } from 'node:path';
import { mailSender } from '@chatku/schemas';
import ipaddr from 'ipaddr.js';
import * as v from 'valibot';
import { parseSmtpUrl } from '../mail/mail-server.js';
import { AllowList } from '../outbound/allow-list.js';
import { parseRedisUrl } from '../redis/redis-place.js';
import { isDatabaseUrl } from './database-url.js';

/** How much the log says, from most to least. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const PORT_MESSAGE = 'must be a whole number from 0 to 65535, for example 3000 (0 takes any free port).';

const port = (fallback: number) =>
  v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,5}$/, PORT_MESSAGE), v.transform(Number), v.maxValue(65_535, PORT_MESSAGE)),
    String(fallback),
  );

const URL_MESSAGE =
  'must be the address visitors use, scheme and host only, for example https://chat.example.com (no path, no user name).';

/** Only scheme, host and port: a path would have to be known to every link and script the server hands out. */
function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/') {
    return null;
  }
  return url.origin;
}

function isAddressOrRange(text: string): boolean {
  return text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text);
}

/** Whoever supervises the process does not wait for ever until it has gone. */
const DRAIN_MAX_SECONDS = 60;
const DRAIN_MESSAGE = `must be a whole number of seconds from 0 to ${DRAIN_MAX_SECONDS}: how long a node that is stopped goes on serving while the proxy learns of it.`;

/** What happened in the last quarter is never gone. */
const AUDIT_MIN_DAYS = 90;
const AUDIT_MAX_DAYS = 3650;
const AUDIT_MESSAGE = `must be a whole number of days from ${AUDIT_MIN_DAYS} to ${AUDIT_MAX_DAYS} (left out: audit lines are kept for good).`;

/** What an acknowledgement waits for on SQLite: `full`, the disk; `normal`, the operating system. */
export const DURABILITIES = ['full', 'normal'] as const;
export type Durability = (typeof DURABILITIES)[number];

/** Every variable of the environment that Chatku reads, and the rule of each. Empty counts as not set. */
export const Settings = v.object({
  HOST: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^[0-9A-Za-z.:_-]{1,253}$/,
        'must be an address or host name to listen on, for example 127.0.0.1 (this machine only) or 0.0.0.0 (all networks).',
      ),
    ),
    '127.0.0.1',
  ),
  PORT: port(3000),
  DEMO_PORT: port(4000),
  CHATKU_DATA_DIR: v.optional(
    v.pipe(
      v.string(),
      v.check((path) => !path.includes('\0'), 'must be the path of a folder, for example ./data.'),
      v.transform((path) => resolve(path)),
    ),
    './data',
  ),
  CHATKU_DURABILITY: v.optional(
    v.picklist(
      DURABILITIES,
      'must be full (what was acknowledged survives a power failure) or normal (faster on slow disks; a power failure may lose the last messages).',
    ),
    'full',
  ),
  DATABASE_URL: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.maxLength(1024, 'must have at most 1024 characters.'),
      v.check(
        isDatabaseUrl,
        'must be the address of a Postgres database, for example postgres://chatku:password@db.example.com:5432/chatku with each % of the password written as %25 (left out: SQLite in the data folder).',
      ),
    ),
  ),
  CHATKU_PUBLIC_URL: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => originOf(text) !== null, URL_MESSAGE),
      v.transform((text) => originOf(text) ?? text),
    ),
  ),
  CHATKU_OWNER_EMAIL: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(254, 'is too long for an e-mail address.'),
      v.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'must be an e-mail address, for example owner@example.com.'),
    ),
  ),
  CHATKU_OWNER_PASSWORD: v.optional(
    v.pipe(
      v.string(),
      v.minLength(12, 'must have at least 12 characters; choose a longer one.'),
      v.maxLength(200, 'must have at most 200 characters.'),
    ),
  ),
  CHATKU_TRUSTED_PROXIES: v.optional(
    v.pipe(
      v.string(),
      v.transform((list) =>
        list
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      ),
      v.check(
        (parts) => parts.every(isAddressOrRange),
        'must be a comma list of addresses or ranges of your own proxies, for example 127.0.0.1,10.0.0.0/8.',
      ),
      v.check(
        (parts) => parts.every((part) => !part.endsWith('/0')),
        'would trust every address on earth (a range ending in /0); name only your own proxies.',
      ),
    ),
    '',
  ),
  CHATKU_OUTBOUND_ALLOW: v.optional(
    v.pipe(
      v.string(),
      v.rawTransform(({ dataset, addIssue, NEVER }) => {
        const { list, wrong } = AllowList.parse(dataset.value);
        if (wrong.length === 0) return list;
        addIssue({
          message: `must be a comma list of names and addresses inside your network, for example crm.internal:8443,10.1.2.0/24 (no wildcard, no path, not everything). Not understood: ${wrong.map((part) => part.slice(0, 80).replace(/\p{Cc}/gu, '?')).join(', ')}.`,
        });
        return NEVER;
      }),
    ),
    '',
  ),
  CHATKU_SECRET: v.optional(
    v.pipe(
      v.string(),
      v.minLength(
        32,
        'must have at least 32 characters; make one with: node -e "console.log(crypto.randomBytes(32).toString(\'base64url\'))"',
      ),
      v.maxLength(1024, 'must have at most 1024 characters.'),
    ),
  ),
  CHATKU_SECRET_PREVIOUS: v.optional(
    v.pipe(
      v.string(),
      v.minLength(32, 'must be the CHATKU_SECRET of before, which had at least 32 characters.'),
      v.maxLength(1024, 'must have at most 1024 characters.'),
    ),
  ),
  CHATKU_SMTP_URL: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(1024, 'must have at most 1024 characters.'),
      v.check(
        (text) => parseSmtpUrl(text) !== null,
        'must be the mail server, for example smtp://user:password@mail.example.com:587 (STARTTLS) or smtps://... (TLS from the start); smtp://relay:25?tls=none only without a password.',
      ),
    ),
  ),
  CHATKU_MAIL_FROM: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => v.is(mailSender, text),
        'must be the sender, for example chat@example.com or Chat <chat@example.com>.',
      ),
    ),
  ),
  REDIS_URL: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(1024, 'must have at most 1024 characters.'),
      v.check(
        (text) => parseRedisUrl(text) !== null,
        'must be a Redis, for example redis://user:password@redis.internal:6379/0, or rediss://... (over TLS).',
      ),
    ),
  ),
  CHATKU_DRAIN_SECONDS: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,2}$/, DRAIN_MESSAGE),
      v.transform(Number),
      v.maxValue(DRAIN_MAX_SECONDS, DRAIN_MESSAGE),
    ),
    '0',
  ),
  CHATKU_AUDIT_DAYS: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,4}$/, AUDIT_MESSAGE),
      v.transform(Number),
      v.minValue(AUDIT_MIN_DAYS, AUDIT_MESSAGE),
      v.maxValue(AUDIT_MAX_DAYS, AUDIT_MESSAGE),
    ),
  ),
  CHATKU_METRICS_PORT: v.optional(
    v.pipe(v.string(), v.regex(/^\d{1,5}$/, PORT_MESSAGE), v.transform(Number), v.maxValue(65_535, PORT_MESSAGE)),
  ),
  CHATKU_METRICS_HOST: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^[0-9A-Za-z.:_-]{1,253}$/,
        'must be an address or host name to serve metrics on, for example 127.0.0.1.',
      ),
    ),
    '127.0.0.1',
  ),
  CHATKU_METRICS_TOKEN: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[\x21-\x7e]{20,512}$/, 'must have 20 to 512 characters without spaces, as a header carries them.'),
    ),
  ),
  CHATKU_LOG_LEVEL: v.optional(v.picklist(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}.`), 'info'),
});

/** The settings after parsing. */
export type ParsedSettings = v.InferOutput<typeof Settings>;

/** The names of all settings. */
export const SETTING_NAMES: readonly string[] = Object.keys(Settings.entries);

/**
 * Variables that begin with `CHATKU_` but are read by the start and test scripts, not by the server. Known here so that
 * no warning is given for them.
 */
export const NAMES_READ_ELSEWHERE: readonly string[] = [
  'CHATKU_SKIP_BROWSER',
  'CHATKU_REQUIRE_RUNTIMES',
  'CHATKU_REQUIRE_ENGINES',
  'CHATKU_TEST_DATABASE_URL',
  'CHATKU_TEST_REDIS_SERVER',
  'CHATKU_POSTGRES_URL',
];

/** Settings whose values must never be printed. */
export const SECRET_SETTINGS: ReadonlySet<string> = new Set([
  'CHATKU_OWNER_PASSWORD',
  'CHATKU_SECRET',
  'CHATKU_SECRET_PREVIOUS',
  'CHATKU_METRICS_TOKEN',
  'CHATKU_SMTP_URL',
  'REDIS_URL',
  'DATABASE_URL',
]);
