import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvOf } from './csv.js';

test.each([
  ['=1+1', '"\'=1+1"'],
  ['+60 12', '"\'+60 12"'],
  ['-1', '"\'-1"'],
  ['@SUM(A1)', '"\'@SUM(A1)"'],
  ['\t=1', '"\' =1"'],
  ['\n=1', '"\' =1"'],
  [' =1', '"\' =1"'],
  ['\uff1d1', '"\'\uff1d1"'],
  ['a "b", c', '"a ""b"", c"'],
  ['two\r\nlines', '"two  lines"'],
  ['abc\u202etxt.exe', '"abc txt.exe"'],
  [-5, '"-5"'],
  [null, '""'],
  [true, '"true"'],
])('%j is the cell %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test('whatever is in it, a text is one cell of one line that begins no formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(csvCell(text)).toMatch(/^"(?![=+\-@\t\r])(?:[^"\r\n]|"")*"$/u);
    }),
  );
});

test('lines end as the standard says', () => {
  expect(
    csvOf([
      ['a', 1],
      [null, 'b'],
    ]),
  ).toBe('"a","1"\r\n"","b"\r\n');
});
