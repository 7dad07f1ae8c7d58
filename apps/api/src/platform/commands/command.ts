import type { INestApplicationContext } from '@nestjs/common';
import type { Config, SettingsError } from '../config/config.js';
import type { Logger } from '../logging/logger.js';

/** What a command has at hand. */
export interface CommandContext {
  /** Words after the command's name, for example an e-mail address. */
  readonly args: readonly string[];
  /** The options that were given, for example `--json`. */
  readonly options: ReadonlySet<string>;
  readonly config: Config;
  /** Remarks on the settings; they have been told. */
  readonly warnings: readonly string[];
  readonly logger: Logger;
  /** Prints a line to standard output. */
  print(line: string): void;
  /** Prints a line to standard error. */
  complain(line: string): void;
  /**
   * Locks the data folder, opens the database and wires the services, without listening anywhere. Everything is closed
   * again when the command ends.
   *
   * @throws {DataDirError} for example when the server is running on the same folder.
   */
  openApp(): Promise<INestApplicationContext>;
}

/** Exit codes: what a script that calls us can tell apart. */
export const EXIT = { ok: 0, failed: 1, badSettings: 2, badUsage: 64 } as const;

/** One word of the command line. */
export interface Command {
  /** For example `reset-password`. */
  readonly name: string;
  /** What follows the name: `FILE` must be said, `[email]` may be, `[name...]` any number of times; options begin with `--`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** More lines for `--help`. */
  readonly help?: readonly string[];
  /** Options it knows, for example `--json`. */
  readonly options?: readonly string[];
  /** Says in its own way what is wrong with the settings; unless given, standard error is told and the exit code is 2. */
  onWrongSettings?(error: SettingsError, context: Pick<CommandContext, 'options' | 'print' | 'complain'>): number;
  /** Does it, and says with which exit code the process should end. */
  run(context: CommandContext): Promise<number>;
}
