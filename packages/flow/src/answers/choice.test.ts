import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchChoice, type Pickable } from './choice.js';

const pick = (choices: readonly Pickable[], text: string) => matchChoice(choices, text, 'loose')?.id;
const labelled = (...labels: string[]): Pickable[] => labels.map((label, index) => ({ id: `c${index}`, label }));

describe('a choice is matched', () => {
  test('by id, value, label and ordinal, in that order', () => {
    const choices = [
      { id: 'red', label: 'Blue', value: 'green' },
      { id: 'blue', label: 'Green', value: 'red' },
      { id: 'green', label: 'Red', value: 'blue' },
    ];
    expect(pick(choices, 'red')).toBe('red');
    expect(pick(choices.slice(1), 'green')).toBe('green');
    expect(
      pick(
        [
          { id: 'x', label: 'a', value: 'b' },
          { id: 'y', label: 'b' },
        ],
        'b',
      ),
    ).toBe('x');
    expect(pick(labelled('Tea', 'Coffee'), '2')).toBe('c1');
  });

  test('"1" never means "10", whatever 10 is: id, value, label or place', () => {
    expect(pick(labelled('10', '20'), '1')).toBeUndefined();
    expect(pick(labelled('10', '1'), '1')).toBe('c1');
    expect(
      pick(
        [
          { id: '10', label: 'Ten' },
          { id: '20', label: 'Twenty' },
        ],
        '1',
      ),
    ).toBeUndefined();
    expect(pick([{ id: 'a', label: 'Ten', value: 10 }], '1')).toBeUndefined();
    expect(pick(labelled('10 pieces', 'Some'), '1')).toBeUndefined();
    expect(pick(labelled('Table 10', 'Garden'), 'table 1')).toBeUndefined();
    expect(pick(labelled('Lot 10', 'Lot 11'), '0')).toBeUndefined();
    expect(
      pick(
        Array.from({ length: 12 }, (_, index) => ({ id: `n${index + 1}`, label: `Day ${index + 1}` })),
        '1',
      ),
    ).toBe('n1');
  });

  test('labels that begin with a number are what a number is about', () => {
    expect(pick(labelled('3 days', '7 days'), '3')).toBe('c0');
    expect(pick(labelled('3 days', '7 days'), '1')).toBeUndefined();
    expect(pick(labelled('1. Order', '2. Refund'), '2')).toBe('c1');
  });

  test('exact before a unique beginning, a unique beginning before the only one that contains it', () => {
    expect(pick(labelled('Order', 'Order status'), 'order')).toBe('c0');
    expect(pick(labelled('My order', 'Order status'), 'ord')).toBe('c1');
    expect(pick(labelled('Track my order', 'Refund'), 'order')).toBe('c0');
  });

  test('two that fit equally well are no answer', () => {
    expect(pick(labelled('Yes', 'yes '), 'yes')).toBeUndefined();
    expect(pick(labelled('Red wine', 'Red tea'), 'red')).toBeUndefined();
    expect(pick(labelled('Green tea', 'Black tea'), 'tea')).toBeUndefined();
  });

  test('in whatever form it is written', () => {
    expect(pick(labelled('Straße', 'Café'), 'STRASSE')).toBe('c0');
    expect(pick(labelled('Straße', 'Cafe\u0301'), 'ＣＡＦÉ')).toBe('c1');
    expect(pick(labelled('Two  words'), '\u200btwo\u00a0words\ufeff ')).toBe('c0');
    expect(pick(labelled('Tea', 'Coffee'), '②')).toBe('c1');
    expect(pick(labelled('Tea', 'Coffee'), '2.')).toBe('c1');
  });

  test('by one ideograph, but not by one letter somewhere inside', () => {
    expect(pick(labelled('绿茶', '咖啡'), '茶')).toBe('c0');
    expect(pick(labelled('Tea', 'Soup'), 'e')).toBeUndefined();
  });

  test('by nothing at all: not', () => {
    expect(pick(labelled('Tea'), ' \u200b ')).toBeUndefined();
    expect(pick([], 'tea')).toBeUndefined();
    expect(pick(labelled('Tea'), '0')).toBeUndefined();
    expect(pick(labelled('Tea'), '2')).toBeUndefined();
  });

  test('exactly takes no part of a label, verbatim no id and no ordinal', () => {
    const choices = [{ id: 'one', label: 'Green tea' }];
    expect(matchChoice(choices, 'green', 'exact')).toBeUndefined();
    expect(matchChoice(choices, '1', 'exact')).toBe(choices[0]);
    expect(matchChoice(choices, '1', 'verbatim')).toBeUndefined();
    expect(matchChoice(choices, 'one', 'verbatim')).toBeUndefined();
    expect(matchChoice(choices, 'GREEN TEA', 'verbatim')).toBe(choices[0]);
  });
});

test('a number picks nothing that names another number', () => {
  const amount = fc.integer({ min: 0, max: 2000 });
  fc.assert(
    fc.property(fc.uniqueArray(amount, { minLength: 1, maxLength: 13 }), amount, (amounts, typed) => {
      const found = matchChoice(labelled(...amounts.map((one) => `${one}`)), `${typed}`, 'loose');
      expect(found?.label).toBe(amounts.includes(typed) ? `${typed}` : undefined);
    }),
  );
});
