import { AppError } from './app-error.js';

/** The database cannot take writes now (disk full, disk broken, locked from outside). Nothing was acknowledged. */
export function storageUnavailable(cause: unknown): AppError {
  return new AppError('storage_unavailable', 'The server cannot store anything right now. Nothing was changed.', {
    fix: 'Try again in a moment. If you run this server, look at its log: the disk may be full.',
    retryAfterSeconds: 5,
    cause,
  });
}
