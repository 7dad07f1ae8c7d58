import { expect, test } from 'vitest';
import { base32Bytes, findTotpStep, newTotpSecret, totpCode, totpStepOf, totpUri } from './totp.js';

/** `12345678901234567890`, the secret of RFC 6238's SHA-1 vectors. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('the code at %i s is that of RFC 6238', (seconds, code) => {
  expect(totpCode(SECRET, totpStepOf(seconds * 1000))).toBe(code);
});

test('a code counts in its own step and in those beside it', () => {
  const nowMs = 1_700_000_000_000;
  const step = totpStepOf(nowMs);
  for (const [drift, found] of [
    [-2, null],
    [-1, step - 1],
    [0, step],
    [1, step + 1],
    [2, null],
  ] as const) {
    expect(findTotpStep(SECRET, totpCode(SECRET, step + drift), nowMs, null)).toBe(found);
  }
});

test('a step that was used, and every one before it, is spent', () => {
  const nowMs = 1_700_000_000_000;
  const step = totpStepOf(nowMs);
  expect(findTotpStep(SECRET, totpCode(SECRET, step), nowMs, step)).toBeNull();
  expect(findTotpStep(SECRET, totpCode(SECRET, step - 1), nowMs, step)).toBeNull();
  expect(findTotpStep(SECRET, totpCode(SECRET, step + 1), nowMs, step)).toBe(step + 1);
});

test('a secret has 160 bits, in base32', () => {
  const secret = newTotpSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(base32Bytes(secret)).toHaveLength(20);
  expect(newTotpSecret()).not.toBe(secret);
});

test('the address for the app names issuer and account, encoded', () => {
  const url = new URL(totpUri(SECRET, 'Chatku', 'a+b@x.my'));
  expect(url.protocol).toBe('otpauth:');
  expect(url.searchParams.get('secret')).toBe(SECRET);
  expect(decodeURIComponent(url.pathname)).toContain('Chatku:a+b@x.my');
});
