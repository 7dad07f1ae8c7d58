import type pg from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { currentUnit, UnitOfWorkMisuse, type UnitScope } from '../unit-of-work/unit-scope.js';
import { databaseErrorOf, isStorageFailure, TransactionConflict } from './database-errors.js';
import { queryNamed } from './named-statements.js';
import { isHot, PreparedStatements, type StructuredResult } from './prepared-statements.js';

/** Who holds a query runner: the gate itself, one unit of work, or anybody else. */
type Owner = 'gate' | 'anybody' | UnitScope;

type Query = (sql: string, parameters?: unknown[], useStructuredResult?: boolean) => Promise<unknown>;

/** The few parts of TypeORM's SQLite driver and runner that are reached around their types. */
interface DriverInternals {
  queryRunner: QueryRunner | undefined;
  createQueryRunner(mode: string): QueryRunner;
}
interface RunnerInternals {
  isTransactionActive: boolean;
  transactionDepth: number;
}

/** What changes nothing, and so needs no transaction where nobody else writes meanwhile. */
const READS = /^\s*SELECT\b/i;

/** A unit may nest savepoints (`manager.transaction`), but beginning and ending belongs to the gate. */
const TRANSACTION_CONTROL = /^\s*(BEGIN|COMMIT|END|ROLLBACK(?!\s+TO\b))\b/i;

const guards = new WeakMap<DataSource, ConnectionGuard>();

/**
 * Stands before every statement of a data source and refuses those that would silently lose data: TypeORM's SQLite driver
 * has one connection, so a statement made beside an open unit of work would join its transaction and vanish with its
 * rollback, after having been acknowledged. (On Postgres it would be a transaction of its own: stored although the unit
 * failed. The rules are the same on both.)
 *
 * - inside a unit of work only the unit's own `tx` may speak; anything else is refused and fails the unit;
 * - a unit's `tx` falls silent when its callback ends;
 * - a sealed data source speaks through units only.
 */
export class ConnectionGuard {
  #owner: Owner = 'anybody';
  #sealed = false;
  readonly #dataSource: DataSource;
  readonly #beforeClose: Array<() => Promise<void>> = [];
  readonly #prepared: PreparedStatements | null;

  private constructor(dataSource: DataSource) {
    this.#dataSource = dataSource;
    this.#prepared = dataSource.options.type === 'sqlite' ? new PreparedStatements(dataSource) : null;
  }

  /** Puts a guard before a data source that has not been initialised yet. */
  static install(dataSource: DataSource): ConnectionGuard {
    const guard = new ConnectionGuard(dataSource);
    const driver = dataSource.driver as unknown as DriverInternals;
    const create = driver.createQueryRunner.bind(driver);
    driver.createQueryRunner = (mode) => {
      const runner = create(mode);
      // The SQLite driver would keep this one, and with it one transaction state, for everybody: each gets an own one.
      driver.queryRunner = undefined;
      return guard.#guarded(runner, guard.#owner);
    };
    const destroy = dataSource.destroy.bind(dataSource);
    dataSource.destroy = async () => {
      for (const step of guard.#beforeClose) await step();
      await guard.#prepared?.close();
      await destroy();
    };
    guards.set(dataSource, guard);
    return guard;
  }

  /** The guard of a data source. */
  static of(dataSource: DataSource): ConnectionGuard {
    const guard = guards.get(dataSource);
    if (guard === undefined) throw new UnitOfWorkMisuse('This data source was opened without a guard.');
    return guard;
  }

  /** From now on only units of work may speak (call it when migrations are done). */
  seal(): void {
    this.#sealed = true;
  }

  /** Something to be finished before the connection closes. */
  beforeClose(step: () => Promise<void>): void {
    this.#beforeClose.push(step);
  }

  /** A runner for the gate's own BEGIN and COMMIT. */
  gateRunner(): QueryRunner {
    return this.#runnerFor('gate');
  }

  /** A runner for one unit of work, inside the transaction that the gate has begun. */
  unitRunner(scope: UnitScope): QueryRunner {
    const runner = this.#runnerFor(scope);
    const internals = runner as unknown as RunnerInternals;
    // So that TypeORM begins no transaction of its own, and `manager.transaction` makes a savepoint.
    internals.isTransactionActive = true;
    internals.transactionDepth = 2;
    return runner;
  }

  /**
   * A connection of its own for one unit of work (Postgres, whose pool has many): the unit's runner, and its driver's client for
   * beginning and ending the transaction.
   */
  async unitConnection(scope: UnitScope): Promise<{ runner: QueryRunner; client: unknown }> {
    const runner = this.unitRunner(scope);
    try {
      return { runner, client: await runner.connect() };
    } catch (error) {
      await runner.release();
      throw databaseErrorOf(error);
    }
  }

  #runnerFor(owner: Owner): QueryRunner {
    this.#owner = owner;
    try {
      return this.#dataSource.createQueryRunner();
    } finally {
      this.#owner = 'anybody';
    }
  }

