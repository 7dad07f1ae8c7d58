import type { DestinationStream } from 'pino';

const COLOURS: Readonly<Record<string, string>> = {
  trace: '\u001b[90m',
  debug: '\u001b[90m',
  info: '\u001b[36m',
  warn: '\u001b[33m',
  error: '\u001b[31m',
  fatal: '\u001b[35m',
};

/** Turns pino's JSON lines into lines a person reads: time, level, message, then the fields, then a stack. */
export function humanLines(destination: DestinationStream): DestinationStream {
  return { write: (line) => destination.write(humanLine(line)) };
}

/** One JSON line as one or more lines for a person. A line that is not JSON is passed on as it is. */
export function humanLine(line: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return line;
  }
  const { level, time, msg, err, ...fields } = entry;
  const name = String(level);
  const clock = String(time).slice(11, 19);
  const facts = Object.entries(fields)
    .map(([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
  const error = err as { message?: string; stack?: string } | undefined;
  const trouble = error === undefined ? '' : `\n${error.stack ?? error.message ?? ''}`;
  return `${clock} ${COLOURS[name] ?? ''}${name.padEnd(5)}\u001b[0m ${String(msg)}\u001b[90m${facts}\u001b[0m${trouble}\n`;
}
