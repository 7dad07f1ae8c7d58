import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { Config } from '../config/config.js';
import { DataDir } from '../data-dir/data-dir.js';
import { Leases } from '../leases/leases.js';
import { LeasesRepository } from '../leases/leases.repository.js';
import { Logger } from '../logging/logger.js';
import { MeasuredLane } from '../metrics/measured-lane.js';
import { MeasuredUnitOfWork } from '../metrics/measured-unit-of-work.js';
import { Metrics } from '../metrics/metrics.js';
import { Sweeper } from '../sweeper/sweeper.js';
import { GroupMessageLane } from '../unit-of-work/group-message-lane.js';
import { MessageLane } from '../unit-of-work/message-lane.js';
import { PostgresUnitOfWork } from '../unit-of-work/postgres-unit-of-work.js';
import { SqliteUnitOfWork, type SqliteUnitOfWorkOptions } from '../unit-of-work/sqlite-unit-of-work.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import { type EntityClass, openReader, openWriter, readerOptions, writerOptions } from './data-sources.js';
import { requireSecretOfDatabase } from './key-check.js';
import { openPostgresReader, openPostgresWriter, postgresReaderOptions, postgresWriterOptions } from './postgres.js';
import { READER, Reader } from './reader.js';

@Global()
@Module({})
class DatabaseModule {}

/**
 * The database: on SQLite one writing connection behind the gate and one reading, on Postgres a pool of each. Exports `UnitOfWork`, `MessageLane` and `Reader` to
 * everybody, and `Sweeper` for what has had its day; `@InjectRepository` is not offered, since an ambient repository could
 * only be refused.
 *
 * @param entities all entities of all features.
 */
export function databaseModule(entities: readonly EntityClass[]): DynamicModule {
  return {
    module: DatabaseModule,
    imports: [
      TypeOrmModule.forRootAsync({
        inject: [Config, DataDir],
        useFactory: (config: Config, dataDir: DataDir) => ({
          ...(config.databaseUrl === null
            ? writerOptions(dataDir.databaseFile, entities, config.durability)
            : postgresWriterOptions(config.databaseUrl, entities)),
          toRetry: () => false,
        }),
        dataSourceFactory: (options) => openAnyWriter(requireOptions(options)),
      }),
      TypeOrmModule.forRootAsync({
        name: READER,
        // The writer is named so that it comes first: it makes the file and migrates it.
        inject: [Config, DataDir, getDataSourceToken()],
        useFactory: (config: Config, dataDir: DataDir) => ({
          ...(config.databaseUrl === null
            ? readerOptions(dataDir.databaseFile, entities)
            : postgresReaderOptions(config.databaseUrl, entities)),
          toRetry: () => false,
        }),
        dataSourceFactory: (options) => openAnyReader(requireOptions(options)),
      }),
    ],
    providers: [
      Reader,
      LeasesRepository,
      Leases,
      Sweeper,
      {
        provide: UnitOfWork,
        inject: [DataSource, Clock, Logger, DataDir, Metrics],
        useFactory: async (dataSource: DataSource, clock: Clock, logger: Logger, dataDir: DataDir, metrics: Metrics) =>
          new MeasuredUnitOfWork(await openUnitOfWork({ dataSource, clock, logger }, dataDir), metrics),
      },
      {
        provide: MessageLane,
        inject: [DataSource, UnitOfWork, Logger, Metrics],
        useFactory: (dataSource: DataSource, unitOfWork: UnitOfWork, logger: Logger, metrics: Metrics) =>
          new MeasuredLane(laneOf(dataSource, unitOfWork, logger), metrics),
      },
    ],
    exports: [Reader, UnitOfWork, MessageLane, Leases, Sweeper],
  };
}

/** Opens the writing connections of either engine, migrated. */
export function openAnyWriter(options: DataSourceOptions): Promise<DataSource> {
  return options.type === 'postgres' ? openPostgresWriter(options) : openWriter(options);
}

function openAnyReader(options: DataSourceOptions): Promise<DataSource> {
  return options.type === 'postgres' ? openPostgresReader(options) : openReader(options);
}

async function openUnitOfWork(options: SqliteUnitOfWorkOptions, dataDir: DataDir): Promise<UnitOfWork> {
  // SQLite's file lies in the folder of its secret, which is held against the folder's own fingerprint.
  if (options.dataSource.options.type !== 'postgres') return new SqliteUnitOfWork(options);
  const unitOfWork = new PostgresUnitOfWork(options);
  await unitOfWork.run('database.key-check', (tx) => requireSecretOfDatabase(tx, dataDir));
  return unitOfWork;
}

/**
 * The end of a workspace's event log is held from a group's last statement to its commit: while one commits another reads and decides,
 * and more would wait there, and be smaller. With one, whoever holds up a single conversation would hold up all.
 */
const POSTGRES_GROUPS_AT_ONCE = 2;

/** On SQLite the gate lets one group at a time in; on Postgres they run beside each other. */
function laneOf(dataSource: DataSource, unitOfWork: UnitOfWork, logger: Logger): MessageLane {
  const isPostgres = dataSource.options.type === 'postgres';
  return new GroupMessageLane(unitOfWork, logger, isPostgres ? POSTGRES_GROUPS_AT_ONCE : Number.POSITIVE_INFINITY);
}

function requireOptions<Options>(options: Options | undefined): Options {
  if (options === undefined) throw new Error('TypeORM was given no options.');
  return options;
}
