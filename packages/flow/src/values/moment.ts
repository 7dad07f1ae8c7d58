const DAY_MS = 86_400_000;
/** Days from the first of March of year 0 to the first of January 1970. */
const EPOCH_DAYS = 719_468;
/** Days of 400 years, after which the calendar repeats. */
const ERA_DAYS = 146_097;

/** @see https://howardhinnant.github.io/date_algorithms.html#days_from_civil */
const daysOf = (year: number, month: number, day: number): number => {
  // The year begins in March here, so that a leap day is its last.
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.floor(marchYear / 400);
  const ofEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return era * ERA_DAYS + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + dayOfYear - EPOCH_DAYS;
};

/** @see https://howardhinnant.github.io/date_algorithms.html#civil_from_days */
const textOfDays = (days: number): string => {
  const shifted = days + EPOCH_DAYS;
  const era = Math.floor(shifted / ERA_DAYS);
  const ofEra = shifted - era * ERA_DAYS;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const dayOfYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return `${padded(year + era * 400 + (month <= 2 ? 1 : 0), 4)}-${padded(month)}-${padded(day)}`;
};

const padded = (number: number, digits = 2): string => String(number).padStart(digits, '0');

const FIRST_DAY = daysOf(0, 1, 1);
const LAST_DAY = daysOf(9999, 12, 31);

/** Days since 1970-01-01 of a day of the calendar, written `2026-11-24`; undefined for what is none (`2026-02-29`). */
export const readDay = (text: string): number | undefined => {
  const written = text.trim();
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(written);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1) return undefined;
  const days = daysOf(year, month, day);
  // A day that its month does not have comes back as one of the next.
  return textOfDays(days) === written ? days : undefined;
};

/**
 * Milliseconds since 1970 of an instant that says its distance from UTC: `2026-11-24T09:30:00+08:00`, seconds and their
 * fraction may be left out. Undefined for anything else: without a distance nobody could tell which hour is meant.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3339#section-5.6
 */
export const readInstant = (text: string): number | undefined => {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(?:Z|([+-])(\d\d):(\d\d))$/.exec(
    text.trim(),
  );
  const day = match === null ? undefined : readDay(match[1] ?? '');
  if (match === null || day === undefined) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [hours, minutes, seconds, milliseconds] = [part(2), part(3), part(4), Number((match[5] ?? '').padEnd(3, '0'))];
  const [awayHours, awayMinutes] = [part(7), part(8)];
  if (hours > 23 || minutes > 59 || seconds > 59 || awayHours > 23 || awayMinutes > 59) return undefined;
  const awayMs = (awayHours * 60 + awayMinutes) * 60_000 * (match[6] === '-' ? -1 : 1);
  const instantMs = day * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds - awayMs;
  const inUtc = dayOfInstant(instantMs);
  return inUtc >= FIRST_DAY && inUtc <= LAST_DAY ? instantMs : undefined;
};

/** The day of an instant, in UTC, as days since 1970-01-01. */
export const dayOfInstant = (instantMs: number): number => Math.floor(instantMs / DAY_MS);

/** An instant as it is kept: `2026-11-24T01:30:00.000Z`. */
export const instantText = (instantMs: number): string => {
  const day = dayOfInstant(instantMs);
  const ofDay = instantMs - day * DAY_MS;
  const [hours, minutes] = [Math.floor(ofDay / 3_600_000), Math.floor(ofDay / 60_000) % 60];
  const time = `${padded(hours)}:${padded(minutes)}:${padded(Math.floor(ofDay / 1000) % 60)}`;
  return `${textOfDays(day)}T${time}.${padded(ofDay % 1000, 3)}Z`;
};
