import { AsyncResource } from 'node:async_hooks';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Clock } from '../clock/clock.js';
import { ConnectionGuard } from '../database/connection-guard.js';
import { isStorageFailure } from '../database/database-errors.js';
import { hotStatement } from '../database/prepared-statements.js';
import { AppError } from '../errors/app-error.js';
import { storageUnavailable } from '../errors/storage-unavailable.js';
import type { Logger } from '../logging/logger.js';
import { refusalAtEntrance } from './entrance.js';
import type { Tx } from './tx.js';
import { UnitOfWork } from './unit-of-work.js';
import { inUnit, newUnitScope, outsideUnits, UnitOfWorkMisuse, type UnitScope } from './unit-scope.js';

/** A unit that waits for the gate. */
interface Waiting {
  readonly name: string;
  readonly work: (tx: Tx) => Promise<unknown>;
  /** Runs a function in the asynchronous context of the unit's caller. */
  readonly inCallersContext: <T>(body: () => T) => T;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Hook = () => void | Promise<void>;

/** How a unit's callback ended; nobody has been told yet. */
type Ending =
  | { readonly ok: true; readonly value: unknown; readonly hooks: readonly Hook[] }
  | { readonly ok: false; readonly error: unknown };

export interface SqliteUnitOfWorkOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A unit that holds the gate longer is named in the log. */
  readonly slowAfterMs?: number;
  /** A unit that holds the gate longer is rolled back and refused. */
  readonly abortAfterMs?: number;
  /** For who writes beside a server that runs: what a unit reads then stays as it is until the unit ends. */
  readonly beginsAtOnce?: boolean;
}

const BEGIN_IMMEDIATE = hotStatement('BEGIN IMMEDIATE');
const SAVEPOINT = hotStatement('SAVEPOINT unit');
const ROLLBACK_TO = hotStatement('ROLLBACK TO unit');
const RELEASE = hotStatement('RELEASE unit');
const COMMIT = hotStatement('COMMIT');
const ROLLBACK = hotStatement('ROLLBACK');

/** Units that share one commit at most. */
const MAX_GROUP = 64;

/**
 * The gate before SQLite's one writing connection: first come, first served. Units that wait together share one
 * transaction and so one wait for the disk, each in a savepoint of its own; none is acknowledged before the COMMIT.
 */
export class SqliteUnitOfWork extends UnitOfWork {
  readonly #guard: ConnectionGuard;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #slowAfterMs: number;
  readonly #abortAfterMs: number;
  readonly #beginsAtOnce: boolean;
  /** Bound here, so that the loop belongs to no request's context. */
  readonly #startLoop: () => void;
  #waiting: Waiting[] = [];
  #loop: Promise<void> | null = null;
  #open = true;

