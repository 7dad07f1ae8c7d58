import { instantText, readDay, readInstant } from '@chatku/flow';
import type { FieldType, FieldValue } from '@chatku/schemas';

/** Characters a value's text may have. */
const TEXT_MAX = 2000;

/**
 * A value as a field of this type keeps it: one of another type is taken where nothing is lost ("12" for 12), else it is
 * malformed (undefined). Null clears.
 */
export function typedValue(value: FieldValue, type: FieldType): FieldValue | undefined {
  if (value === null) return null;
  switch (type) {
    case 'text':
      return typeof value === 'string' ? value : String(value);
    case 'number':
      return numberOf(value);
    case 'boolean':
      return typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : undefined;
    case 'date':
      return typeof value === 'string' ? dateOf(value) : undefined;
    case 'datetime':
      return typeof value === 'string' ? datetimeOf(value) : undefined;
    case 'json':
      return jsonOf(typeof value === 'string' ? value : JSON.stringify(value));
  }
}

function numberOf(value: Exclude<FieldValue, null>): number | undefined {
  if (typeof value === 'number') return value;
  const number =
    typeof value === 'string' && /^-?(0|[1-9]\d{0,14})(\.\d{1,9})?$/.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** A day of the calendar, `2026-02-29` being none. */
function dateOf(text: string): string | undefined {
  return readDay(text) === undefined ? undefined : text.trim();
}

/** An instant that says its distance from UTC; without one nobody could tell which hour is meant. */
function datetimeOf(text: string): string | undefined {
  const instantMs = readInstant(text);
  return instantMs === undefined ? undefined : instantText(instantMs);
}

function jsonOf(text: string): string | undefined {
  try {
    const kept = JSON.stringify(JSON.parse(text));
    return kept.length <= TEXT_MAX ? kept : undefined;
  } catch {
    return undefined;
  }
}
