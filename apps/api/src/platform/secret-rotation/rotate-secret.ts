import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { InstallationSettings } from '../backup/backup-source.js';
import { schemaState } from '../backup/upgrade.js';
import type { Clock } from '../clock/clock.js';
import {
  fingerprintOf,
  freshSecret,
  readFingerprints,
  readRing,
  writeFingerprints,
  writeRing,
} from '../data-dir/at-rest-secret.js';
import { DataDir } from '../data-dir/data-dir.js';
import { DataDirError } from '../data-dir/data-dir-error.js';
import type { FolderLock } from '../data-dir/folder-lock.js';
import { SecretBox, type SecretRing } from '../data-dir/secret-box.js';
import { writerOptions } from '../database/data-sources.js';
import { openAnyWriter } from '../database/database.module.js';
import { lockDatabase } from '../database/database-lock.js';
import { requireSecretOfDatabase } from '../database/key-check.js';
import { postgresWriterOptions } from '../database/postgres.js';
import { Refusal } from '../errors/refusal.js';
import type { Feature } from '../feature.js';
import type { Logger } from '../logging/logger.js';
import { PostgresUnitOfWork } from '../unit-of-work/postgres-unit-of-work.js';
import { SqliteUnitOfWork } from '../unit-of-work/sqlite-unit-of-work.js';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.js';

/** The key of the lock under which the secret of a Postgres database is changed: `rotate` as bytes. */
const ROTATION_LOCK = 0x72_6f_74_61_74_65;

/** Rows sealed again in one unit of work: a running server's writes wait for no more than these. */
const BATCH_ROWS = 50;

/**
 * A unit of work that began before the new secret was there may have sealed with the older one, and ends within 30 seconds. What is looked
 * at after that, nobody seals with the older one any more.
 */
export const SETTLE_MS = 35_000;

const UNDER_WAY =
  'The at-rest secret is being changed already. Wait until that has ended; run this again if it did not come to its end.';

