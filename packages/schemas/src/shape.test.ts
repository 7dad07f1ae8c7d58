import { toJsonSchema } from '@valibot/to-json-schema';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { looseShape, NoBody, record, shape } from './shape.js';

const accepts = (schema: v.GenericSchema, value: unknown): boolean => v.safeParse(schema, value).success;

describe('a wire object', () => {
  const Point = shape({ x: v.optional(v.number()) });
  const Nested = shape({ point: Point, rest: v.optional(v.array(Point)) });

  test('refuses arrays, also where every entry is optional, and also inside', () => {
    expect(accepts(Point, {})).toBe(true);
    expect(accepts(Point, [])).toBe(false);
    expect(accepts(Nested, { point: [] })).toBe(false);
    expect(accepts(Nested, { point: {}, rest: [[]] })).toBe(false);
  });

  test('refuses arrays through the standard interface too, which is what the server calls', async () => {
    expect((await Point['~standard'].validate([])).issues).toBeDefined();
    expect((await Point['~standard'].validate({ x: 1 })).issues).toBeUndefined();
  });

  test('refuses unknown keys, at any depth', () => {
    expect(accepts(Point, { y: 1 })).toBe(false);
    expect(accepts(Nested, { point: { y: 1 } })).toBe(false);
  });

  test('looks in JSON schema like any strict object', () => {
    expect(toJsonSchema(Point)).toMatchObject({ type: 'object', additionalProperties: false });
  });

  test('never throws, whatever comes', () => {
    fc.assert(fc.property(fc.anything(), (value) => void v.safeParse(Nested, value)));
  });
});

test('a loose shape lets unknown keys pass and arrays not', () => {
  const Loose = looseShape({ a: v.optional(v.unknown()) });
  expect(accepts(Loose, { b: 1 })).toBe(true);
  expect(accepts(Loose, [])).toBe(false);
});

test('a record refuses arrays and the names it would lose without a word', () => {
  const Values = record(v.string(), v.number());
  expect(accepts(Values, { a: 1 })).toBe(true);
  expect(accepts(Values, [])).toBe(false);
  expect(accepts(Values, JSON.parse('{"__proto__":1}'))).toBe(false);
});

test('no body is absent or empty, and nothing else', () => {
  expect([undefined, {}].every((value) => accepts(NoBody, value))).toBe(true);
  expect([null, [], { a: 1 }, 'x'].some((value) => accepts(NoBody, value))).toBe(false);
});
