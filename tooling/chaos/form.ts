/** Which of the two forms runs, where its chance comes from, and where its findings go. */
import { appendFileSync } from 'node:fs';
import type { Finding } from '../bench/report.mjs';

/** `pnpm chaos`; else the short form, as `npm test` runs it. */
export const IS_LONG = process.env['CHATKU_CHAOS'] === 'long';

/** What differs between the forms, named side by side where it is used. */
export function form<T>({ short, long }: { short: T; long: T }): T {
  return IS_LONG ? long : short;
}

/** Of this run; `CHATKU_CHAOS_SEED` repeats one. Said wherever something fails. */
export const SEED = Number(process.env['CHATKU_CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function chance(seed = SEED): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Time that has to pass because the proof is about it: how long a server lives, how long sockets idle. */
export const lasting = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A figure of this run: for whoever watches, and for the report that `pnpm chaos` makes. */
export function record(finding: Finding): void {
  const { name, value, unit, note } = finding;
  process.stderr.write(`chaos: ${name}: ${value} ${unit}${note === undefined ? '' : ` (${note})`}\n`);
  const file = process.env['CHATKU_CHAOS_REPORT'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(finding)}\n`);
}

/** What keeps a proof from running on this machine. */
export interface Lack {
  readonly why: string;
  /** A program that is not installed: `CHATKU_REQUIRE_RUNTIMES=1` takes that as a failure. Else the machine does not permit it. */
  readonly isProgram: boolean;
}

/**
 * Whether a proof is left out, said aloud where it is.
 *
 * @throws where a program is missing that `CHATKU_REQUIRE_RUNTIMES=1` demands
 */
export function skipLoudly(proof: string, lack: Lack | null): boolean {
  if (lack === null) return false;
  if (lack.isProgram && process.env['CHATKU_REQUIRE_RUNTIMES'] === '1')
    throw new Error(`${proof} cannot be proven: ${lack.why}`);
  process.stderr.write(`!! chaos: ${proof} NOT PROVEN: ${lack.why}\n`);
  return true;
}
