import { expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy.js';

it('lets in scripts by nonce and the chat, and nothing else', () => {
  expect(contentSecurityPolicy({ nonce: 'R', apiUrl: 'http://localhost:3000' })).toBe(
    "default-src 'none'; script-src 'nonce-R'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; " +
      "connect-src 'self' http://localhost:3000 ws://localhost:3000; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
});

it('names origins only, and the secure socket of a secure API', () => {
  expect(contentSecurityPolicy({ nonce: 'R', apiUrl: 'https://chat.example.com/base' })).toContain(
    "connect-src 'self' https://chat.example.com wss://chat.example.com;",
  );
});
