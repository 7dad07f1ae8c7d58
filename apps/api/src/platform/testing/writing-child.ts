import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { openWriter, writerOptions } from '../database/data-sources.js';
import { migrationClass } from '../database/migration-files.js';
import { sqliteBaseline } from '../database/migration-writer.js';
import { Logger } from '../logging/logger.js';
import { SqliteUnitOfWork } from '../unit-of-work/sqlite-unit-of-work.js';
import { Book, Shelf } from './sample-entities.js';
import { TestClock } from './test-clock.js';

/*
 * A process that writes as fast as it can and says what was acknowledged, until it is killed. Each unit writes a shelf and
 * a book on it; every fifth throws after writing.
 */
const file = process.argv[2] ?? '';
const entities = [Shelf, Book];
const dataSource = await openWriter({
  ...writerOptions(file, entities),
  migrations: [migrationClass('Test1000000000000', await sqliteBaseline(entities))],
});
const unitOfWork = new SqliteUnitOfWork({ dataSource, clock: new TestClock(), logger: Logger.silent() });

async function writeForever(writer: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const id = randomUUID();
    const fails = (count + writer) % 5 === 0;
    try {
      await unitOfWork.run('write', async (tx) => {
        await tx.manager.insert(Shelf, { id, name: 'x' });
        await tx.manager.insert(Book, { id, shelfId: id, title: 't', createdAtMs: tx.nowMs });
        if (fails) throw new Error('on purpose');
      });
      process.stdout.write(`stored ${id}\n`);
    } catch {
      process.stdout.write(`refused ${id}\n`);
    }
  }
}

await Promise.all(Array.from({ length: 20 }, (_, writer) => writeForever(writer)));
