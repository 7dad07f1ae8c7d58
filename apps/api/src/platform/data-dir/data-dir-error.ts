/** Why the data folder cannot be used. */
export type DataDirProblem = 'in_use' | 'unwritable' | 'disk_full' | 'wrong_secret' | 'unreadable_secret';

/** The data folder cannot be used; the message says why and what to do, in words for the person at the terminal. */
export class DataDirError extends Error {
  override readonly name = 'DataDirError';

  constructor(
    readonly problem: DataDirProblem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Turns what the operating system said about a path into plain words. */
export function dataDirErrorOf(error: unknown, path: string): DataDirError {
  const code = (error as { code?: unknown }).code;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return new DataDirError(
        'disk_full',
        `The disk of the data folder ${path} is full. Free some space, or set CHATKU_DATA_DIR to a folder on another disk.`,
        { cause: error },
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new DataDirError(
        'unwritable',
        `The data folder ${path} cannot be made, because a file stands where a folder is needed. Set CHATKU_DATA_DIR to another path.`,
        { cause: error },
      );
    default:
      return new DataDirError(
        'unwritable',
        `The data folder ${path} cannot be written (${String(code ?? 'unknown reason')}). Give this user write permission, or set CHATKU_DATA_DIR to another folder.`,
        { cause: error },
      );
  }
}