export interface RotationOptions {
  readonly config: InstallationSettings;
  readonly features: readonly Feature[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** This is the only node on its Postgres: no other one keeps the secret in a file of its own. */
  readonly isOnlyNode: boolean;
  /** Waits; a test's own need not. */
  readonly wait: (ms: number) => Promise<void>;
  /** Told after each step that a crash could follow. */
  readonly onStep?: (step: string) => void;
}

/** What a rotation did. */
export interface Rotation {
  readonly source: 'file' | 'settings';
  /** The check value of the secret of now. */
  readonly fingerprint: string;
  /** Rows sealed again, by what they are; zero where nothing was. */
  readonly resealed: ReadonlyMap<string, number>;
  /** Rows that neither secret opens, by what they are; left as they are. */
  readonly unopened: ReadonlyMap<string, number>;
}

type Counts = Pick<Rotation, 'resealed' | 'unopened'>;

/**
 * Changes the at-rest secret: puts a new one beside the old (or takes both from the settings), seals everything again with the new one in small
 * batches, and lets go of the old one when nothing is sealed with it any more. A server may run meanwhile. Killed at any point, both secrets are
 * still there, everything opens, and the next call goes on.
 *
 * @throws {Refusal} there is nothing to rotate, another rotation is under way, or the schema is older than this version.
 */
export async function rotateSecret(options: RotationOptions): Promise<Rotation> {
  // Before the secrets are read: two fresh ones would overwrite each other, and what was sealed with the first be lost.
  const release = await keepOthersOut(options.config);
  try {
    return await rotateAlone(options);
  } finally {
    await release();
  }
}

async function rotateAlone(options: RotationOptions): Promise<Rotation> {
  const { config, onStep } = options;
  const lock = await lockUnlessServed(config);
  try {
    await requireCurrentSchema(config);
    const ring = await ringToRotate(options);
    onStep?.('both secrets are there');
    await noteNewest(config.dataDir, ring);
    onStep?.('the newer is known');
    const box = new SecretBox(ring);
    const counts = await resealAll(options, box, lock === null);
    onStep?.('everything is sealed again');
    await writeFingerprints(config.dataDir, [fingerprintOf(ring.current)]);
    onStep?.('the older is forgotten');
    const source = config.atRestSecret === null ? 'file' : 'settings';
    if (source === 'file') await writeRing(config.dataDir, { current: ring.current, previous: [] });
    onStep?.('the older is gone');
    return { source, fingerprint: fingerprintOf(ring.current), ...counts };
  } finally {
    await lock?.release();
  }
}

/** Keeps every other rotation out, of the folder and of the database, also beside a running server. @returns lets them in again. */
async function keepOthersOut({ dataDir, databaseUrl }: InstallationSettings): Promise<() => Promise<void>> {
  const folder = await unlessTaken(DataDir.lockSecret(dataDir));
  if (folder === null) throw new Refusal(UNDER_WAY);
  try {
    const database = databaseUrl === null ? undefined : await lockDatabase(databaseUrl, ROTATION_LOCK);
    if (database === null) throw new Refusal(UNDER_WAY);
    return async () => {
      await database?.release();
      await folder.release();
    };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

/** The folder's lock, or null while a server has it (or where there is none to have). */
async function lockUnlessServed(config: InstallationSettings): Promise<FolderLock | null> {
  return config.databaseUrl === null ? unlessTaken(DataDir.lockFolder(config.dataDir)) : null;
}

async function unlessTaken(lock: Promise<FolderLock>): Promise<FolderLock | null> {
  try {
    return await lock;
  } catch (error) {
    if (error instanceof DataDirError && error.problem === 'in_use') return null;
    throw error;
  }
}

async function requireCurrentSchema(config: InstallationSettings): Promise<void> {
  const { isNew, pending } = await schemaState(config);
  if (isNew) throw new Refusal(`There is no database in ${config.dataDir} yet, and so nothing that is sealed.`);
  if (pending.length > 0) {
    throw new Refusal(`${pending.length} migrations have not run. Run "chatku migrate" or start the server first.`);
  }
}

/** Both secrets, the newer one in front; made now unless a rotation is being continued. */
async function ringToRotate({ config, isOnlyNode }: RotationOptions): Promise<SecretRing> {
  // For its refusal: of a secret that is not the folder's, nothing could be opened.
  await DataDir.readSecretBox(config);
  const ring = await readRing(config.dataDir, config);
  if (ring === null) throw new Refusal(`There is no at-rest secret in ${config.dataDir} yet.`);
  if (ring.previous.length > 0) return ring;
  if (config.atRestSecret !== null) {
    throw new Refusal(
      'The at-rest secret comes from CHATKU_SECRET. Make a new one, set it as CHATKU_SECRET and the present one as CHATKU_SECRET_PREVIOUS, restart every node, then run this again.',
    );
  }
  if (config.databaseUrl !== null && !isOnlyNode) {
    throw new Refusal(
      'On Postgres other nodes may have the secret in files of their own, and could open nothing any more. Say --only-node if there is none; else move the secret to CHATKU_SECRET first.',
    );
  }
  const both: SecretRing = { current: freshSecret(), previous: [ring.current] };
  await writeRing(config.dataDir, both);
  return both;
}

async function noteNewest(folder: string, { current }: SecretRing): Promise<void> {
  const known = await readFingerprints(folder);
  const newest = fingerprintOf(current);
  if (known.at(-1) !== newest) await writeFingerprints(folder, [...known.filter((one) => one !== newest), newest]);
}

async function resealAll(options: RotationOptions, box: SecretBox, isServed: boolean): Promise<Counts> {
  const { config, features, clock, logger } = options;
  const entities = features.flatMap((feature) => feature.entities ?? []);
  const dataSource = await openAnyWriter(
    config.databaseUrl === null
      ? writerOptions(join(config.dataDir, 'chatku.db'), entities)
      : postgresWriterOptions(config.databaseUrl, entities),
  );
  const unitOfWork = unitOfWorkOn(dataSource, { clock, logger });
  const resealed = new Map<string, number>();
  try {
    if (config.databaseUrl !== null) {
      const secret = { secretBox: box, forgetNewSecret: () => Promise.resolve() };
      await unitOfWork.run('secret-rotation.key-check', (tx) => requireSecretOfDatabase(tx, secret));
    }
    await round(options, unitOfWork, box, resealed);
    if (isServed) await options.wait(SETTLE_MS);
    // Until a whole round finds nothing more.
    for (;;) {
      const { found, unopened } = await round(options, unitOfWork, box, resealed);
      if (found === 0) return { resealed, unopened };
    }
  } finally {
    await dataSource.destroy();
  }
}

function unitOfWorkOn(dataSource: DataSource, parts: Pick<RotationOptions, 'clock' | 'logger'>): UnitOfWork {
  const options = { dataSource, ...parts };
  return dataSource.options.type === 'postgres'
    ? new PostgresUnitOfWork(options)
    : new SqliteUnitOfWork({ ...options, beginsAtOnce: true });
}

/** Goes through everything that is sealed. @returns how many rows an older secret had sealed, and those that did not open. */
async function round(
  { features, onStep }: RotationOptions,
  unitOfWork: UnitOfWork,
  box: SecretBox,
  resealed: Map<string, number>,
): Promise<{ found: number; unopened: Map<string, number> }> {
  let found = 0;
  const unopened = new Map<string, number>();
  for (const rows of features.flatMap((feature) => feature.sealed ?? [])) {
    let after: string | null = '';
    while (after !== null) {
      const from: string = after;
      const batch = await unitOfWork.run('secret-rotation.reseal', (tx) => rows.reseal(tx, box, from, BATCH_ROWS));
      found += batch.resealed;
      add(resealed, rows.what, batch.resealed);
      if (batch.unopened > 0) add(unopened, rows.what, batch.unopened);
      if (batch.resealed > 0) onStep?.(`some ${rows.what}`);
      after = batch.last;
    }
  }
  return { found, unopened };
}

function add(counts: Map<string, number>, what: string, count: number): void {
  counts.set(what, (counts.get(what) ?? 0) + count);
}
