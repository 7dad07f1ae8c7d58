import { createHash } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { DataSource } from 'typeorm';
import { PRODUCT_VERSION } from '../config/version.js';
import type { Engine } from '../database/dialect.js';
import { BACKUP_FORMAT, type BackupEnd, type BackupHead } from './backup-format.js';
import { Snapshot } from './snapshot.js';

/** What is to be kept. */
export interface BackupSource {
  /** A data source that is used for nothing else meanwhile. */
  readonly dataSource: DataSource;
  readonly engine: Engine;
  /** Check values of the secrets that open what is sealed. */
  readonly fingerprints: readonly string[];
  /** The file `secret`, when it is to be part of it. */
  readonly secret: string | null;
  readonly nowMs: number;
}

/** What went into a backup. */
export interface BackupSummary {
  readonly head: BackupHead;
  readonly end: BackupEnd;
}

/**
 * Writes a backup of one instant, while a server may go on writing.
 *
 * @param out is ended when all is in it.
 */
export async function takeBackup(source: BackupSource, out: Writable): Promise<BackupSummary> {
  const runner = source.dataSource.createQueryRunner();
  const snapshot = await Snapshot.take(runner, source.engine);
  try {
    const head = await headOf(source, snapshot);
    const written: { end?: BackupEnd } = {};
    const lines = linesOf(head, snapshot, (end) => {
      written.end = end;
    });
    await pipeline(Readable.from(lines, { objectMode: false }), createGzip(), out);
    if (written.end === undefined) throw new Error('A backup ended without its last line.');
    return { head, end: written.end };
  } finally {
    await snapshot.close();
    await runner.release();
  }
}

async function headOf(source: BackupSource, snapshot: Snapshot): Promise<BackupHead> {
  return {
    chatku_backup: BACKUP_FORMAT,
    made_at: new Date(source.nowMs).toISOString(),
    version: PRODUCT_VERSION,
    engine: source.engine,
    migrations: await snapshot.migrations(),
    contains: {
      database: true,
      attachments: 'in the database',
      keys: 'sealed with the at-rest secret',
      secret: source.secret !== null,
    },
    secret_fingerprints: [...source.fingerprints],
    ...(source.secret === null ? {} : { secret: source.secret }),
  };
}

async function* linesOf(head: BackupHead, snapshot: Snapshot, onEnd: (end: BackupEnd) => void): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const said = (lines: readonly unknown[]): Buffer => {
    const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'utf8');
    hash.update(bytes);
    return bytes;
  };
  yield said([head]);
  const rows: Record<string, number> = {};
  for (const table of await snapshot.tables()) {
    yield said([{ table: table.name, columns: table.columns }]);
    let count = 0;
    for await (const page of snapshot.rows(table)) {
      count += page.length;
      yield said(page);
    }
    rows[table.name] = count;
  }
  yield said((await snapshot.sequences()).map((sequence) => ({ sequence })));
  const end: BackupEnd = { end: true, rows, sha256: hash.digest('hex') };
  onEnd(end);
  yield Buffer.from(`${JSON.stringify(end)}\n`, 'utf8');
}
