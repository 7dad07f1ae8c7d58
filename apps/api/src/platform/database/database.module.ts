import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { DataDir } from '../data-dir/data-dir.js';
import { Logger } from '../logging/logger.js';
import { Sweeper } from '../sweeper/sweeper.js';
import { MessageLane, OrdinaryMessageLane } from '../unit-of-work/message-lane.js';
import { SqliteUnitOfWork } from '../unit-of-work/sqlite-unit-of-work.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import { type EntityClass, openReader, openWriter, readerOptions, writerOptions } from './data-sources.js';
import { READER, Reader } from './reader.js';

@Global()
@Module({})
class DatabaseModule {}

/**
 * The database: one writing connection behind the gate, one reading. Exports `UnitOfWork`, `MessageLane` and `Reader` to
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
        inject: [DataDir],
        useFactory: (dataDir: DataDir) => ({ ...writerOptions(dataDir.databaseFile, entities), toRetry: () => false }),
        dataSourceFactory: async (options) => openWriter(requireOptions(options)),
      }),
      TypeOrmModule.forRootAsync({
        name: READER,
        // The writer is named so that it comes first: it makes the file and migrates it.
        inject: [DataDir, getDataSourceToken()],
        useFactory: (dataDir: DataDir) => ({ ...readerOptions(dataDir.databaseFile, entities), toRetry: () => false }),
        dataSourceFactory: async (options) => openReader(requireOptions(options)),
      }),
    ],
    providers: [
      Reader,
      Sweeper,
      {
        provide: UnitOfWork,
        inject: [DataSource, Clock, Logger],
        useFactory: (dataSource: DataSource, clock: Clock, logger: Logger) =>
          new SqliteUnitOfWork({ dataSource, clock, logger }),
      },
      {
        provide: MessageLane,
        inject: [UnitOfWork],
        useFactory: (unitOfWork: UnitOfWork) => new OrdinaryMessageLane(unitOfWork),
      },
    ],
    exports: [Reader, UnitOfWork, MessageLane, Sweeper],
  };
}

function requireOptions<Options>(options: Options | undefined): Options {
  if (options === undefined) throw new Error('TypeORM was given no options.');
  return options;
}