  #guarded(runner: QueryRunner, owner: Owner): QueryRunner {
    const plain = this.#preparing(runner);
    const mapped: Query = async (...args) => {
      try {
        return await plain(...args);
      } catch (error) {
        throw databaseErrorOf(error);
      }
    };
    const guarded: Query =
      owner === 'gate'
        ? mapped
        : owner === 'anybody'
          ? async (...args) => {
              this.#refuseAmbient();
              return mapped(...args);
            }
          : (...args) => unitQuery(owner, mapped, args, this.#prepared === null && isHot(args[0]));
    (runner as { query: Query }).query = guarded;
    return runner;
  }

  /** Statements that come again and again go to the engine as they were prepared, around TypeORM. */
  #preparing(runner: QueryRunner): Query {
    const query = (runner.query as Query).bind(runner);
    const prepared = this.#prepared;
    return async (sql, parameters, structured) => {
      if (!isHot(sql)) return query(sql, parameters, structured);
      const result =
        prepared === null ? await this.#queryNamed(runner, sql, parameters) : await prepared.query(sql, parameters);
      return structured === true ? result : result.raw;
    };
  }

  async #queryNamed(runner: QueryRunner, sql: string, parameters?: unknown[]): Promise<StructuredResult> {
    const client = (await runner.connect()) as pg.PoolClient;
    this.#dataSource.logger.logQuery(sql, parameters, runner);
    return queryNamed(client, sql, parameters);
  }

  #refuseAmbient(): void {
    const unit = currentUnit();
    if (unit !== null) {
      const error = new UnitOfWorkMisuse(
        `Inside the unit of work "${unit.name}" only its own tx may be used; this statement came from elsewhere.`,
      );
      unit.poison ??= error;
      throw error;
    }
    if (this.#sealed) {
      throw new UnitOfWorkMisuse('Writes go through UnitOfWork.run, reads through Reader.');
    }
  }
}

/** A unit that has asked for more than it waited for. (Its last statement is counted already.) */
function unawaited(scope: UnitScope): Error | null {
  return scope.pending > 1
    ? new UnitOfWorkMisuse(`The unit of work "${scope.name}" wrote its last without awaiting all its statements.`)
    : null;
}

/**
 * A statement of a unit: after the ones before it, and only while the unit lives and the engine has not failed.
 *
 * @param isNamed goes to Postgres under its name, and is sent behind others of its kind before they are answered: the engine takes them
 *   one after another all the same, each sees what was committed when its turn came, and behind one that failed it refuses the rest.
 */
function unitQuery(scope: UnitScope, query: Query, args: Parameters<Query>, isNamed: boolean): Promise<unknown> {
  if (scope.done) {
    return Promise.reject(new UnitOfWorkMisuse(`The unit of work "${scope.name}" has ended; its tx cannot be used.`));
  }
  if (TRANSACTION_CONTROL.test(args[0])) {
    const error = new UnitOfWorkMisuse(`The unit of work "${scope.name}" may not begin or end transactions itself.`);
    scope.poison ??= error;
    return Promise.reject(error);
  }
  if (scope.last === 'written') {
    const error = new UnitOfWorkMisuse(`The unit of work "${scope.name}" has written its last and goes on.`);
    scope.poison ??= error;
    return Promise.reject(error);
  }
  scope.writeAhead?.();
  scope.pending += 1;
  let { begin } = scope;
  if (scope.last === 'next') {
    // Where nothing was begun this statement is the commit, too: what would have the unit fail must be known before it.
    scope.last = 'written';
    const fault = scope.poison ?? unawaited(scope);
    if (fault !== null) {
      scope.pending -= 1;
      return Promise.reject(fault);
    }
    begin = null;
  } else if (READS.test(args[0])) begin = null;
  else scope.begin = null;
  // Without a transaction around it what reads or locks does no harm; a write would be stored whatever became of the unit.
  if (!isNamed) scope.turn = scope.tail;
  else if (!READS.test(args[0])) scope.turn = Promise.all([scope.turn, scope.begun]);
  const answer = scope.turn.then(async () => {
    try {
      if (scope.broken !== null) throw scope.broken;
      await begin?.();
      return await query(...args);
    } catch (error) {
      if (isStorageFailure(error) || error instanceof TransactionConflict) scope.broken ??= error as Error;
      throw error;
    } finally {
      scope.pending -= 1;
    }
  });
  const answered = answer.catch(() => undefined);
  scope.tail = isNamed ? Promise.all([scope.tail, answered]) : answered;
  if (!isNamed) scope.turn = answered;
  return answer;
}