  constructor(options: SqliteUnitOfWorkOptions) {
    super();
    this.#guard = ConnectionGuard.of(options.dataSource);
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#slowAfterMs = options.slowAfterMs ?? 1_000;
    this.#abortAfterMs = options.abortAfterMs ?? 30_000;
    this.#beginsAtOnce = options.beginsAtOnce ?? false;
    this.#startLoop = outsideUnits(() =>
      AsyncResource.bind(() => {
        this.#loop = Promise.resolve().then(() => this.#serve());
      }),
    );
    this.#guard.beforeClose(() => this.close());
  }

  get isOpen(): boolean {
    return this.#open;
  }

  run<T>(name: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const refusal = refusalAtEntrance(name, this.#open);
    if (refusal !== null) return Promise.reject(refusal);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({
        name,
        work,
        inCallersContext: AsyncResource.bind(<R>(body: () => R): R => body()) as <R>(body: () => R) => R,
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      if (this.#loop === null) this.#startLoop();
    });
  }

  /** Takes no new units and waits for those that were taken. */
  async close(): Promise<void> {
    this.#open = false;
    while (this.#loop !== null) await this.#loop;
  }

  async #serve(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, MAX_GROUP);
      try {
        await this.#runGroup(group);
      } catch (error) {
        // Not reached by a failing unit or engine; if it is, nobody may be left waiting.
        for (const unit of group) unit.reject(error);
      }
    }
    this.#loop = null;
  }

  async #runGroup(group: readonly Waiting[]): Promise<void> {
    const gate = this.#guard.gateRunner();
    const [first] = group;
    if (group.length === 1 && first !== undefined && !this.#beginsAtOnce) return this.#runAlone(first, gate);
    const endings: Ending[] = [];
    let started = 0;
    try {
      await gate.query(BEGIN_IMMEDIATE);
      for (const unit of group) {
        await gate.query(SAVEPOINT);
        started += 1;
        const ending = await this.#runUnit(unit, newUnitScope(unit.name));
        // Fails where the engine has rolled the whole transaction back by itself; then the group is lost, and told so.
        if (!ending.ok) await gate.query(ROLLBACK_TO);
        await gate.query(RELEASE);
        endings.push(ending);
      }
      if (endings.some((ending) => ending.ok)) await gate.query(COMMIT);
      else await this.#rollBack(gate);
    } catch (error) {
      await this.#rollBack(gate);
      // Where not even BEGIN worked, trying one unit after the other would make each wait for nothing.
      const lost = started === 0 ? group.length : started;
      this.#refuse(group.slice(0, lost), error);
      this.#waiting.unshift(...group.slice(lost));
      return;
    }
    group.forEach((unit, index) => {
      this.#tell(unit, endings[index] as Ending);
    });
  }

  /**
   * A unit that waits with no other begins when it first writes: while it has the gate nobody else writes what it reads. (The
   * one other process that may write, `chatku rotate-secret`, changes nothing but how secrets are sealed, by compare-and-set.)
   */
  async #runAlone(unit: Waiting, gate: QueryRunner): Promise<void> {
    const scope = newUnitScope(unit.name);
    scope.begin = () => gate.query(BEGIN_IMMEDIATE);
    const ending = await this.#runUnit(unit, scope);
    const begun = scope.begin === null;
    try {
      if (ending.ok && begun) await gate.query(COMMIT);
      if (!ending.ok && begun) await this.#rollBack(gate);
    } catch (error) {
      await this.#rollBack(gate);
      this.#refuse([unit], error);
      return;
    }
    if (!ending.ok && isStorageFailure(ending.error)) this.#refuse([unit], ending.error);
    else this.#tell(unit, ending);
  }

  #tell(unit: Waiting, ending: Ending): void {
    if (!ending.ok) {
      unit.reject(ending.error);
      return;
    }
    for (const hook of ending.hooks) this.#runHook(unit, hook);
    unit.resolve(ending.value);
  }

  /** Runs one callback and waits for all it asked of the database. Never throws. */
  async #runUnit(unit: Waiting, scope: UnitScope): Promise<Ending> {
    const hooks: Hook[] = [];
    const tx = this.#txFor(scope, hooks);
    const startedMs = performance.now();
    const watchdog = this.#watch(scope);
    let ending: Ending;
    try {
      const working = unit.inCallersContext(() => inUnit(scope, async () => unit.work(tx)));
      const value = await Promise.race([working, watchdog.tooLong]);
      if (scope.pending > 0) {
        throw new UnitOfWorkMisuse(`The unit of work "${unit.name}" ended without awaiting all its statements.`);
      }
      ending = { ok: true, value, hooks };
    } catch (error) {
      ending = { ok: false, error };
    }
    scope.done = true;
    watchdog.stop();
    // Statements on their way must be in before the savepoint is closed, or they would join the next unit.
    await scope.tail;
    const fault = scope.broken ?? scope.poison;
    if (fault !== null) ending = { ok: false, error: fault };
    const heldMs = performance.now() - startedMs;
    if (heldMs > this.#slowAfterMs) {
      this.#logger.warn('A unit of work held the gate for long', { unit: unit.name, held_ms: Math.round(heldMs) });
    }
    return ending;
  }

  #txFor(scope: UnitScope, hooks: Hook[]): Tx {
    const { manager } = this.#guard.unitRunner(scope);
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

  /** Says in the log who holds the gate while it is being held, and gives up on a unit that never ends. */
  #watch(scope: UnitScope): { tooLong: Promise<never>; stop(): void } {
    let giveUp: (error: Error) => void = () => undefined;
    const tooLong = new Promise<never>((_resolve, reject) => {
      giveUp = reject;
    });
    tooLong.catch(() => undefined);
    const slow = setTimeout(() => {
      this.#logger.warn('A unit of work is holding the gate; all writes wait for it', { unit: scope.name });
    }, this.#slowAfterMs);
    const abort = setTimeout(() => {
      // Its last statement is its commit: what the disk makes of it is waited for, as with any other.
      if (scope.last === 'written' && scope.begin !== null) return;
      giveUp(new UnitOfWorkMisuse(`The unit of work "${scope.name}" did not end in ${this.#abortAfterMs} ms.`));
    }, this.#abortAfterMs);
    return {
      tooLong,
      stop: () => {
        clearTimeout(slow);
        clearTimeout(abort);
      },
    };
  }

  #runHook(unit: Waiting, hook: Hook): void {
    const failed = (error: unknown) => {
      this.#logger.error('Something to be done after a commit failed', { unit: unit.name, err: error });
    };
    try {
      const ended = unit.inCallersContext(hook);
      if (ended instanceof Promise) ended.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  async #rollBack(gate: QueryRunner): Promise<void> {
    try {
      await gate.query(ROLLBACK);
    } catch {
      // The engine rolled back by itself, or never began.
    }
  }

  /** Nothing of these units was stored, so none of them may be acknowledged, whatever their callbacks said. */
  #refuse(units: readonly Waiting[], error: unknown): void {
    this.#logger.error('The database refused a transaction; nothing of it was acknowledged', {
      units: units.map((unit) => unit.name),
      err: error,
    });
    const refusal = isStorageFailure(error) && error instanceof AppError ? error : storageUnavailable(error);
    for (const unit of units) unit.reject(refusal);
  }
}
