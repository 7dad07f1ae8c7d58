import { FIELD_TYPES, FieldValue } from '@chatku/schemas';
import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { typedValue } from './field-values.js';

test.each([
  ['text', 12, '12'],
  ['text', true, 'true'],
  ['number', '12', 12],
  ['number', '007', undefined],
  ['number', '1e3', undefined],
  ['number', true, undefined],
  ['boolean', 'true', true],
  ['boolean', 'yes', undefined],
  ['boolean', 1, undefined],
  ['date', '2026-11-24', '2026-11-24'],
  ['date', '2024-02-29', '2024-02-29'],
  ['date', '2026-02-29', undefined],
  ['date', '2026-13-01', undefined],
  ['date', '24/11/2026', undefined],
  ['date', '2026-11-24T00:00:00Z', undefined],
  ['date', 20261124, undefined],
  ['datetime', '2026-11-24T09:30:00+08:00', '2026-11-24T01:30:00.000Z'],
  ['datetime', '2026-11-24T09:30Z', '2026-11-24T09:30:00.000Z'],
  ['datetime', '2026-11-24T09:30:00', undefined],
  ['datetime', '2026-02-30T09:30:00Z', undefined],
  ['datetime', '2026-11-24T25:00:00Z', undefined],
  ['datetime', '2026-11-24', undefined],
  ['json', ' { "a" : [1, null] } ', '{"a":[1,null]}'],
  ['json', 12, '12'],
  ['json', '{a:1}', undefined],
  ['json', '', undefined],
] as const)('%s of %j is kept as %j', (type, given, kept) => {
  expect(typedValue(given, type)).toBe(kept);
});

test('null clears a field of any type', () => {
  for (const type of FIELD_TYPES) expect(typedValue(null, type)).toBeNull();
});

test('what is kept is a value of the wire, and kept again it is the same', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (Object.is(one, -0) ? 0 : one)),
    fc.boolean(),
    fc.json(),
    fc.date({ noInvalidDate: true }).map((at) => at.toISOString()),
  );
  fc.assert(
    fc.property(value, fc.constantFrom(...FIELD_TYPES), (given, type) => {
      const parsed = v.safeParse(FieldValue, given);
      if (!parsed.success) return;
      const kept = typedValue(parsed.output, type);
      if (kept === undefined) return;
      expect(v.is(FieldValue, kept)).toBe(true);
      expect(typedValue(kept, type)).toBe(kept);
    }),
  );
});
