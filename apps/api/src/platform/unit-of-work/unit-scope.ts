import { AsyncLocalStorage } from 'node:async_hooks';

/** One running unit of work, as the connections see it. */
export interface UnitScope {
  readonly name: string;
  /** True once the callback has ended: what it leaked can touch the database no more. */
  done: boolean;
  /** Set when the callback went around its own `tx`; the unit then fails even if the error was swallowed. */
  poison: Error | null;
  /** Set when the engine itself failed; no further statement of the unit may run. */
  broken: Error | null;
  /** Statements asked for and not yet answered. */
  pending: number;
  /** Settles when all statements asked for so far have been answered. They run one after another. */
  tail: Promise<unknown>;
  /** Settles when the next statement may be sent, where it need not wait for the answers to those before it. */
  turn: Promise<unknown>;
  /** Settles when the engine has said whether the transaction that it was told to begin is begun. */
  begun: Promise<unknown>;
  /** Begins the transaction; null once it is begun, or where the engine's unit has begun it. Reading needs none on SQLite. */
  begin: (() => Promise<unknown>) | null;
  /** Whether the next statement is the unit's last; where nothing was begun by then, it is a transaction of its own. */
  last: 'no' | 'next' | 'written';
  /** Writes what waits to be written, before another statement comes. */
  writeAhead: (() => void) | null;
}

/** The unit of work that the current asynchronous call chain runs in. */
const ambient = new AsyncLocalStorage<UnitScope>();

/** A fresh scope. */
export function newUnitScope(name: string): UnitScope {
  const now = Promise.resolve();
  return {
    name,
    done: false,
    poison: null,
    broken: null,
    pending: 0,
    tail: now,
    turn: now,
    begun: now,
    begin: null,
    last: 'no',
    writeAhead: null,
  };
}

/** The unit this code runs inside of, or null. */
export function currentUnit(): UnitScope | null {
  const scope = ambient.getStore();
  return scope === undefined || scope.done ? null : scope;
}

/** Runs `body` inside the unit. */
export function inUnit<T>(scope: UnitScope, body: () => T): T {
  return ambient.run(scope, body);
}

/** Runs `body` outside of any unit. */
export function outsideUnits<T>(body: () => T): T {
  return ambient.exit(body);
}

/** Faults of this program in using units of work. They reach the log, never a client. */
export class UnitOfWorkMisuse extends Error {
  override readonly name = 'UnitOfWorkMisuse';
}
