import type pg from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Clock } from '../clock/clock.js';
import { ConnectionGuard } from '../database/connection-guard.js';
import { databaseErrorOf, isStorageFailure, TransactionConflict } from '../database/database-errors.js';
import { POOL_SIZE } from '../database/postgres.js';
import { AppError } from '../errors/app-error.js';
import { storageUnavailable } from '../errors/storage-unavailable.js';
import type { Logger } from '../logging/logger.js';
import { endingsOf } from './at-end.js';
import { refusalAtEntrance } from './entrance.js';
import type { Tx } from './tx.js';
import { UnitOfWork } from './unit-of-work.js';
import { inUnit, newUnitScope, UnitOfWorkMisuse, type UnitScope } from './unit-scope.js';

type Hook = () => void | Promise<void>;

export interface PostgresUnitOfWorkOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A unit that takes longer is named in the log. */
  readonly slowAfterMs?: number;
  /** A unit that takes longer is rolled back and refused. */
  readonly abortAfterMs?: number;
}

/** How often a unit is run at the most where the engine ends it because of another one (a deadlock). */
const ATTEMPTS = 5;

/** The parts of TypeORM's runner that are reached around its types. */
interface RunnerInternals {
  releasePostgresConnection(error?: Error): Promise<void>;
}

/**
 * Units of work on Postgres: each a transaction on a connection of its own, many at a time.
 *
 * Read Committed: each statement sees what was committed before it, so that a unit which waited for a row's lock goes on with
 * what the one before it made of the row. What must not change under a unit's feet it locks (`lockRows`), writes by
 * compare-and-set, or leaves to a constraint; SQLite's one writer needed none of these.
 *
 * A unit that the engine ends because of a deadlock is run again from its beginning: a callback does nothing that outlives it
 * except through `tx`, and its `afterCommit` hooks are dropped with the attempt.
 */
export class PostgresUnitOfWork extends UnitOfWork {
  readonly #guard: ConnectionGuard;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #slowAfterMs: number;
  readonly #abortAfterMs: number;
  readonly #running = new Set<Promise<unknown>>();
  /** Units that have a connection; as many as there are connections, so that none waits for one and is refused for it. */
  #connected = 0;
  /** Units that wait for their turn, first come, first served. */
  readonly #waiting: Array<() => void> = [];
  #open = true;

  constructor(options: PostgresUnitOfWorkOptions) {
    super();
    this.#guard = ConnectionGuard.of(options.dataSource);
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#slowAfterMs = options.slowAfterMs ?? 1_000;
    this.#abortAfterMs = options.abortAfterMs ?? 30_000;
    this.#guard.beforeClose(() => this.close());
  }

  get isOpen(): boolean {
    return this.#open;
  }

  run<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const refusal = refusalAtEntrance(name, this.#open);
    if (refusal !== null) return Promise.reject(refusal);
    const running = this.#runUntilDone(name, work);
    this.#running.add(running);
    const forget = () => void this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }

