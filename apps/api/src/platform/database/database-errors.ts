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
  return code !== null && STORAGE_CODES.has(code);
}

const UNIQUE = /UNIQUE constraint failed: (.+)$/;

/** Turns what the engine said into one of the errors above; anything else is handed back as it is. */
export function databaseErrorOf(error: unknown): unknown {
  const code = engineCode(error);
  if (code === null) return error;
  if (STORAGE_CODES.has(code)) return storageUnavailable(error);
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
