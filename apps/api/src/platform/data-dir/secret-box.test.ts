import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SealBroken, SecretBox } from './secret-box.js';

const box = new SecretBox(Buffer.alloc(32, 7));

describe('a sealed text', () => {
  test('opens to what it was, in its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, place) => {
        expect(box.open(box.seal(text, place), place)).toBe(text);
      }),
    );
  });

  test('opens nowhere else', () => {
    const sealed = box.seal('text', 'key:bot-a:1');
    expect(() => box.open(sealed, 'key:bot-b:1')).toThrow(SealBroken);
  });

  test('does not open with another secret', () => {
    expect(() => new SecretBox(Buffer.alloc(32, 8)).open(box.seal('text', 'place'), 'place')).toThrow(SealBroken);
  });

  test('does not open once any of its characters was changed', () => {
    const sealed = box.seal('text', 'place');
    for (let index = 3; index < sealed.length - 1; index += 1) {
      const changed = `${sealed.slice(0, index)}${sealed[index] === 'A' ? 'B' : 'A'}${sealed.slice(index + 1)}`;
      expect(() => box.open(changed, 'place')).toThrow(SealBroken);
    }
  });

  test.each(['', 'v1.', 'v1', 'v2.AAAA', 'v1.AAAA', 'v1.a.b', 'text'])('%j is no sealed text', (nonsense) => {
    expect(() => box.open(nonsense, 'place')).toThrow(SealBroken);
  });

  test('differs each time and does not show the text', () => {
    expect(box.seal('text', 'place')).not.toBe(box.seal('text', 'place'));
    expect(box.seal('text', 'place')).not.toContain('text');
  });
});

describe('a digest', () => {
  test('is the same for the same text, and another for each purpose', () => {
    expect(box.digest('a', 'text')).toBe(box.digest('a', 'text'));
    expect(box.digest('a', 'text')).not.toBe(box.digest('b', 'text'));
    expect(box.digest('a', 'text')).not.toBe(box.digest('a', 'texts'));
    expect(box.digest('a', 'text')).toMatch(/^[0-9a-f]{64}$/);
  });

  test('needs the secret', () => {
    expect(new SecretBox(Buffer.alloc(32, 8)).digest('a', 'text')).not.toBe(box.digest('a', 'text'));
  });
});

test('a short secret is refused', () => {
  expect(() => new SecretBox(Buffer.alloc(31))).toThrow(RangeError);
});
