import { AppError } from '../errors/app-error.js';
import { storageUnavailable } from '../errors/storage-unavailable.js';

/** A row with these values is already there. Catch it where a race is part of the design; else the caller gets 409. */
export class UniqueViolation extends Error {
  override readonly name = 'UniqueViolation';

  constructor(
    readonly table: string,
    readonly columns: readonly string[],
    options?: ErrorOptions,
  ) {
    super(`A row of ${table} with the same ${columns.join(', ')} exists already.`, options);
  }

  /** True when it is this table's uniqueness over exactly these columns (in any order). */
  is(table: string, ...columns: readonly string[]): boolean {
    return (
      this.table === table &&
      this.columns.length === columns.length &&
      columns.every((column) => this.columns.includes(column))
    );
  }
}

/** A row refers to one that is not there, or is referred to and cannot go. */
export class ForeignKeyViolation extends Error {
  override readonly name = 'ForeignKeyViolation';
}

/** A value breaks a CHECK or NOT NULL rule of its table. A fault of this program, never of the caller. */
export class RowRuleViolation extends Error {
  override readonly name = 'RowRuleViolation';
}

/** Two transactions stood in each other's way, and the engine ended this one. Nothing of it is stored; it may be run again. */
export class TransactionConflict extends Error {
  override readonly name = 'TransactionConflict';
}

/** Result codes after which SQLite may have rolled the whole transaction back by itself, or cannot go on. */
const STORAGE_CODES: ReadonlySet<string> = new Set([
  'SQLITE_FULL',
  'SQLITE_IOERR',
  'SQLITE_NOMEM',
  'SQLITE_BUSY',
  'SQLITE_LOCKED',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  'SQLITE_PROTOCOL',
  'SQLITE_INTERRUPT',
  'SQLITE_MISUSE',
]);

/**
 * The same of Postgres, by the first characters of its code: connection lost (08), out of space, memory or connections (53),
 * waited too long for a row (55P03), ended by a timeout (57014), server going or starting (57P), disk (58), sent to a copy
 * that only reads (25006), silent for too long inside a transaction (25P03), broken data (XX).
 */
const POSTGRES_STORAGE = /^(08...|53...|55P03|57014|57P0.|58...|25006|25P03|XX...)$/;
/** What the network says when the server is away. */
const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What the driver and TypeORM say by themselves, without a code, when a connection is gone or none is to be had. */
const LOST_CONNECTION =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after|Query runner already released)/;

/** The engine's own code, wherever TypeORM put it. */
export function engineCode(error: unknown): string | null {
  const outer = error as { code?: unknown; driverError?: { code?: unknown } } | null;
  const code = outer?.driverError?.code ?? outer?.code;
  return typeof code === 'string' ? code : null;
}

/** True when the engine failed as such, so that no statement after it can be trusted to be inside the transaction. */
export function isStorageFailure(error: unknown): boolean {
  if (error instanceof AppError) return error.code === 'storage_unavailable';
  const code = engineCode(error);
  if (code === null) return error instanceof Error && LOST_CONNECTION.test(error.message);
  return STORAGE_CODES.has(code) || NETWORK_CODES.has(code) || POSTGRES_STORAGE.test(code);
}

const UNIQUE = /UNIQUE constraint failed: (.+)$/;

/** Turns what the engine said into one of the errors above; anything else is handed back as it is. */
export function databaseErrorOf(error: unknown): unknown {
  const code = engineCode(error);
  if (isStorageFailure(error)) return storageUnavailable(error);
  if (code === '40001' || code === '40P01') {
    return new TransactionConflict('Two transactions stood in each other’s way.', { cause: error });
  }
  if (code?.startsWith('23')) return postgresRefusalOf(error, code);
  if (code !== 'SQLITE_CONSTRAINT') return error;
  const message = (error as Error).message;
  const unique = UNIQUE.exec(message)?.[1];
  if (unique !== undefined) {
    const names = unique.split(', ').map((name) => name.split('.'));
    return new UniqueViolation(
      names[0]?.[0] ?? '',
      names.map((parts) => parts[1] ?? parts[0] ?? ''),
      { cause: error },
    );
  }
  // The engine's sentence names tables and rules only, never values.
  if (message.includes('FOREIGN KEY')) return new ForeignKeyViolation(message, { cause: error });
  return new RowRuleViolation(message, { cause: error });
}

interface PostgresFacts {
  table?: string;
  constraint?: string;
  detail?: string;
  where?: string;
}

/** A rule of a table broken on Postgres. Its error names the values too: people's data, taken off before it goes on. */
function postgresRefusalOf(error: unknown, code: string): Error {
  const facts: PostgresFacts = { ...(error as PostgresFacts) };
  const { driverError } = error as { driverError?: PostgresFacts };
  for (const carrier of [error as PostgresFacts, driverError]) {
    if (carrier === undefined) continue;
    delete carrier.detail;
    delete carrier.where;
  }
  const table = facts.table ?? '';
  if (code === '23505') {
    // `Key (bot_id, name_key)=(...) already exists.`, in whatever language the server speaks.
    const columns = /\(([^()]+)\)=\(/.exec(facts.detail ?? '')?.[1] ?? facts.constraint ?? '';
    return new UniqueViolation(
      table,
      columns.split(', ').map((column) => column.replaceAll('"', '')),
      { cause: error },
    );
  }
  const rule = `${table}: ${facts.constraint ?? 'a value that is missing'}`;
  return code === '23503'
    ? new ForeignKeyViolation(rule, { cause: error })
    : new RowRuleViolation(rule, { cause: error });
}
