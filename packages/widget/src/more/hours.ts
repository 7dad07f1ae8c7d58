import type { BusinessHours } from '@chatku/schemas';

type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** Do people answer at this instant? Where the browser does not know the time zone: yes. */
export const isWithinHours = (hours: BusinessHours, atMs: number): boolean => {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: hours.timezone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    const said = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    const time = `${said['hour']}:${said['minute']}`;
    const day = said['weekday']!.toLowerCase() as Day;
    return hours[day].some(({ from, to }) => from <= time && time < to);
  } catch {
    return true;
  }
};
