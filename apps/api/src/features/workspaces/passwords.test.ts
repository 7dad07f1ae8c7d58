import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Passwords } from './passwords.js';
import { csrfOf, newSecret, plainCode, readableCode, sameText, secretHash } from './secrets.js';
import { readSessionCookie } from './session-cookie.js';

describe('passwords', () => {
  test('a hash knows its own password and no other', async () => {
    const passwords = new Passwords();
    const stored = await passwords.hash('correct horse battery');
    expect(await passwords.verify('correct horse battery', stored)).toBe(true);
    for (const wrong of ['', 'correct horse batter', 'Correct horse battery', 'correct horse battery ']) {
      expect(await passwords.verify(wrong, stored)).toBe(false);
    }
  });

  test('the same password has another hash each time, and the hash says how it was made', async () => {
    const passwords = new Passwords();
    const [first, second] = [await passwords.hash('same'), await passwords.hash('same')];
    expect(first).not.toBe(second);
    expect(first).toMatch(/^scrypt:32768:8:3:[A-Za-z0-9_-]{22}:[A-Za-z0-9_-]{43}$/);
    expect(first).not.toContain('same');
  });

  test('an older, cheaper hash is still understood', async () => {
    const passwords = new Passwords();
    const { scryptSync } = await import('node:crypto');
    const salt = Buffer.alloc(16, 7);
    const old = scryptSync('from before', salt, 32, { N: 1024, r: 8, p: 1 });
    const stored = `scrypt:1024:8:1:${salt.toString('base64url')}:${old.toString('base64url')}`;
    expect(await passwords.verify('from before', stored)).toBe(true);
    expect(await passwords.verify('from today', stored)).toBe(false);
  });

  test('an accent typed in one piece or in two is the same password', async () => {
    const passwords = new Passwords();
    expect(await passwords.verify('re\u0301sume\u0301', await passwords.hash('r\u00e9sum\u00e9'))).toBe(true);
  });

  test('where there is nobody no password is right', async () => {
    const passwords = new Passwords();
    expect(await passwords.verify('', null)).toBe(false);
    expect(await passwords.verify('anything', null)).toBe(false);
  });

  test('a flood of passwords is turned away instead of queued without end', async () => {
    const passwords = new Passwords();
    const cheap = `scrypt:1024:8:1:${'A'.repeat(22)}:${'A'.repeat(43)}`;
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => passwords.verify('x', cheap)));
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused).toHaveLength(4);
    expect(refused[0]?.reason).toMatchObject({ code: 'too_many_requests' });
    expect(await passwords.verify('afterwards', cheap)).toBe(false);
  });

  test('a generated password has 80 bits and nothing that is misread', () => {
    const passwords = new Passwords();
    const made = new Set(Array.from({ length: 200 }, () => passwords.generate()));
    expect(made.size).toBe(200);
    for (const password of made) expect(password).toMatch(/^([a-hj-np-z2-9]{4}-){3}[a-hj-np-z2-9]{4}$/);
  });
});

describe('secrets', () => {
  test('what is stored of a secret gives neither the secret nor its CSRF token away', () => {
    const secret = newSecret();
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new Set([secret, secretHash(secret), csrfOf(secret)]).size).toBe(3);
    expect(csrfOf(secretHash(secret))).not.toBe(csrfOf(secret));
  });

  test('texts are equal only to themselves', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => sameText(a, b) === (a === b) && sameText(a, a)));
  });

  test('a code is the same however it is typed', () => {
    const code = readableCode(3);
    expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    for (const typed of [code.toLowerCase(), code.replaceAll('-', ''), ` ${code.replaceAll('-', ' ')} `]) {
      expect(plainCode(typed)).toBe(plainCode(code));
    }
  });

  test('only a cookie of our name and of the shape of a token is one', () => {
    const token = newSecret();
    expect(readSessionCookie(`a=b; chatku_session=${token}; c=d`)).toBe(token);
    for (const header of [
      undefined,
      '',
      'chatku_session=',
      `chatku_session=${token}x`,
      `xchatku_session=${token}`,
      `chatku_session="${token}"`,
      `CHATKU_SESSION=${token}`,
    ]) {
      expect(readSessionCookie(header)).toBeNull();
    }
  });
});
