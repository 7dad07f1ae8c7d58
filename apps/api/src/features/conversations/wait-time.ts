import { WAIT_UNITS, type WaitTime } from '@chatku/schemas';

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function aheadMs(atMs: number, timezone: string): number {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timezone, format);
  }
  const part = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1000) * 1000;
}

/**
 * The instant at which the zone's clocks show something. Where they show it twice, the first; where they leap over it, as
 * long after the leap as it would have been after the moment of the leap.
 *
 * @param localMs what they show, as if it were UTC.
 */
function instantOf(localMs: number, timezone: string): number {
  const before = localMs - aheadMs(localMs - DAY_MS, timezone);
  const after = localMs - aheadMs(localMs + DAY_MS, timezone);
  const shown = [before, after].filter((atMs) => atMs + aheadMs(atMs, timezone) === localMs);
  return shown.length === 0 ? before : Math.min(...shown);
}

/** When a wait that begins now is over. @param timezone IANA name; of no use where the wait is a span */
export function endOfWait(time: WaitTime, nowMs: number, timezone: string): number {
  if (time.kind === 'span') return nowMs + time.amount * WAIT_UNITS[time.unit] * 1000;
  const localMs = nowMs + aheadMs(nowMs, timezone);
  const [hours = 0, minutes = 0] = time.at.split(':').map(Number);
  const shownMs = Math.floor(localMs / DAY_MS) * DAY_MS + hours * 3_600_000 + minutes * 60_000;
  for (let days = time.days ?? 0; ; days++) {
    const atMs = instantOf(shownMs + days * DAY_MS, timezone);
    if (atMs > nowMs) return atMs;
  }
}
