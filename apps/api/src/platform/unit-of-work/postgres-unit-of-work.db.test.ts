import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findAll, insertAll } from '../database/bulk.js';
import { UniqueViolation } from '../database/database-errors.js';
import { lockAlone, lockBoth, lockTogether } from '../database/locks.js';
import { Book, Shelf } from '../testing/sample-entities.js';
import { Signal } from '../testing/signal.js';
import { type TestDatabase, testDatabase } from '../testing/test-database.js';
import { atEnd } from './at-end.js';
import type { Tx } from './tx.js';
import { UnitOfWorkMisuse } from './unit-scope.js';

describe('units of work beside each other', () => {
  let db: TestDatabase;
  beforeEach(async () => {
    db = await testDatabase([Shelf, Book]);
  });
  afterEach(() => db.close());

  const unit = <T>(name: string, work: (tx: Tx) => Promise<T>) => db.unitOfWork.run(name, work);
  const add = (tx: Tx, id: string) => tx.manager.insert(Shelf, { id, name: id });
  const names = async () => (await db.reader.manager.find(Shelf, { order: { id: 'ASC' } })).map(({ name }) => name);
  /** Waits until so many of this database's statements wait for a lock. */
  const waiting = (count: number) =>
    expect
      .poll(async () => {
        const [row] = await db.reader.manager.query(
          `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return Number(row.n);
      })
      .toBe(count);

  test('none waits for another that has nothing to do with it', async () => {
    const second = new Signal();
    const slow = unit('slow', async (tx) => {
      await add(tx, 'slow');
      await second.given;
    });
    await unit('quick', (tx) => add(tx, 'quick'));
    expect(await names()).toEqual(['quick']);
    second.give();
    await slow;
    expect(await names()).toEqual(['quick', 'slow']);
  });

  test('more than there are connections wait for their turn, and all are done', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, at) => unit(`many ${at}`, (tx) => add(tx, `${1000 + at}`))));
    expect(await names()).toHaveLength(100);
  });

  test('what is held alone is waited for, and then seen as it was left', async () => {
    const [held, go] = [new Signal(), new Signal()];
    const first = unit('first', async (tx) => {
      await lockAlone(tx, ['bot', 'b']);
      held.give();
      await go.given;
      await add(tx, 'a');
    });
    await held.given;
    const second = unit('second', async (tx) => {
      expect(await lockAlone(tx, ['bot', 'b'])).toBe(true);
      return tx.manager.count(Shelf);
    });
    const other = unit('other', async (tx) => void (await lockAlone(tx, ['bot', 'c'])));
    await other;
    await waiting(1);
    go.give();
    await first;
    expect(await second).toBe(1);
  });

  test('what is held together keeps only those out who want it alone', async () => {
    const [held, go] = [new Signal(), new Signal()];
    const first = unit('first', async (tx) => {
      await lockTogether(tx, ['bot', 'b']);
      held.give();
      await go.given;
    });
    await held.given;
    await unit('together', async (tx) => void (await lockTogether(tx, ['bot', 'b'])));
    const alone = unit('alone', async (tx) => void (await lockAlone(tx, ['bot', 'b'])));
    await waiting(1);
    go.give();
    await Promise.all([first, alone]);
  });

  test('what is read behind a lock without waiting for it is what its holder left', async () => {
    const [held, go] = [new Signal(), new Signal()];
    const first = unit('first', async (tx) => {
      await lockAlone(tx, ['contact', 'c']);
      held.give();
      await go.given;
      await add(tx, 'a');
    });
    await held.given;
    const second = unit('second', async (tx) => {
      const asked = [
        lockBoth(tx, [['bot', 'b']], [['contact', 'c']]),
        findAll(tx, Shelf, ['id'], [{ id: 'a' }]),
      ] as const;
      return (await Promise.all(asked))[1].map(({ id }) => id);
    });
    await waiting(1);
    go.give();
    await first;
    expect(await second).toEqual(['a']);
  });

  test('what is held together and what is held alone can be asked for at once', async () => {
    const [held, go] = [new Signal(), new Signal()];
    const first = unit('first', async (tx) => {
      await lockBoth(tx, [['bot', 'b']], [['contact', 'c']]);
      held.give();
      await go.given;
    });
    await held.given;
    await unit('together', async (tx) => void (await lockTogether(tx, ['bot', 'b'])));
    const alone = (['bot', 'contact'] as const).map((kind) =>
      unit(kind, async (tx) => void (await lockAlone(tx, [kind, kind[0] ?? '']))),
    );
    await waiting(2);
    go.give();
    await Promise.all([first, ...alone]);
  });

  test('one whose transaction could not be begun stores nothing, and is refused', async () => {
    const [asked, answer] = [new Signal(), new Signal()];
    const query = pg.Client.prototype.query as (...words: unknown[]) => unknown;
    const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
      this: pg.Client,
      ...words: unknown[]
    ) {
      if (words[0] !== 'BEGIN') return query.apply(this, words);
      return answer.given.then(() => Promise.reject(Object.assign(new Error('cancelled'), { code: '57014' })));
    } as never);
    const writing = unit('writing', async (tx) => {
      const written = Promise.all([
        findAll(tx, Shelf, ['id'], [{ id: 'a' }]),
        insertAll(tx, Shelf, [{ id: 'a', name: 'a' }]),
        add(tx, 'b'),
      ]);
      asked.give();
      await written;
    }).catch((error: unknown) => error);
    await asked.given;
    // On a connection of its own: by then the server has what the unit sent to it, if it sent it.
    const meanwhile = await names();
    answer.give();
    const refused = await writing;
    spy.mockRestore();
    expect(refused).toMatchObject({ code: 'storage_unavailable' });
    expect([meanwhile, await names()]).toEqual([[], []]);
  });

  test('one whose statements went out together fails with the first that failed, and nothing is stored', async () => {
    await unit('first', (tx) => add(tx, 'a'));
    const failing = unit('again', async (tx) => {
      await Promise.all([
        insertAll(tx, Shelf, [{ id: 'a', name: 'a' }]),
        lockAlone(tx, ['bot', 'b']),
        insertAll(tx, Shelf, [{ id: 'c', name: 'c' }]),
      ]);
    });
    await expect(failing).rejects.toBeInstanceOf(UniqueViolation);
    expect(await names()).toEqual(['a']);
  });

  test('what comes again and again is parsed and planned once, and looks rows up however few there were', async () => {
    await unit('row', (tx) => add(tx, 'a'));
    await unit('again and again', async (tx) => {
      for (let time = 0; time < 8; time += 1) await findAll(tx, Shelf, ['id'], [{ id: 'a' }]);
      const [kept, ...others]: { name: string; plans: number }[] = await tx.manager.query(
        `SELECT name, generic_plans AS plans FROM pg_prepared_statements WHERE statement LIKE '%"shelf"%'`,
      );
      expect(others).toEqual([]);
      expect(kept?.plans).toBeGreaterThan(0);
      const plan: object[] = await tx.manager.query(`EXPLAIN EXECUTE ${kept?.name}('[{"id":"a"}]')`);
      expect(JSON.stringify(plan)).toContain('Index Scan');
      expect(JSON.stringify(plan)).not.toContain('Seq Scan');
    });
  });

  test('several that want the same things take them in one order, however they name them', async () => {
    const both = (names: readonly ['contact', string][]) =>
      unit('both', async (tx) => {
        await lockAlone(tx, ...names);
        const [row] = await tx.manager.find(Shelf);
        if (row === undefined) await add(tx, 'n');
        else await tx.manager.update(Shelf, { id: 'n' }, { name: `${row.name}+` });
      });
    const [one, two] = [
      ['contact', '1'],
      ['contact', '2'],
    ] as const;
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => both(at % 2 === 0 ? [[...one], [...two]] : [[...two], [...one]])),
    );
    expect(await names()).toEqual([`n${'+'.repeat(19)}`]);
    expect(db.log.filter(({ msg }) => String(msg).includes('run again'))).toEqual([]);
  });

  test('one that the engine ends because of a deadlock is run again, and is done once', async () => {
    await unit('rows', async (tx) => {
      for (const id of ['1', '2']) await add(tx, id);
    });
    const after: string[] = [];
    const bothHold = { a: new Signal(), b: new Signal() };
    const cross = (name: 'a' | 'b', first: string, second: string) =>
      unit(name, async (tx) => {
        tx.afterCommit(() => void after.push(name));
        await tx.manager.query('UPDATE shelf SET name = name || $1 WHERE id = $2', [name, first]);
        bothHold[name].give();
        await Promise.all([bothHold.a.given, bothHold.b.given]);
        await tx.manager.query('UPDATE shelf SET name = name || $1 WHERE id = $2', [name, second]);
      });
    await Promise.all([cross('a', '1', '2'), cross('b', '2', '1')]);
    const [one = '', two = ''] = await names();
    expect([one.length, two.length]).toEqual([3, 3]);
    expect(one.slice(1)).toBe(two.slice(1));
    expect(after.sort()).toEqual(['a', 'b']);
    // Who is run again may be back at the row before the other was woken, and meet it once more: then there are two.
    expect(db.log.filter(({ msg }) => String(msg).includes('run again'))).not.toEqual([]);
  });

  test('one that goes on after a failed statement is refused, and nothing of it is stored', async () => {
    const careless = unit('careless', async (tx) => {
      await add(tx, 'a');
      await add(tx, 'a').catch(() => undefined);
    });
    await expect(careless).rejects.toBeInstanceOf(UnitOfWorkMisuse);
    expect(await names()).toEqual([]);
    await unit('next', (tx) => add(tx, 'next'));
    expect(await names()).toEqual(['next']);
  });

  test('what is left for the end is done last, within the unit', async () => {
    const order: string[] = [];
    await unit('ending', async (tx) => {
      await atEnd(tx, async () => {
        order.push('end');
        await add(tx, 'end');
      });
      order.push('work');
      await add(tx, 'work');
    });
    expect(order).toEqual(['work', 'end']);
    expect(await names()).toEqual(['end', 'work']);
    const failing = unit('failing', async (tx) => {
      await add(tx, 'lost');
      await atEnd(tx, () => Promise.reject(new Error('at the end')));
    });
    await expect(failing).rejects.toThrow('at the end');
    expect(await names()).toEqual(['end', 'work']);
  });

  test('one whose connection breaks is refused and told in the log; the next one gets another connection', async () => {
    const [begun, ended] = [new Signal(), new Signal()];
    let pid = 0;
    const cut = unit('cut', async (tx) => {
      await add(tx, 'b');
      [{ pid }] = await tx.manager.query('SELECT pg_backend_pid() AS pid');
      begun.give();
      await ended.given;
      await add(tx, 'c');
    });
    const refused = cut.catch((error: unknown) => error);
    await begun.given;
    await db.reader.manager.query('SELECT pg_terminate_backend($1)', [pid]);
    ended.give();
    expect(await refused).toMatchObject({ code: 'storage_unavailable' });
    expect(db.log.filter(({ level }) => level === 'error')).toMatchObject([{ units: ['cut'] }]);
    await unit('next', (tx) => add(tx, 'next'));
    expect(await names()).toEqual(['next']);
  });

  test('a connection that breaks before anybody listens to it ends nothing', async () => {
    const { driver } = db.writer as unknown as {
      driver: { obtainMasterConnection(): Promise<[pg.PoolClient, (error?: Error) => void]> };
    };
    const [client, release] = await driver.obtainMasterConnection();
    expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow();
    release(new Error('broken'));
    await unit('next', (tx) => add(tx, 'next'));
    expect(await names()).toEqual(['next']);
  });

  test('what the engine says of a row’s values goes no further', async () => {
    await unit('first', (tx) => add(tx, 'sentinel@example.com'));
    const error = await unit('again', (tx) => add(tx, 'sentinel@example.com')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UniqueViolation);
    expect((error as UniqueViolation).is('shelf', 'id')).toBe(true);
    const { cause } = error as { cause: Error & { detail?: string; driverError?: { detail?: string } } };
    expect([cause.message, cause.detail, cause.driverError?.detail].join()).not.toContain('sentinel');
  });

  test('acknowledged is on disk, and nobody waits for ever: the settings are asked of the server', async () => {
    const shown = async (query: (sql: string) => Promise<unknown>, name: string) =>
      Object.values(((await query(`SHOW ${name}`)) as object[])[0] ?? {})[0];
    await unit('settings', async (tx) => {
      const ask = (sql: string) => tx.manager.query(sql);
      expect(await shown(ask, 'synchronous_commit')).toBe('on');
      expect(await shown(ask, 'transaction_isolation')).toBe('read committed');
      expect(await shown(ask, 'statement_timeout')).toBe('30s');
      expect(await shown(ask, 'lock_timeout')).toBe('10s');
      expect(await shown(ask, 'idle_in_transaction_session_timeout')).toBe('45s');
      expect(await shown(ask, 'enable_seqscan')).toBe('off');
    });
    expect(await shown((sql) => db.reader.manager.query(sql), 'enable_seqscan')).toBe('on');
    expect(await shown((sql) => db.reader.manager.query(sql), 'plan_cache_mode')).toBe('force_custom_plan');
    expect(await shown((sql) => db.reader.manager.query(sql), 'transaction_read_only')).toBe('on');
  });
});
