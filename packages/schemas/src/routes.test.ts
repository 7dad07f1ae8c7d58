import { expect, test } from 'vitest';
import { ERROR_CODES } from './errors.js';
import { pathOf, ROUTES } from './routes.js';

test('no two routes have the same method and path', () => {
  const all = Object.values(ROUTES).map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`);
  expect(new Set(all).size).toBe(all.length);
});

test('a path is filled in, each part percent-encoded, and a missing part is told', () => {
  expect(pathOf('get_contact', { contact_id: 'a/b c' })).toBe('/v1/console/contacts/a%2Fb%20c');
  expect(() => pathOf('get_contact')).toThrow(TypeError);
});

test('error codes are unique', () => {
  expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
});
