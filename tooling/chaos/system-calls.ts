/**
 * What `strace -f -yy -o FILE` wrote, read. Lines come in the order in which the tracer saw a call begin and end, over all threads; a
 * call's first line is written before the kernel does anything of it, its last line after all of it has been done. So the number of
 * a line is a clock that can be trusted.
 */

export interface SystemCall {
  readonly name: string;
  /** As strace wrote them: descriptors with what they stand for, data with what cannot be printed escaped. */
  readonly args: string;
  /** The line where it began, from 0. */
  readonly beganAt: number;
  /** The line where it ended; infinity for a call that never did. */
  readonly endedAt: number;
  /** What it returned; null where it never did. */
  readonly result: number | null;
}

const WHOLE = /^(\d+)\s+(\w+)\((.*)\)\s+=\s+(-?\d+)/;
const BEGUN = /^(\d+)\s+(\w+)\((.*?),?\s*<unfinished \.\.\.>$/;
const RESUMED = /^(\d+)\s+<\.\.\. (\w+) resumed>(.*)\)\s+=\s+(-?\d+)/;

/** The calls of a trace, by when they began. Signals, exits and what is no call are left out. */
export function readTrace(text: string): SystemCall[] {
  const calls: SystemCall[] = [];
  /** By thread: a thread is inside one call at most. Its place in `calls`. */
  const open = new Map<string, number>();
  for (const [line, written] of text.split('\n').entries()) {
    const whole = WHOLE.exec(written);
    if (whole !== null) {
      const [, , name = '', args = '', result] = whole;
      calls.push({ name, args, beganAt: line, endedAt: line, result: Number(result) });
      continue;
    }
    const begun = BEGUN.exec(written);
    if (begun !== null) {
      const [, thread = '', name = '', args = ''] = begun;
      open.set(thread, calls.push({ name, args, beganAt: line, endedAt: Number.POSITIVE_INFINITY, result: null }) - 1);
      continue;
    }
    const resumed = RESUMED.exec(written);
    if (resumed === null) continue;
    const [, thread = '', name, rest = '', result] = resumed;
    const at = open.get(thread);
    const call = at === undefined ? undefined : calls[at];
    if (at === undefined || call === undefined || call.name !== name) continue;
    open.delete(thread);
    calls[at] = { ...call, args: call.args + rest, endedAt: line, result: Number(result) };
  }
  return calls;
}

/** The names of the calls that {@link acknowledgedUnsynced} looks at, for strace's `-e trace=`. */
export const WATCHED = ['write', 'writev', 'pwrite64', 'pwritev', 'sendto', 'sendmsg', 'fsync', 'fdatasync'];
const WRITES = new Set(['write', 'writev', 'pwrite64', 'pwritev']);
const SENDS = new Set(['write', 'writev', 'sendto', 'sendmsg']);
const SYNCS = new Set(['fsync', 'fdatasync']);

export interface Watched {
  /** Path of the write-ahead log. */
  readonly log: string;
  /** The port the server listens on: what is written to its connections is an answer or a push. */
  readonly port: number;
  /** Texts that stand in a message's row and in its acknowledgement, and nowhere else: client ids. */
  readonly marks: readonly string[];
}

/**
 * Whatever is wrong in the order of a trace; nothing where each message's mark was written to the log, the log was then synced, and only after
 * that sync had ended was anything sent to anybody in which the mark stands. A message that was not seen being written, or not seen being
 * acknowledged, is wrong too: then the trace proves nothing.
 */
export function acknowledgedUnsynced(calls: readonly SystemCall[], { log, port, marks }: Watched): string[] {
  const ofLog = calls.filter(({ args }) => args.includes(`<${log}>`));
  const syncs = ofLog.filter(({ name, result }) => SYNCS.has(name) && result === 0);
  const writes = ofLog.filter(({ name }) => WRITES.has(name));
  const connection = new RegExp(`^\\d+<TCP(v6)?:\\[[^\\]>]*:${port}->`);
  const sends = calls.filter(({ name, args }) => SENDS.has(name) && connection.test(args));
  const wrong: string[] = [];
  for (const mark of marks) {
    const written = writes.find(({ args }) => args.includes(mark));
    const sent = sends.find(({ args }) => args.includes(mark));
    const synced = written && syncs.find(({ beganAt }) => beganAt > written.endedAt);
    if (written === undefined) wrong.push(`${mark} was not seen being written to the log`);
    if (sent === undefined) wrong.push(`${mark} was not seen being acknowledged`);
    if (written === undefined || sent === undefined) continue;
    if (sent.beganAt < written.endedAt) wrong.push(`${mark} was sent (line ${sent.beganAt}) before it was written`);
    else if (synced === undefined || synced.endedAt > sent.beganAt)
      wrong.push(
        `${mark} was sent (line ${sent.beganAt}) before the log was synced (line ${synced?.endedAt ?? 'never'})`,
      );
  }
  return wrong;
}
