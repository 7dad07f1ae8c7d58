import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE } from './load-bundle.js';

/** For each line of the bundle the source it was made from: a line of JSON with their names, then 32 bits a line. */
export const LINES = 'chatku.lines';
/** The lower bits are the line within the source, 0 where none is known; the upper ones say which source. */
export const LINE_BITS = 18;

/**
 * From here on the stack of an error names sources where it would name the bundle: `apps/api/src/…/x.ts:12`. What is needed for
 * it is read when the first stack is looked at. (Node's own source maps are read and parsed at the start, all of them.)
 */
export function nameSources(folder: string): void {
  let sourceOf: ((line: number) => string | null) | null = null;
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.map((frame) => {
      const text = String(frame);
      const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
      if (frame.getFileName() !== BUNDLE || line === null) return `\n    at ${text}`;
      sourceOf ??= readSources(join(folder, LINES));
      const source = sourceOf(line);
      return `\n    at ${source === null ? text : text.replace(`${BUNDLE}:${line}:${column}`, source)}`;
    });
    return headOf(error) + lines.join('');
  };
}

/** As Node begins a stack: what Node throws itself has its code behind the name. */
function headOf(error: Error & { code?: unknown }): string {
  try {
    const { name, code, message } = error;
    if (typeof code === 'string' && code.startsWith('ERR_')) return `${name} [${code}]: ${message}`;
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

/** @returns the place of a line, counted from 1, as `file:line`. Without the file of places a stack names the bundle. */
function readSources(file: string): (line: number) => string | null {
  try {
    const bytes = readFileSync(file);
    const end = bytes.indexOf('\n');
    const names = JSON.parse(bytes.toString('utf8', 0, end)) as string[];
    const places = new Uint32Array(new Uint8Array(bytes.subarray(end + 1)).buffer);
    return (line) => {
      const place = places[line - 1] ?? 0;
      const within = place & ((1 << LINE_BITS) - 1);
      const name = names[place >>> LINE_BITS];
      return within === 0 || name === undefined ? null : `${name}:${within}`;
    };
  } catch {
    return () => null;
  }
}
