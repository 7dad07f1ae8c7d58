import { AppError } from '../errors/app-error.js';
import { engineCode } from './database-errors.js';

/** The database cannot be used; the message says why and what to do, in words for the person at the terminal. */
export class DatabaseRefusal extends Error {
  override readonly name = 'DatabaseRefusal';
}

/** What keeps a Postgres database from being used, in plain words where it is known; anything else as it is. */
export function databaseRefusalOf(error: unknown): unknown {
  if (error instanceof DatabaseRefusal) return error;
  const cause = error instanceof AppError ? error.cause : error;
  const told = sentenceOf(engineCode(cause), cause);
  return told === null ? cause : new DatabaseRefusal(told, { cause });
}

function sentenceOf(code: string | null, error: unknown): string | null {
  switch (code) {
    case '28P01':
    case '28000':
      return 'The database refused the name or the password in DATABASE_URL. Correct it.';
    case '3D000':
      return "The database named in DATABASE_URL is not there. Make it with: CREATE DATABASE chatku TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';";
    case '42501':
      return 'The database user of DATABASE_URL may not make tables. Make it the owner of its database.';
    case '53300':
      return 'The database server takes no more connections. Each node wants up to 20; raise max_connections.';
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ECONNRESET':
      return `The database server of DATABASE_URL cannot be reached (${code}). Is it running, and are host and port right?`;
    case '57P03':
      return 'The database server is starting up or closing down. Try again in a moment.';
    default:
      return error instanceof Error && /timeout|terminated/i.test(error.message)
        ? 'The database server of DATABASE_URL does not answer. Is it running, and are host and port right?'
        : null;
  }
}
