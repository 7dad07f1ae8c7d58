import type { LoggerService } from '@nestjs/common';
import { DataDirError } from '../data-dir/data-dir-error.js';
import type { Logger } from './logger.js';

/** Nest's own lines (its context comes last among the parameters) in our log. Its start-up chatter is `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(textOf(message), contextOf(rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(textOf(message), contextOf(rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(textOf(message), contextOf(rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(textOf(message), contextOf(rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    // Nest logs what stops it from starting; the person at the terminal is told in plain words instead.
    if (message instanceof DataDirError) return;
    this.logger.error(textOf(message), { ...contextOf(rest), ...errorOf(message, rest) });
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal(textOf(message), { ...contextOf(rest), ...errorOf(message, rest) });
  }
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.message;
  return typeof message === 'string' ? message : (JSON.stringify(message) ?? String(message));
}

function contextOf(rest: readonly unknown[]): { nest?: string } {
  const last = rest.at(-1);
  return typeof last === 'string' && !last.includes('\n') ? { nest: last } : {};
}

function errorOf(message: unknown, rest: readonly unknown[]): { err?: unknown; stack?: string } {
  if (message instanceof Error) return { err: message };
  const stack = rest.find((part): part is string => typeof part === 'string' && part.includes('\n'));
  return stack === undefined ? {} : { stack };
}
