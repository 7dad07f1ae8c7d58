import { describe, expect, test } from 'vitest';
import { readAnswer } from './read-answer.js';

describe('an e-mail address', () => {
  test.each([
    ['aisyah@kedai-senja.example', 'aisyah@kedai-senja.example'],
    [' Aisyah.B+shop@KEDAI.Example ', 'Aisyah.B+shop@kedai.example'],
    ['<a@b.example>', 'a@b.example'],
    ['a@b.example.', 'a@b.example'],
    ['ａ＠ｂ．ｅｘａｍｐｌｅ', 'a@b.example'],
    ['用户@例子.公司', '用户@例子.公司'],
    ['a@xn--fsqu00a.xn--0zwm56d', 'a@xn--fsqu00a.xn--0zwm56d'],
  ])('%s is saved as %s', (written, saved) => {
    expect(readAnswer({ type: 'email' }, written, undefined)).toBe(saved);
  });

  test.each([
    '',
    'a',
    '@b.example',
    'a@',
    'a@b',
    'a b@c.example',
    'a@b@c.example',
    'a@b..example',
    '.a@b.example',
    'a@-b.example',
    'a@b.1',
    'a@b.example\nBcc: x@y.example',
    'a,b@c.example',
    `${'a'.repeat(65)}@b.example`,
    `a@${'b'.repeat(64)}.example`,
    'it is a@b.example',
    '"a"@b.example',
  ])('%j is none', (written) => {
    expect(readAnswer({ type: 'email' }, written, undefined)).toBeUndefined();
  });
});

describe('a phone number', () => {
  test.each([
    ['012-345 6789', 'MY', '+60123456789'],
    ['60123456789', 'MY', '+60123456789'],
    ['+60 12-345 6789', undefined, '+60123456789'],
    ['+60 12-345 6789', 'US', '+60123456789'],
    ['(03) 2161 1111', 'MY', '+60321611111'],
    ['０１２３４５６７８９', 'MY', '+60123456789'],
    ['06 6982 0000', 'IT', '+390669820000'],
    ['+65 6123 4567', 'MY', '+6561234567'],
  ])('%s in %s is saved as %s', (written, country, saved) => {
    expect(readAnswer({ type: 'phone' }, written, country)).toBe(saved);
  });

  test("the question's country goes before the bot's", () => {
    expect(readAnswer({ type: 'phone', country: 'SG' }, '6123 4567', 'MY')).toBe('+6561234567');
  });

  test.each([
    ['', 'MY'],
    ['12', 'MY'],
    ['0123456789', undefined],
    ['0123456789', 'ZZ'],
    ['call 012-345 6789', 'MY'],
    ['012-345 6789 ext 5', 'MY'],
    ['1800-FLOWERS', 'US'],
    ['+', 'MY'],
    ['+999 123 456', 'MY'],
    ['9'.repeat(400), 'MY'],
  ])('%j in %s is none', (written, country) => {
    expect(readAnswer({ type: 'phone' }, written, country)).toBeUndefined();
  });
});

describe('a number', () => {
  test.each([
    ['12', 12],
    ['-3.5', -3.5],
    ['+4', 4],
    ['1,234,567.5', 1234567.5],
    ['０７', 7],
    ['−2', -2],
    [' 0 ', 0],
    ['-0', 0],
    ['0.30', 0.3],
  ])('%s is saved as %d', (written, saved) => {
    expect(readAnswer({ type: 'number' }, written, undefined)).toBe(saved);
  });

  test.each(['', 'ten', '1,5', '12,34', '1e5', 'Infinity', '0x10', '1 2', '5 kg', '.5', '5.', '9007199254740993'])(
    '%j is none',
    (written) => {
      expect(readAnswer({ type: 'number' }, written, undefined)).toBeUndefined();
    },
  );

  test('stands within its bounds, both included', () => {
    const rule = { type: 'number', min: 1, max: 5 } as const;
    expect(['0.99', '1', '5', '5.01'].map((text) => readAnswer(rule, text, undefined))).toEqual([
      undefined,
      1,
      5,
      undefined,
    ]);
  });
});

describe('a text', () => {
  test('is saved trimmed, well-formed and without NUL', () => {
    expect(readAnswer({ type: 'text' }, ' a\ud800\0b ', undefined)).toBe('a\ufffdb');
  });

  test('is counted in characters, not in units', () => {
    expect(readAnswer({ type: 'text', max_length: 2 }, '😀😀', undefined)).toBe('😀😀');
    expect(readAnswer({ type: 'text', max_length: 2 }, '😀😀😀', undefined)).toBeUndefined();
    expect(readAnswer({ type: 'text', min_length: 2 }, '😀', undefined)).toBeUndefined();
  });

  test('has something in it, and fits a field', () => {
    expect(readAnswer({ type: 'text' }, ' \0 ', undefined)).toBeUndefined();
    expect(readAnswer({ type: 'text' }, 'a'.repeat(2000), undefined)).toHaveLength(2000);
    expect(readAnswer({ type: 'text' }, 'a'.repeat(2001), undefined)).toBeUndefined();
    expect(readAnswer({ type: 'text' }, '😀'.repeat(1500), undefined)).toBeUndefined();
  });
});
