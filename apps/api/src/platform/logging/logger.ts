import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import type { LogLevel } from '../config/settings.js';
import { humanLines } from './human-lines.js';

/** Facts that go with a line. Ids and counts; never text of visitors, tokens or keys. An error goes under `err`. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Names whose values are replaced wherever they stand in the fields of a line, two levels deep. */
const REDACTED_NAMES = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'key',
  'special_key',
  'identifier_hash',
  'identity_token',
  'api_key',
  'session_token',
  'guest_secret',
  'tab_secret',
];

const REDACT_PATHS = [
  ...REDACTED_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  ...['set-cookie', 'x-api-key'].flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
];

/**
 * What of an error may be logged. Not the whole object: a failed query carries its parameters, which are people's data.
 */
function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error).slice(0, 500) };
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: errorFields(error.cause) }),
  };
}

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Where lines go; standard output when left out. */
  readonly destination?: DestinationStream;
  /** Lines for a person instead of JSON; by default when standard output is a terminal. */
  readonly human?: boolean;
}

/** The log of the process. Message first, then fields. */
export class Logger {
  readonly #pino: PinoLogger;

  constructor(pinoLogger: PinoLogger) {
    this.#pino = pinoLogger;
  }

  /** A logger that writes JSON lines, or lines for people on a terminal. */
  static create(options: LoggerOptions): Logger {
    const human = options.human ?? (options.destination === undefined && process.stdout.isTTY === true);
    const raw = options.destination ?? pino.destination({ fd: 1, sync: true });
    return new Logger(
      pino(
        {
          level: options.level,
          base: null,
          timestamp: pino.stdTimeFunctions.isoTime,
          formatters: { level: (label) => ({ level: label }) },
          redact: { paths: REDACT_PATHS, censor: '[redacted]' },
          serializers: { err: errorFields },
        },
        human ? humanLines(raw) : raw,
      ),
    );
  }

  /** A logger that writes nothing. */
  static silent(): Logger {
    return Logger.create({ level: 'silent' });
  }

  /** A logger that adds `fields` to each of its lines. */
  child(fields: LogFields): Logger {
    return new Logger(this.#pino.child(fields));
  }

  trace(message: string, fields: LogFields = {}): void {
    this.#pino.trace(fields, message);
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#pino.debug(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#pino.info(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#pino.warn(fields, message);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#pino.error(fields, message);
  }

  fatal(message: string, fields: LogFields = {}): void {
    this.#pino.fatal(fields, message);
  }
}
