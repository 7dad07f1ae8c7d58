import type { Type } from '@nestjs/common';
import type { Command } from './commands/command.js';
import type { SealedRows } from './data-dir/sealed-rows.js';
import type { EntityClass } from './database/data-sources.js';
import type { Tx } from './unit-of-work/tx.js';

/**
 * What a feature hands to the house. Each feature exports one from its `index.ts`, and `app.module.ts` lists them: that
 * list is the only place that names them all, and migrations, tests and the command line read it too.
 */
export interface Feature {
  /** The folder's name. */
  readonly name: string;
  /** Its wiring. */
  readonly module: Type;
  /** Its entities; the schema is made of all of them. */
  readonly entities?: readonly EntityClass[];
  /** Its commands of the command line, for example `reset-password`. */
  readonly commands?: readonly Command[];
  /** What it keeps sealed with the at-rest secret: `rotate-secret` seals all of it again. */
  readonly sealed?: readonly SealedRows[];
  /**
   * Sets right what must not be as it was when a backup was made, in the unit of work that ends a restore: what clients hold of the time
   * after it must not be mistaken for what comes now.
   */
  readonly afterRestore?: (tx: Tx) => Promise<void>;
}
