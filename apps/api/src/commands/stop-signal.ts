import { EXIT } from '../platform/commands/command.js';

/** Longest time a close may take, whatever hangs. */
const LAST_MS = 15_000;

export interface StopSignal {
  /** Settles with the name of the first SIGTERM or SIGINT. */
  readonly received: Promise<string>;
  /** Stops listening for signals. */
  dispose(): void;
}

/**
 * Listens for the signals that ask a server to stop. The second one ends the process at once, and so does a close that
 * takes too long.
 *
 * @param leaveOverMs how long the server goes on serving after the signal; the close begins then.
 */
export function listenForStop(leaveOverMs: number): StopSignal {
  let deadline: NodeJS.Timeout | undefined;
  let resolve: (signal: string) => void = () => undefined;
  const received = new Promise<string>((settle) => {
    resolve = settle;
  });
  const onSignal = (signal: string) => {
    if (deadline !== undefined) process.exit(EXIT.failed);
    deadline = setTimeout(() => process.exit(EXIT.failed), leaveOverMs + LAST_MS).unref();
    resolve(signal);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return {
    received,
    dispose: () => {
      clearTimeout(deadline);
      process.off('SIGTERM', onSignal);
      process.off('SIGINT', onSignal);
    },
  };
}
