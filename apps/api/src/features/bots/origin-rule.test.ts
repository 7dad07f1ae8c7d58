import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loosensOrigins } from './bot-console.service.js';
import { canonicalOrigin, originAllowed } from './origin-rule.js';

const rule = (origins: string[], nullOriginAllowed = false) => ({ origins, nullOriginAllowed });

describe('an origin that an admin types', () => {
  test.each([
    ['https://shop.my', 'https://shop.my'],
    ['HTTPS://Shop.MY:443', 'https://shop.my'],
    ['https://shop.my/', 'https://shop.my'],
    ['https://shop.my:8443', 'https://shop.my:8443'],
    ['https://kedai-señja.my', 'https://xn--kedai-seja-09a.my'],
    ['https://*.shop.my', 'https://*.shop.my'],
    ['https://*.shop.com.my:8443', 'https://*.shop.com.my:8443'],
    ['http://localhost:4000', 'http://localhost:4000'],
    ['http://127.0.0.1', 'http://127.0.0.1'],
    ['http://app.localhost', 'http://app.localhost'],
    ['http://[::1]:5173', 'http://[::1]:5173'],
  ])('%s is kept as %s', (typed, kept) => {
    expect(canonicalOrigin(typed)).toBe(kept);
    expect(canonicalOrigin(kept)).toBe(kept);
  });

  test.each([
    '',
    'shop.my',
    '*',
    'null',
    'http://shop.my',
    'ftp://shop.my',
    'javascript:alert(1)',
    'https://',
    'https://shop.my/path',
    'https://shop.my?q',
    'https://shop.my#f',
    'https://shop.my?',
    'https://user@shop.my',
    'https://user:pass@shop.my',
    'https://*',
    'https://*.my',
    'https://*.com.my',
    'https://*.github.io',
    'https://*.*.shop.my',
    'https://a*.shop.my',
    'https://www.*.my',
    'http://*.localhost',
    'https://*.localhost',
  ])('%j is refused', (typed) => {
    expect(() => canonicalOrigin(typed)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });

  test('is either kept in one form or refused with a code, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.webUrl(),
          fc.domain().map((host) => `https://*.${host}`),
        ),
        (typed) => {
          let kept: string;
          try {
            kept = canonicalOrigin(typed);
          } catch (error) {
            expect(error).toMatchObject({ code: 'invalid_request' });
            return;
          }
          expect(canonicalOrigin(kept)).toBe(kept);
        },
      ),
    );
  });
});

describe('an origin that a page has', () => {
  test('is allowed where it is listed, as a whole', () => {
    const bot = rule(['https://shop.my', 'https://*.shop.my', 'http://localhost:4000']);
    for (const origin of ['https://shop.my', 'https://www.shop.my', 'http://localhost:4000']) {
      expect(originAllowed(bot, origin), origin).toBe(true);
    }
    for (const origin of [
      'http://shop.my',
      'https://shop.my:8443',
      'https://evil-shop.my',
      'https://a.b.shop.my',
      'https://.shop.my',
      'https://shop.my.evil.example',
      'https://evil.example/.shop.my',
      'https://SHOP.my',
      'http://www.shop.my',
      'http://localhost:4001',
      'null',
      '',
      null,
    ]) {
      expect(originAllowed(bot, origin), String(origin)).toBe(false);
    }
  });

  test('is any where none is listed, but for the null origin, which has its own switch', () => {
    expect(originAllowed(rule([]), 'https://anybody.example')).toBe(true);
    expect(originAllowed(rule([]), null)).toBe(true);
    expect(originAllowed(rule([]), 'null')).toBe(false);
    expect(originAllowed(rule(['https://shop.my'], true), 'null')).toBe(true);
  });
});

describe('loosening the origins', () => {
  test.each([
    ['a further origin', rule(['https://a.my']), rule(['https://a.my', 'https://b.my'])],
    ['another origin', rule(['https://a.my']), rule(['https://b.my'])],
    ['any origin', rule(['https://a.my']), rule([])],
    ['a wildcard over a listed origin', rule(['https://www.a.my']), rule(['https://*.a.my'])],
    ['the null origin', rule([]), rule([], true)],
  ])('is to let in %s', (_, before, after) => {
    expect(loosensOrigins(before, after)).toBe(true);
  });

  test.each([
    ['nothing changed', rule(['https://a.my']), rule(['https://a.my'])],
    ['the order changed', rule(['https://a.my', 'https://b.my']), rule(['https://b.my', 'https://a.my'])],
    ['one was taken away', rule(['https://a.my', 'https://b.my']), rule(['https://a.my'])],
    ['any became one', rule([]), rule(['https://a.my'])],
    ['a wildcard became one of its own', rule(['https://*.a.my']), rule(['https://www.a.my'])],
    ['the null origin was shut out', rule([], true), rule([])],
  ])('is not that %s', (_, before, after) => {
    expect(loosensOrigins(before, after)).toBe(false);
  });

  test('is everything that lets in an origin that was kept out', () => {
    const origins = fc.subarray([
      'https://a.my',
      'https://www.a.my',
      'https://*.a.my',
      'https://b.my',
      'https://x.b.my',
    ]);
    const seen = ['https://a.my', 'https://www.a.my', 'https://other.a.my', 'https://b.my', 'https://x.b.my', 'null'];
    const rules = fc.record({ origins, nullOriginAllowed: fc.boolean() });
    fc.assert(
      fc.property(rules, rules, (before, after) => {
        const letIn = seen.some((origin) => !originAllowed(before, origin) && originAllowed(after, origin));
        if (letIn) expect(loosensOrigins(before, after)).toBe(true);
      }),
    );
  });
});
