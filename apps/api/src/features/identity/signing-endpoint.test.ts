import { expect, test } from 'vitest';
import { tokensIn } from './signing-endpoint.js';

const TOKEN = `eyJ${'a'.repeat(20)}.${'b'.repeat(30)}.${'c'.repeat(43)}`;

test('a token is found wherever a word begins', () => {
  expect(tokensIn(`{"token":"${TOKEN}"}`)).toEqual([TOKEN]);
  expect(tokensIn(`/next?state=%7B%22t%22%3A%22${TOKEN}%22`)).toEqual([TOKEN]);
  expect(tokensIn(TOKEN)).toEqual([TOKEN]);
});

test('a text made of beginnings is looked through once', () => {
  // Long enough that looking on from each beginning would not end within any limit of a test.
  const beginnings = 'eyJ'.repeat(4 * 1024 * 1024);
  expect(tokensIn(`${beginnings} ${TOKEN}`)).toEqual([TOKEN]);
});
