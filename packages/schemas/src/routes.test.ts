import { expect, test } from 'vitest';
import { ERROR_CODES } from './errors.js';
import * as account from './routes/account.js';
import * as bots from './routes/bots.js';
import * as contacts from './routes/contacts.js';
import * as conversations from './routes/conversations.js';
import * as flows from './routes/flows.js';
import * as identity from './routes/identity.js';
import * as page from './routes/page.js';
import * as records from './routes/records.js';
import * as workspace from './routes/workspace.js';
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

test('no name stands in two tables of routes: the later one would silently take its place', () => {
  const names = [page, account, workspace, bots, identity, records, flows, contacts, conversations]
    .flatMap((table) => Object.values(table))
    .flatMap((routes) => Object.keys(routes));
  expect(names.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
});
