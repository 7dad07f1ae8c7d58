import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lastBackupAtMs } from '../../platform/backup/last-backup.js';
import type { Config } from '../../platform/config/config.js';
import { SealBroken } from '../../platform/data-dir/secret-box.js';
import { DatabaseRefusal } from '../../platform/database/database-refusal.js';
import type { Db } from '../../platform/database/db.js';
import { type Inspection, inspectDatabase, inspectPostgres } from '../../platform/database/inspection.js';
import type { MailServer } from '../../platform/mail/mail-server.js';
import { redisPrefixOf } from '../../platform/redis/redis-place.js';
import { backgroundJobsFeature } from '../background-jobs/index.js';
import { botsFeature, originsOfAllBots } from '../bots/index.js';
import { findMailServer, mailServerOfEnvironment } from '../mail/index.js';
import { judgeBackup } from './backup-check.js';
import { checkClock } from './clock-check.js';
import { checkDataFolder, checkDisk, type FolderReport } from './data-folder-checks.js';
import { judgeDatabase } from './database-check.js';
import { FarSide, reasonOf, type World } from './far-side.js';
import { type Finding, fail, ok, skipped, warn } from './finding.js';
import { checkMail } from './mail-check.js';
import { checkCertificate, checkPublicUrl, checkServer, judgeClientAddress } from './public-url-checks.js';
import { checkRedis } from './redis-check.js';
import { checkSealedRows, SEALING_FEATURES } from './sealed-rows-check.js';
import { checkSocket } from './socket-check.js';

/** What to look at. */
export interface Patient {
  readonly config: Config;
  /** Remarks on the settings. */
  readonly warnings: readonly string[];
  /** A server whose clock is believed, or null. */
  readonly clockUrl: string | null;
}

/** Looks at everything, and changes nothing. One finding after another, each in the order of `CHECKS`. */
export async function examine(patient: Patient, world: World): Promise<Finding[]> {
  const { config } = patient;
  const folder = await checkDataFolder(config);
  const inside = await lookInside(config, folder);
  return [
    ...judgeSettings(patient.warnings),
    ...folder.findings,
    await checkDisk(config).catch((error) => skipped('disk', `It could not be asked (${reasonOf(error)}).`)),
    inside.database,
    inside.sealed,
    folder.isOurs
      ? judgeBackup(await lastBackupAtMs(config.dataDir), Date.now())
      : skipped('backup', 'The folder is left alone by another user.'),
    await checkRedis(config, folder.secretBox === null ? 'chatku:doctor' : redisPrefixOf(folder.secretBox)),
    ...(await examineFromOutside(patient, folder, inside.botOrigins, world)),
    inside.mail === 'unreadable' ? mailUnreadable : await checkMail(inside.mail),
  ];
}

const mailUnreadable = warn(
  'mail',
  'mail_unreadable',
  'The mail settings of the console could not be read.',
  'Mend what is said above first.',
);

function judgeSettings(warnings: readonly string[]): Finding[] {
  if (warnings.length === 0) return [ok('settings', 'The settings are right.')];
  return warnings.map((says) => warn('settings', 'settings_unknown', says, 'Correct its name, or remove it.'));
}

async function examineFromOutside(
  { config, clockUrl }: Patient,
  { secretBox }: FolderReport,
  botOrigins: readonly string[],
  world: World,
): Promise<Finding[]> {
  const { publicUrl } = config;
  const far = new FarSide(world);
  const url = await checkPublicUrl(publicUrl, botOrigins, world);
  if (url.code === 'name_unknown') {
    const why = 'Nobody can be asked without an address.';
    return [
      url,
      ...(['certificate', 'server'] as const).map((check) => skipped(check, why)),
      await checkClock(null, clockUrl, far, world),
      ...(['client address', 'WebSocket'] as const).map((check) => skipped(check, why)),
    ];
  }
  const certificate = await checkCertificate(publicUrl, far, world);
  const server = secretBox === null ? null : await checkServer(publicUrl, secretBox, far, world);
  const seen = server?.seen ?? null;
  const isOurs = server?.finding.status === 'ok';
  return [
    url,
    certificate,
    server?.finding ?? skipped('server', 'It can be recognised only with the secret in the data folder.'),
    await checkClock(server?.answer ?? null, clockUrl, far, world),
    seen === null
      ? skipped('client address', 'Only this server could tell.')
      : judgeClientAddress(publicUrl, seen.honest, seen.forger),
    isOurs ? await checkSocket(publicUrl, far) : skipped('WebSocket', 'It would not be this server’s.'),
  ];
}

interface Inside {
  readonly database: Finding;
  readonly sealed: Finding;
  readonly botOrigins: readonly string[];
  readonly mail: MailServer | null | 'unreadable';
}

/** What the database says: about itself, and for the other checks. */
async function lookInside(config: Config, { isOurs, secretBox }: FolderReport): Promise<Inside> {
  const fromEnvironment = mailServerOfEnvironment(config);
  const without = (database: Finding): Inside => ({
    database,
    sealed: skipped('sealed rows', 'The database and its secret are needed for that.'),
    botOrigins: [],
    mail: fromEnvironment ?? 'unreadable',
  });
  if (!isOurs) return without(skipped('database', 'It is left alone by another user.'));
  // Mails that wait are among the background jobs.
  const entities = [botsFeature, backgroundJobsFeature, ...SEALING_FEATURES].flatMap(
    (feature) => feature.entities ?? [],
  );
  const judged = async (db: Db, inspection: Inspection): Promise<Inside> => {
    const database = judgeDatabase(inspection);
    // Of another version, or damaged: what it says cannot be relied on.
    if (database.status !== 'ok' && database.code !== 'wal_large') return without(database);
    const outside = { ...without(database), botOrigins: await originsOfAllBots(db) };
    if (secretBox === null) return outside;
    const sealed = await checkSealedRows(db, secretBox, config.atRestSecret !== null);
    const stored = await findMailServer(db, config, secretBox).catch(unlessSealed);
    return { ...outside, sealed, mail: fromEnvironment ?? stored };
  };
  if (config.databaseUrl !== null) {
    return inspectPostgres(config.databaseUrl, entities, judged).catch((error) =>
      without(
        fail(
          'database',
          'database_unreachable',
          error instanceof DatabaseRefusal ? error.message : `Postgres cannot be asked (${reasonOf(error)}).`,
          'Correct DATABASE_URL, or start Postgres.',
        ),
      ),
    );
  }
  const file = join(config.dataDir, 'chatku.db');
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    return without(
      fail('database', 'database_missing', `There is no database in ${config.dataDir}.`, 'Start the server once.'),
    );
  }
  try {
    return await inspectDatabase(file, entities, judged);
  } catch (error) {
    return without(
      fail(
        'database',
        'database_unreadable',
        `The database cannot be read (${reasonOf(error)}).`,
        'Keep a copy of the folder before anything else, then restore the last backup.',
      ),
    );
  }
}

function unlessSealed(error: unknown): 'unreadable' {
  if (error instanceof SealBroken) return 'unreadable';
  throw error;
}
