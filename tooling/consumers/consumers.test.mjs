import { createHmac } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, readManifest } from '../bootstrap/workspace.mjs';
import { becomeStranger } from './stranger.mjs';

/** The special key of the programs. */
const KEY = '0123456789abcdefghijklmnopqrstuv';

const BROWSER = ['ES2023', 'DOM', 'DOM.Iterable'];

/**
 * What each package is given to, and what the program prints; the widget's needs a browser, see the other file. The
 * declarations of valibot name Blob and File, so a project that checks them has the browser's types; crypto needs none.
 */
const packages = [
  { room: 'crypto', rooms: ['crypto'], lib: ['ES2023'], prints: hashByNode('customer-7') },
  { room: 'schemas', rooms: ['schemas'], lib: BROWSER, prints: 'Where is my order? true' },
  { room: 'widget', rooms: ['widget', 'crypto', 'schemas'], lib: BROWSER, prints: undefined },
];

/** @param {string} userId */
function hashByNode(userId) {
  return createHmac('sha256', KEY).update(userId).digest('hex');
}

describe.each(packages)('@chatku/$room, from its tarball,', ({ room, rooms, lib, prints }) => {
  /** @type {Awaited<ReturnType<typeof becomeStranger>>} */
  let stranger;
  beforeAll(async () => {
    stranger = await becomeStranger({ program: `${room}.ts`, rooms, lib });
  });
  afterAll(() => stranger?.remove());

  test('brings what it was built into and its licence, no sources and no tests', () => {
    const { contents = [] } = stranger.tarballs[room] ?? {};
    expect(contents).toEqual(
      expect.arrayContaining(['package.json', 'LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']),
    );
    expect(contents.filter((path) => /^src\/|\.test\.|\.fixture\.|tsbuildinfo|node_modules/.test(path))).toEqual([]);
  });

  test('names no path that it does not bring, and no workspace', () => {
    const manifest = stranger.manifestOf(`@chatku/${room}`);
    const paths = Object.values(manifest.exports).flatMap((door) =>
      typeof door === 'string' ? [door] : Object.values(door),
    );
    const contents = stranger.tarballs[room]?.contents ?? [];
    expect(
      paths.map((path) => path.replace('./', '')).filter((path) => !path.includes('*') && !contents.includes(path)),
    ).toEqual([]);
    expect(JSON.stringify(manifest)).not.toContain('workspace:');
  });

  test('has the doors of the room, less the condition that leads to sources which are not there', () => {
    const { exports: inside } = /** @type {{ exports: Record<string, Record<string, string> | string> }} */ (
      /** @type {unknown} */ (readManifest(`${ROOT}/packages/${room}`))
    );
    const expected = Object.entries(inside).map(([door, conditions]) => {
      if (typeof conditions === 'string') return [door, conditions];
      const { source: _source, ...rest } = conditions;
      return [door, rest];
    });
    expect(stranger.manifestOf(`@chatku/${room}`).exports).toEqual(Object.fromEntries(expected));
  });

  test.each(/** @type {const} */ (['NodeNext', 'Bundler']))(
    'type-checks under %s, its declarations too',
    async (resolution) => {
      await stranger.typeCheck(resolution);
    },
  );

  if (prints !== undefined) {
    test('works in a small program', async () => {
      await stranger.typeCheck('NodeNext');
      expect((await stranger.runProgram()).trim()).toBe(prints);
    });
  }
});

describe('@chatku/crypto/token, from the tarball,', () => {
  /** @type {Awaited<ReturnType<typeof becomeStranger>>} */
  let stranger;
  beforeAll(async () => {
    stranger = await becomeStranger({ program: 'crypto-token.ts', rooms: ['crypto'], lib: ['ES2023'] });
  });
  afterAll(() => stranger?.remove());

  test.each(/** @type {const} */ (['NodeNext', 'Bundler']))(
    'type-checks under %s, its declarations too, without those of a browser',
    async (resolution) => {
      await stranger.typeCheck(resolution);
    },
  );

  test('works in a small program, and signs as node:crypto does', async () => {
    await stranger.typeCheck('NodeNext');
    const [header = '', claims = '', signature] = (await stranger.runProgram()).trim().split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT', kid: 'tk-1' });
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ sub: 'customer-7', aud: 'bot-1' });
    expect(signature).toBe(createHmac('sha256', KEY).update(`${header}.${claims}`).digest('base64url'));
  });

  test('needs jose, which the door of hashes does not', async () => {
    rmSync(join(stranger.folder, 'node_modules', 'jose'), { recursive: true });
    await expect(stranger.runProgram()).rejects.toThrow("Cannot find package 'jose'");
    const hash =
      "import('@chatku/crypto').then((crypto) => console.log(Object.keys(crypto).includes('createIdentifierHash')))";
    expect((await stranger.evaluate(hash)).trim()).toBe('true');
  });
});
