/**
 * Waits for the work, or until the signal aborts: then throws its reason, whatever becomes of the work.
 *
 * @throws what the work throws, or the signal's reason.
 */
export async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
