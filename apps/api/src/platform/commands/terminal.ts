import { SettingsError } from '../config/config.js';
import { DataDirError } from '../data-dir/data-dir-error.js';
import { DatabaseRefusal } from '../database/database-refusal.js';
import { Refusal } from '../errors/refusal.js';
import { EXIT } from './command.js';

/** Where a process talks to a person; injected, so that tests can listen. */
export interface Terminal {
  print(line: string): void;
  complain(line: string): void;
}

/** The terminal this process was started from. */
export const processTerminal: Terminal = {
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
};

/**
 * Says plainly why a command could not do its work.
 *
 * @returns the exit code.
 */
export function explainFailure(error: unknown, terminal: Terminal, listening?: { host: string; port: number }): number {
  if (error instanceof SettingsError) {
    terminal.complain(error.message);
    return EXIT.badSettings;
  }
  if (error instanceof DataDirError || error instanceof DatabaseRefusal || error instanceof Refusal) {
    terminal.complain(error.message);
    return EXIT.failed;
  }
  const place = listening === undefined ? 'its address' : `${listening.host}, port ${listening.port}`;
  switch ((error as { code?: unknown }).code) {
    case 'EADDRINUSE':
      terminal.complain(`Chatku cannot listen on ${place}: something else does already. Stop it, or set PORT.`);
      return EXIT.failed;
    case 'EACCES':
      terminal.complain(
        `Chatku may not listen on ${place}. Ports below 1024 need special rights; set PORT to a higher one.`,
      );
      return EXIT.failed;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      terminal.complain(`Chatku cannot listen on ${place}: this machine has no such address. Correct HOST.`);
      return EXIT.failed;
    default:
      terminal.complain(`Chatku failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return EXIT.failed;
  }
}
