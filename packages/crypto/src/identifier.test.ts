import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from './bytes.js';
import {
  checkUserId,
  isIdentifierHashShape,
  maskUserId,
  normaliseUserId,
  USER_ID_MAX_CODE_POINTS,
} from './identifier.js';
import { IDENTIFIER_HASH_VECTORS } from './vectors/identifier-hash-vectors.js';

const malformed = (reason: string) => ({ ok: false, code: 'malformed_id', reason });
const anyUnits = fc.string({ unit: 'binary' });
/** Any sequence of UTF-16 units, lone surrogates included. */
const anySixteenBitText = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

describe('checkUserId', () => {
  it.each(IDENTIFIER_HASH_VECTORS.accept)('takes an accepted id exactly as it is: $name', ({ userId }) => {
    expect(checkUserId(userId)).toEqual({ ok: true, userId });
  });

  it.each(IDENTIFIER_HASH_VECTORS.refuse.filter((row) => row.refused === 'malformed_id'))('refuses: $name', (row) => {
    expect(checkUserId(row.userId)).toMatchObject({ ok: false, code: 'malformed_id' });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['an unsafe number', 1e21],
    ['a boolean', true],
    ['an array of one id', ['u']],
    ['an object', { id: 'u' }],
    ['a String object', new String('u')],
    ['a bigint', 7n],
    ['a symbol', Symbol('u')],
    ['a function', () => 'u'],
  ])('on the wire %s is no id', (_name, value) => {
    expect(checkUserId(value)).toEqual(malformed('not_text'));
  });

  it('says why a text is no id', () => {
    expect(checkUserId('')).toEqual(malformed('empty'));
    expect(checkUserId('x'.repeat(256))).toEqual(malformed('too_long'));
    expect(checkUserId('x'.repeat(10_000_000))).toEqual(malformed('too_long'));
    expect(checkUserId('\ud800')).toEqual(malformed('ill_formed'));
    expect(checkUserId('\udc00\ud800')).toEqual(malformed('ill_formed'));
    expect(checkUserId('a\u0000')).toEqual(malformed('control_character'));
    expect(checkUserId('a\u007f')).toEqual(malformed('control_character'));
    expect(checkUserId('a\u009f')).toEqual(malformed('control_character'));
  });

  it('refuses every control character and nothing beside them for its class', () => {
    for (let unit = 0; unit < 0x2100; unit++) {
      const isControl = unit <= 0x1f || (unit >= 0x7f && unit <= 0x9f);
      expect(checkUserId(String.fromCharCode(unit)).ok, unit.toString(16)).toBe(!isControl);
    }
  });

  it('keeps joiners, a byte order mark and white space that is no control character', () => {
    for (const userId of ['\ufeff', '\u200d', ' ', '\u00a0', '\u2028', '\u202e']) {
      expect(checkUserId(userId)).toEqual({ ok: true, userId });
    }
  });

  it('counts code points, not UTF-16 units', () => {
    expect(checkUserId('😀'.repeat(255)).ok).toBe(true);
    expect(checkUserId('😀'.repeat(256)).ok).toBe(false);
    expect(checkUserId('x'.repeat(255)).ok).toBe(true);
  });

  it('an id that passes is unchanged, well-formed and at most 1,020 bytes', () => {
    fc.assert(
      fc.property(fc.oneof(anyUnits, anySixteenBitText), (text) => {
        const check = checkUserId(text);
        if (!check.ok) return;
        expect(check.userId).toBe(text);
        expect(utf8(text).length).toBeLessThanOrEqual(4 * USER_ID_MAX_CODE_POINTS);
        expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(utf8(text))).toBe(text);
      }),
    );
  });

  it('two different ids never have the same bytes', () => {
    fc.assert(
      fc.property(anySixteenBitText, anySixteenBitText, (left, right) => {
        fc.pre(left !== right && checkUserId(left).ok && checkUserId(right).ok);
        expect(utf8(left)).not.toEqual(utf8(right));
      }),
    );
  });
});

describe('normaliseUserId', () => {
  it.each([
    [7, '7'],
    [0, '0'],
    [-0, '0'],
    [-12, '-12'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ])('turns the safe integer %s into %s', (value, userId) => {
    expect(normaliseUserId(value)).toEqual({ ok: true, userId });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, 1e21, Number.MAX_SAFE_INTEGER + 1])(
    'refuses the number %s',
    (value) => {
      expect(normaliseUserId(value)).toEqual(malformed('unsafe_number'));
    },
  );

  it('leaves a text alone, also one that looks like a number', () => {
    expect(normaliseUserId('007')).toEqual({ ok: true, userId: '007' });
  });

  it('refuses any other type without running its code', () => {
    const trap = { toString: (): string => expect.unreachable(), valueOf: (): string => expect.unreachable() };
    for (const value of [undefined, null, true, ['u'], {}, 7n, trap]) {
      expect(normaliseUserId(value)).toEqual(malformed('not_text'));
    }
  });

  it('agrees with checkUserId on all texts, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), anySixteenBitText), (value) => {
        const normalised = normaliseUserId(value);
        if (typeof value !== 'number') expect(normalised).toEqual(checkUserId(value));
      }),
    );
  });
});

describe('isIdentifierHashShape', () => {
  const hash = 'c03baf19fa1390e38288088d3b89fff0a33fe6aef463f3eafff9a515b41cb314';

  it('is 64 hex digits in either letter case', () => {
    expect(isIdentifierHashShape(hash)).toBe(true);
    expect(isIdentifierHashShape(hash.toUpperCase())).toBe(true);
  });

  it.each([
    ['63 digits', hash.slice(1)],
    ['65 digits', `${hash}0`],
    ['a line feed after it', `${hash}\n`],
    ['a space before it', ` ${hash}`],
    ['a letter past f', `g${hash.slice(1)}`],
    ['full-width digits', '０'.repeat(64)],
    ['an array holding it', [hash]],
    ['an object that prints as it', { toString: (): string => hash }],
    ['null', null],
  ])('is not %s', (_name, value) => {
    expect(isIdentifierHashShape(value)).toBe(false);
  });
});

describe('maskUserId', () => {
  it('shows nothing of an id under 5 characters, not even its length', () => {
    expect(new Set(['', 'a', 'ab', 'abc', 'abcd', '😀😀😀😀'].map(maskUserId))).toEqual(new Set(['••••']));
  });

  it('shows nothing of what is no text', () => {
    for (const value of [undefined, null, 12345, ['abcdef'], { id: 'abcdef' }]) expect(maskUserId(value)).toBe('••••');
  });

  it('shows one character at each end, and two from nine characters on', () => {
    expect(maskUserId('abcde')).toBe('a••••e');
    expect(maskUserId('abcdefgh')).toBe('a••••h');
    expect(maskUserId('user_12345')).toBe('us••••45');
    expect(maskUserId('😀bcd😀')).toBe('😀••••😀');
  });

  it('masks what could disturb a line of text', () => {
    expect(maskUserId('\u202eabcdefgh\n')).toBe('•a••••h•');
    expect(maskUserId('\ud800bcde')).toBe('•••••e');
  });

  it('never shows more than two characters at an end, nor an unbroken id', () => {
    fc.assert(
      fc.property(fc.oneof(anyUnits, anySixteenBitText), (id) => {
        const masked = maskUserId(id);
        expect([...masked].length).toBeLessThanOrEqual(8);
        expect(masked).toContain('••••');
        expect(masked).not.toMatch(/\p{C}/u);
      }),
    );
  });
});
