import { type FarAnswer, type FarSide, reasonOf, type World } from './far-side.js';
import { type Finding, fail, ok, warn } from './finding.js';

/** Identity tokens are given this much. */
const SKEW_MS = 60_000;
const FIX = 'Set the clock, and let it be kept right (systemd-timesyncd or chrony): tokens are refused when it is off.';

/**
 * Compares the clock with the `Date` of an answer: of the server the person named, or of the public address.
 *
 * @param answer of the public address.
 * @param otherUrl a server whose clock is believed, or null.
 */
export async function checkClock(
  answer: FarAnswer | null,
  otherUrl: string | null,
  far: FarSide,
  world: World,
): Promise<Finding> {
  if (otherUrl !== null) {
    const host = new URL(otherUrl).host;
    try {
      return judgeClock(await far.get(otherUrl), world.nowMs(), host);
    } catch (error) {
      return warn('clock', 'clock_unknown', `${host} could not be asked (${reasonOf(error)}).`, 'Name another server.');
    }
  }
  return judgeClock(answer, world.nowMs(), null);
}

function judgeClock(answer: FarAnswer | null, nowMs: number, host: string | null): Finding {
  const thereMs = Date.parse(String(answer?.headers.date ?? ''));
  const who = host ?? 'the public address';
  if (Number.isNaN(thereMs)) {
    return warn(
      'clock',
      'clock_unknown',
      `The time could not be compared with ${who}.`,
      'Name a server whose clock you believe: chatku doctor https://www.example.com',
    );
  }
  const offMs = nowMs - thereMs;
  if (Math.abs(offMs) > SKEW_MS) {
    const seconds = Math.round(Math.abs(offMs) / 1000);
    return fail(
      'clock',
      'clock_off',
      `The clock is ${seconds} seconds ${offMs > 0 ? 'ahead of' : 'behind'} ${who}.`,
      FIX,
    );
  }
  const hint = host === null ? ' (whose clock is this one, if the proxy is on this machine)' : '';
  return ok('clock', `Within a minute of ${who}${hint}.`);
}
