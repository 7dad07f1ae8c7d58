import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import * as v from 'valibot';
import { Refusal } from '../errors/refusal.js';
import {
  BACKUP_FORMAT,
  type BackupEnd,
  BackupHead,
  type BackupRow,
  EndLine,
  SequenceLine,
  TableLine,
} from './backup-format.js';
import type { Sequence, TableShape } from './database-catalog.js';

/** A backup, part by part, in the order of the file. */
export type BackupPart =
  | { readonly kind: 'head'; readonly head: BackupHead }
  | { readonly kind: 'table'; readonly table: TableShape }
  | { readonly kind: 'rows'; readonly table: TableShape; readonly rows: readonly BackupRow[] }
  | { readonly kind: 'sequence'; readonly sequence: Sequence }
  | { readonly kind: 'end'; readonly end: BackupEnd };

/** Rows handed over at once. */
const ROWS_AT_ONCE = 500;

/** A line longer than this is none of ours. */
const LINE_MAX_BYTES = 64 * 1024 ** 2;

/**
 * Reads a backup and holds it against its own checksum and counts; the last part comes only when all of it was right.
 *
 * @throws {Refusal} no backup, of a newer format, cut short, or altered.
 */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  const hash = createHash('sha256');
  const counted: Record<string, number> = {};
  let table: TableShape | null = null;
  let rows: BackupRow[] = [];
  let isFirst = true;
  let isOver = false;
  for await (const line of linesOf(file)) {
    if (isOver) throw broken(file, 'something follows its end');
    const said = parsed(file, line);
    if (isFirst) {
      yield { kind: 'head', head: headOf(file, said) };
      isFirst = false;
    } else if (Array.isArray(said)) {
      if (table === null || said.length !== table.columns.length) throw broken(file, 'a row is not as its table');
      rows.push(said as BackupRow);
      counted[table.name] = (counted[table.name] ?? 0) + 1;
      if (rows.length === ROWS_AT_ONCE) {
        yield { kind: 'rows', table, rows };
        rows = [];
      }
    } else {
      if (table !== null && rows.length > 0) yield { kind: 'rows', table, rows };
      rows = [];
      if (v.is(EndLine, said)) {
        if (said.sha256 !== hash.digest('hex')) throw broken(file, 'its checksum is another');
        if (!sameCounts(said.rows, counted)) throw broken(file, 'rows are missing');
        isOver = true;
        yield { kind: 'end', end: said };
        continue;
      }
      if (v.is(TableLine, said)) {
        table = { name: said.table, columns: said.columns };
        counted[table.name] = 0;
        yield { kind: 'table', table };
      } else if (v.is(SequenceLine, said)) {
        table = null;
        yield { kind: 'sequence', sequence: said.sequence };
      } else {
        throw broken(file, 'a line of it means nothing here');
      }
    }
    hash.update(line).update('\n');
  }
  if (!isOver) throw broken(file, isFirst ? 'it is empty' : 'its end is missing');
}

function headOf(file: string, said: unknown): BackupHead {
  const head = v.safeParse(BackupHead, said);
  if (head.success) return head.output;
  const format = (said as { chatku_backup?: unknown } | null)?.chatku_backup;
  if (typeof format === 'number' && format > BACKUP_FORMAT) {
    throw new Refusal(
      `The backup ${file} was written by a newer version of Chatku (format ${format}, and this version reads ${BACKUP_FORMAT}). Install that version, then restore.`,
    );
  }
  throw new Refusal(`The file ${file} is no backup of Chatku.`);
}

function parsed(file: string, line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    throw new Refusal(`The file ${file} is no backup of Chatku, or it was altered.`);
  }
}

function sameCounts(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

const broken = (file: string, why: string): Refusal =>
  new Refusal(`The backup ${file} is damaged: ${why}. Nothing was restored from it; use another one.`);

/** The lines of a gzip file, without their line ends. (Node's own line reader also breaks at U+2028, which is text here.) */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  const raw = createReadStream(file);
  const stream = raw.on('error', (error) => stream.destroy(error)).pipe(createGunzip());
  let rest: Buffer[] = [];
  let restBytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      let from = 0;
      for (let to = chunk.indexOf(10); to !== -1; to = chunk.indexOf(10, from)) {
        const line = chunk.subarray(from, to);
        yield rest.length === 0 ? line : Buffer.concat([...rest, line]);
        rest = [];
        restBytes = 0;
        from = to + 1;
      }
      if (from < chunk.length) {
        rest.push(chunk.subarray(from));
        restBytes += chunk.length - from;
      }
      if (restBytes > LINE_MAX_BYTES) throw broken(file, 'a line has no end');
    }
  } catch (error) {
    throw readFailureOf(error, file);
  } finally {
    raw.destroy();
    stream.destroy();
  }
  if (rest.length > 0) throw broken(file, 'its last line is cut');
}

function readFailureOf(error: unknown, file: string): unknown {
  switch ((error as { code?: unknown }).code) {
    case 'ENOENT':
      return new Refusal(`There is no file ${file}.`);
    case 'EISDIR':
      return new Refusal(`${file} is a folder. Name the backup file in it.`);
    case 'EACCES':
    case 'EPERM':
      return new Refusal(`The file ${file} may not be read by this user.`);
    case 'Z_BUF_ERROR':
      return broken(file, 'its end is missing');
    case 'Z_DATA_ERROR':
      return new Refusal(`The file ${file} is no backup of Chatku, or it was altered.`);
    default:
      return error;
  }
}