  /** Takes no new units and waits for those that were taken. */
  async close(): Promise<void> {
    this.#open = false;
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async #runUntilDone<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#inTurn(() => this.#runOnce(name, work));
      } catch (error) {
        if (!(error instanceof TransactionConflict)) throw this.#refusal(name, error);
        this.#logger.debug('A unit of work met another one and is run again', { unit: name, attempt });
        if (attempt === ATTEMPTS) throw this.#refusal(name, storageUnavailable(error));
      }
    }
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#connected < POOL_SIZE) this.#connected += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#connected -= 1;
      else next();
    }
  }

  /** An engine that failed is told in the log, once, with the unit it failed under. */
  #refusal(name: string, error: unknown): unknown {
    if (!isStorageFailure(error)) return error;
    this.#logger.error('The database refused a transaction; nothing of it was acknowledged', {
      units: [name],
      err: error,
    });
    return error instanceof AppError ? error : storageUnavailable(error);
  }

  async #runOnce<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const scope = newUnitScope(name);
    const { runner, client } = await this.#guard.unitConnection(scope);
    const connection = client as pg.PoolClient;
    let broken: Error | undefined;
    try {
      // Not awaited: what only reads or locks is sent right behind it. Whatever writes waits until it is answered.
      scope.begun = control(connection, 'BEGIN').catch((error: unknown) => {
        scope.broken ??= error as Error;
      });
      scope.tail = scope.begun;
      const hooks: Hook[] = [];
      const value = await this.#work(scope, this.#txFor(runner, scope, hooks), work);
      const { command } = await control(connection, 'COMMIT').catch((error: unknown) => {
        throw isStorageFailure(error) ? outcomeUnknown(error) : error;
      });
      // Where a statement failed and the callback went on as if nothing were, COMMIT rolls back without an error.
      if (command !== 'COMMIT') {
        throw new UnitOfWorkMisuse(
          `The unit of work "${name}" went on after a statement had failed. Give such a statement a savepoint: tx.manager.transaction(...).`,
        );
      }
      for (const hook of hooks) this.#runHook(name, hook);
      return value;
    } catch (error) {
      const mapped = databaseErrorOf(error);
      if (isStorageFailure(mapped)) broken = mapped as Error;
      else
        await control(connection, 'ROLLBACK').catch((failed: unknown) => {
          broken = failed as Error;
        });
      throw mapped;
    } finally {
      scope.done = true;
      // With an error the pool throws the connection away instead of lending it to the next unit.
      await (runner as unknown as RunnerInternals).releasePostgresConnection(broken);
    }
  }

  /** Runs the callback and what it left for the end, and waits for all they asked of the database. */
  async #work<T>(scope: UnitScope, tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
    const startedMs = performance.now();
    const watchdog = this.#watch(scope.name);
    const endings = endingsOf.open(tx);
    try {
      const working = inUnit(scope, async () => {
        const value = await work(tx);
        for (const ending of endings) await ending();
        return value;
      });
      const value = await Promise.race([working, watchdog.tooLong]);
      if (scope.pending > 0) {
        throw new UnitOfWorkMisuse(`The unit of work "${scope.name}" ended without awaiting all its statements.`);
      }
      scope.done = true;
      await scope.tail;
      const fault = scope.broken ?? scope.poison;
      if (fault !== null) throw fault;
      return value;
    } catch (error) {
      scope.done = true;
      // Statements on their way must be answered before the transaction is ended.
      await scope.tail;
      throw scope.broken ?? scope.poison ?? error;
    } finally {
      watchdog.stop();
      endingsOf.close(tx);
      const heldMs = performance.now() - startedMs;
      if (heldMs > this.#slowAfterMs) {
        this.#logger.warn('A unit of work took long', { unit: scope.name, held_ms: Math.round(heldMs) });
      }
    }
  }

  #txFor(runner: QueryRunner, scope: UnitScope, hooks: Hook[]): Tx {
    const { manager } = runner;
    return Object.freeze({
      manager,
      nowMs: this.#clock.nowMs(),
      repository: manager.getRepository.bind(manager),
      afterCommit: (hook: Hook) => {
        if (scope.done) throw new UnitOfWorkMisuse(`The unit of work "${scope.name}" has ended.`);
        hooks.push(hook);
      },
    } satisfies Tx);
  }

  /** Gives up on a unit that never ends: whoever needs its rows waits for it. */
  #watch(name: string): { tooLong: Promise<never>; stop(): void } {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(new UnitOfWorkMisuse(`The unit of work "${name}" did not end in ${this.#abortAfterMs} ms.`)),
        this.#abortAfterMs,
      );
    });
    tooLong.catch(() => undefined);
    return { tooLong, stop: () => clearTimeout(timer) };
  }

  #runHook(name: string, hook: Hook): void {
    const failed = (error: unknown) => {
      this.#logger.error('Something to be done after a commit failed', { unit: name, err: error });
    };
    try {
      const ended = hook();
      if (ended instanceof Promise) ended.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

/** A statement of the unit of work itself. */
async function control(client: pg.PoolClient, sql: 'BEGIN' | 'COMMIT' | 'ROLLBACK'): Promise<pg.QueryResult> {
  try {
    return await client.query(sql);
  } catch (error) {
    throw databaseErrorOf(error);
  }
}

/** The connection broke between COMMIT and its answer: the rows may be there or not, and nobody here can know. */
function outcomeUnknown(cause: unknown): AppError {
  return new AppError('storage_unavailable', 'The server lost its database before it knew whether this was stored.', {
    fix: 'Send the same again, with the same id where it has one: it is never stored twice.',
    retryAfterSeconds: 5,
    cause,
  });
}
