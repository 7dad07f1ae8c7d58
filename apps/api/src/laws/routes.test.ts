import { ROUTES, type Route } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uncheckedInputs } from '../platform/http/handler-schemas.js';
import { signIn } from '../testing/console-client.js';
import { World } from './world.js';

/* The contract's list of routes against what the running server answers, in both directions. */

/** Pages and files for people and tools, which are no part of the contract. */
const FILES = /^\/($|console($|\/)|docs($|\/)|openapi\.json$)/;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());

const listed: readonly Route[] = Object.values(ROUTES);
const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string => `${method} ${path}`;
const served = (): string[] =>
  world.harness.api.routes
    .list()
    // A HEAD stands beside each GET, and OPTIONS is answered generically.
    .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !FILES.test(url))
    .map(({ method, url }) => `${method} ${url}`);
/** A path with something in the place of its parameters. */
const anyOf = (path: string): string => path.replace(/:\w+/g, '01890000-0000-7000-8000-000000000000');

test('every listed route is served, and every served route is listed', () => {
  expect(served().sort()).toEqual(listed.map(nameOf).sort());
});

test('the document that is served describes every listed route but plain files, and no other', async () => {
  const { body } = await world.harness.request.get('/openapi.json').expect(200);
  const paths = body.paths as Record<string, object>;
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
  );
  const wanted = listed.filter(({ path }) => !/^\/(w|chat)\//.test(path)).map(nameOf);
  expect(described.sort()).toEqual(wanted.sort());
});

test('no handler takes input that nothing checks', () => {
  expect(uncheckedInputs(world.harness.api.nest)).toEqual([]);
});

describe('a method that an address does not know is told which it knows', () => {
  const paths = [...new Set(listed.map(({ path }) => path))];

  test.each(paths)('%s', async (path) => {
    const known = listed.filter((route) => route.path === path).map(({ method }) => method);
    const member = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
    for (const method of METHODS.filter((candidate) => !known.includes(candidate))) {
      const name = method.toLowerCase() as Lowercase<typeof method>;
      const answer = await member.send(name, anyOf(path), method === 'GET' ? undefined : {});
      expect([method, answer.status, answer.body.code]).toEqual([method, 405, 'method_not_allowed']);
      for (const one of known) expect(answer.headers['allow']).toContain(one);
    }
  });
});
