import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalInConstantTime, fromBase64, fromHex, toHex, utf8 } from './bytes.js';

const bytes = fc.uint8Array({ maxLength: 80 });
const toBase64 = (value: Uint8Array) => btoa(String.fromCharCode(...value));

describe('utf8', () => {
  it('agrees with the platform on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        expect(utf8(text)).toEqual(new TextEncoder().encode(text));
      }),
    );
  });
});

describe('hex', () => {
  it('comes back as it went, in either letter case', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(fromHex(toHex(value))).toEqual(value);
        expect(fromHex(toHex(value).toUpperCase())).toEqual(value);
      }),
    );
  });

  it.each(['0', '1z', 'zz', '0x00', ' 00', '00\n', '0 '])('%j is not hex', (text) => {
    expect(fromHex(text)).toBeNull();
  });
});

describe('base64', () => {
  it('is read padded or not, in both alphabets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (value) => {
        const padded = toBase64(value);
        const url = padded.replaceAll('+', '-').replaceAll('/', '_');
        for (const text of [padded, padded.replace(/=+$/, ''), url, url.replace(/=+$/, '')]) {
          expect(fromBase64(text)).toEqual(value);
        }
      }),
    );
  });

  it.each(['', '=', 'A', 'AA=', 'AB==', 'AA==='])('%j is not base64', (text) => {
    expect(fromBase64(text)).toBeNull();
  });

  it('does not mix alphabets or hold other characters', () => {
    for (const text of ['+_AA', 'AA AA', 'AAAA\n', '{AAA']) expect(fromBase64(text)).toBeNull();
  });
});

describe('equalInConstantTime', () => {
  it('is true for equal bytes only', () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        expect(equalInConstantTime(left, left.slice())).toBe(true);
        expect(equalInConstantTime(left, right)).toBe(toHex(left) === toHex(right));
      }),
    );
  });

  it('sees any single bit, at any place', () => {
    const value = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
    for (let bit = 0; bit < 256; bit++) {
      const other = value.slice();
      other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(equalInConstantTime(value, other)).toBe(false);
    }
  });

  it('reads every byte, wherever the first difference is', () => {
    const reads: number[] = [];
    const watched = new Proxy(new Uint8Array(32).fill(1), {
      get: (target, name) => {
        if (typeof name === 'string' && /^\d+$/.test(name)) reads.push(Number(name));
        return Reflect.get(target, name, target);
      },
    });
    equalInConstantTime(watched, new Uint8Array(32));
    expect(reads).toEqual(Array.from({ length: 32 }, (_, at) => at));
  });

  it('a longer text never equals its beginning', () => {
    expect(equalInConstantTime(new Uint8Array(32), new Uint8Array(31))).toBe(false);
    expect(equalInConstantTime(new Uint8Array(31), new Uint8Array(32))).toBe(false);
  });
});
