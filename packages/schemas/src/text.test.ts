import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { instant, limitParam, line, secret256, text, uuid, webUrl } from './text.js';

const accepts = (schema: v.GenericSchema, value: unknown): boolean => v.safeParse(schema, value).success;

describe('text', () => {
  test.each(['', 'a', '用户', '👩‍💻', 'two\nlines'])('takes %j', (value) => {
    expect(accepts(text(20), value)).toBe(true);
  });

  test.each(['nul\0', 'lone \ud800', '\udc00', '\ud800\ud800', 'x'.repeat(21), 7, null])('refuses %j', (value) => {
    expect(accepts(text(20), value)).toBe(false);
  });

  test('of one line has no control character', () => {
    expect(accepts(line(20), 'one line')).toBe(true);
    expect(['a\nb', 'a\tb', 'a\u0085b', 'a\u007f'].some((value) => accepts(line(20), value))).toBe(false);
  });
});

test('an id, an instant and a secret have one form each', () => {
  expect(accepts(uuid, '01a207c2-1afa-718f-8df5-448f6087ce95')).toBe(true);
  expect(accepts(uuid, '01A207C2-1AFA-718F-8DF5-448F6087CE95')).toBe(false);
  expect(accepts(instant, '2026-11-23T09:34:00.000Z')).toBe(true);
  expect(accepts(instant, '2026-11-23T09:34:00Z')).toBe(false);
  expect(accepts(secret256, 'A'.repeat(43))).toBe(true);
  expect(accepts(secret256, 'A'.repeat(42))).toBe(false);
});

test('a limit is a whole number from 1 to 100, and 30 unless told', () => {
  expect(v.parse(limitParam, undefined)).toBe(30);
  expect(v.parse(limitParam, '100')).toBe(100);
  expect(['0', '101', '-1', '1.5', '01', 'x'].some((value) => accepts(limitParam, value))).toBe(false);
});

test('an address of the web is http or https, and nothing that runs', () => {
  expect(accepts(webUrl, 'https://shop.my/a?b=c#d')).toBe(true);
  expect(
    ['javascript:alert(1)', 'data:text/html,x', 'https://a"b', 'ftp://a'].some((url) => accepts(webUrl, url)),
  ).toBe(false);
});
