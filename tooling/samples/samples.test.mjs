/** The samples that the console shows, executed against the vectors of the identifier hash. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { createIdentifierHash } from '@chatku/crypto';
import { verifyIdentityToken } from '@chatku/crypto/token';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../bootstrap/workspace.mjs';
import { ask, missingPrograms, RUNTIMES, SAMPLES, SPECIAL_KEY } from './runtimes.mjs';

/** @type {{ accept: { name: string, key: string, userId: string, identifierHash: string }[] }} */
const { accept } = JSON.parse(
  readFileSync(join(ROOT, 'packages', 'crypto', 'src', 'vectors', 'identifier-hash.json'), 'utf8'),
);
/** @type {{ id: string, name: string, executed: boolean, hash: string, identity: string, page: string, token?: string }[]} */
const samples = JSON.parse(readFileSync(join(SAMPLES, 'samples.json'), 'utf8'));

const REQUIRED = process.env.CHATKU_REQUIRE_RUNTIMES === '1';
/** Ids that a website may have in its session, and that are easily lost on the way. */
const USERS = [
  '1042',
  '0',
  'aisyah@example.my',
  'Zoë 👩‍💻',
  `</script><script>"'\\&<!--`,
  '\u2028',
  '\ufeffuser',
  ' a ',
];
const NOBODY = ['-', ''];

/** @param {string} text */
const encode = (text) => Buffer.from(text, 'utf8').toString('base64');
/** @param {string} text */
const decode = (text) => Buffer.from(text, 'base64').toString('utf8');
/** @param {string} userId */
const hashOf = (userId) => createIdentifierHash({ userId, key: SPECIAL_KEY });
/** @param {string} answer */
const read = (answer) => {
  const [userId = '', hash] = answer.split('\t');
  return answer === '-' ? 'nobody' : [decode(userId), hash];
};

/**
 * What a page says to the widget: the calls of `setUser` when its scripts run, as a browser would find and run them.
 *
 * @param {string} html
 */
function callsOf(html) {
  /** @type {[id: string, attributes: { identifier_hash: string }][]} */
  const calls = [];
  const $chatbot = {
    setUser: (/** @type {string} */ id, /** @type {any} */ attributes) => calls.push([id, attributes]),
  };
  const addEventListener = (/** @type {string} */ type, /** @type {() => void} */ listener) => {
    expect(type).toBe('chatbot:ready');
    listener();
  };
  const page = createContext({ window: { addEventListener, $chatbot } });
  for (const [, script = ''] of html.matchAll(/<script>(.*?)<\/script>/gs)) runInContext(script, page);
  return calls.map(([id, attributes]) => [id, attributes.identifier_hash]);
}

describe.each(RUNTIMES)('$name', (runtime) => {
  const missing = missingPrograms(runtime);
  const folder = join(SAMPLES, runtime.folder);
  const without = missing.length > 0;
  /** @type {string} */
  let scratch;
  /** @type {string[]} */
  let command;
  const law = test.skipIf(without);
  const lawOf = (/** @type {import('./runtimes.mjs').Runtime['modes'][number]} */ mode) =>
    runtime.modes.includes(mode) ? law : () => {};
  const title = without ? ` (NOT EXECUTED: no ${missing.join(', ')} here)` : '';

  // Said here, since what is before all tests is left out with them.
  if (without) process.stderr.write(`!! ${runtime.name}: samples NOT EXECUTED: no ${missing.join(', ')} here.\n`);

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'chatku-samples-'));
    if (!without) command = runtime.prepare(folder, scratch);
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  if (REQUIRED) test('its runtime is there, as CHATKU_REQUIRE_RUNTIMES=1 demands', () => expect(missing).toEqual([]));

  law(`makes the hash of every row of the vectors${title}`, () => {
    const lines = accept.map(({ userId, key }) => `${encode(userId)}\t${encode(key)}`);
    const hashes = ask(command, { mode: 'hash', folder, lines });
    expect(accept.map(({ name }, index) => ({ name, hash: hashes[index] }))).toEqual(
      accept.map(({ name, identifierHash }) => ({ name, hash: identifierHash.toLowerCase() })),
    );
    expect(hashes).toHaveLength(accept.length);
  });

  lawOf('token')(
    `makes a token that verifies for its user and bot, with its key and for nobody else${title}`,
    async () => {
      const users = [...new Set(accept.map(({ userId }) => userId)), ...USERS];
      const [botId, id] = ['bot_demo', 'tk1'];
      const lines = users.map((userId) => [userId, botId, id, SPECIAL_KEY].map(encode).join('\t'));
      const tokens = ask(command, { mode: 'token', folder, lines });
      const said = {
        botId,
        keys: [{ id, key: SPECIAL_KEY, state: /** @type {const} */ ('primary') }],
        nowMs: Date.now(),
      };
      for (const [index, userId] of users.entries()) {
        const token = tokens[index];
        expect(await verifyIdentityToken({ ...said, token, userId }), userId).toMatchObject({
          verified: true,
          keyId: id,
        });
        expect(await verifyIdentityToken({ ...said, token, userId: 'another' })).toEqual({ verified: false });
      }
      const [token, userId] = [tokens[0], users[0]];
      expect(await verifyIdentityToken({ ...said, token, userId, botId: 'another' })).toEqual({ verified: false });
      expect(await verifyIdentityToken({ ...said, token, userId, nowMs: Date.now() + 3_662_000 })).toEqual({
        verified: false,
      });
    },
  );

  for (const mode of /** @type {const} */ (['identity', 'framework'])) {
    const whose = mode === 'identity' ? 'session' : 'framework’s session';
    lawOf(mode)(`hashes the id of its own ${whose}, and nothing when nobody is signed in${title}`, () => {
      const lines = [...USERS.map(encode), '#1042', ...NOBODY];
      expect(ask(command, { mode, folder, lines }).map(read)).toEqual([
        ...[...USERS, '1042'].map((userId) => [userId, hashOf(userId)]),
        'nobody',
        'nobody',
      ]);
    });

    lawOf(mode)(`makes no hash where the configuration has no key: ${mode}${title}`, () => {
      expect(() => ask(command, { mode, folder, lines: [encode('1042')], env: {} })).toThrow();
    });
  }

  lawOf('page')(
    `a page hands id and hash to the widget, whatever the id, and calls nothing for a guest${title}`,
    () => {
      const lines = [...USERS.map(encode), ...NOBODY];
      const pages = ask(command, { mode: 'page', folder, lines }).map(decode);
      expect(pages.map(callsOf)).toEqual([...USERS.map((userId) => [[userId, hashOf(userId)]]), [], []]);
      for (const page of pages.slice(USERS.length)) expect(page).not.toContain('<script');
    },
  );
});

const shell = RUNTIMES.find(({ folder }) => folder === 'shell');
test.skipIf(shell === undefined || missingPrograms(shell).length > 0)(
  'the shell shows no key in the list of processes',
  () => {
    const scratch = mkdtempSync(join(tmpdir(), 'chatku-samples-'));
    try {
      const log = join(scratch, 'processes');
      for (const name of ['openssl', 'od', 'cut', 'sed', 'tr']) {
        const real = execFileSync('bash', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
        writeFileSync(join(scratch, name), `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>"${log}"\nexec "${real}" "$@"\n`);
        chmodSync(join(scratch, name), 0o755);
      }
      const sample = join(SAMPLES, 'shell', 'identifier-hash.sh');
      const key = 'k'.repeat(88);
      const hash = execFileSync('bash', ['-c', `. "${sample}"; read -r key; identifier_hash 1042 "$key"`], {
        encoding: 'utf8',
        input: `${key}\n`,
        env: { ...process.env, PATH: `${scratch}${delimiter}${process.env.PATH}` },
      });
      expect(hash.trim()).toBe(createIdentifierHash({ userId: '1042', key }));
      const processes = readFileSync(log, 'utf8');
      expect(processes).toContain('openssl');
      expect(processes).not.toMatch(/kkkk|6b6b6b6b/);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
);

describe('the list', () => {
  test('names files that are there, and every file but its own', () => {
    const named = new Set(samples.flatMap(({ hash, identity, page, token = hash }) => [hash, identity, page, token]));
    expect([...named].filter((path) => !existsSync(join(SAMPLES, path)))).toEqual([]);
    const there = readdirSync(SAMPLES, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => readdirSync(join(SAMPLES, name)).map((file) => `${name}/${file}`));
    expect(there.filter((path) => !named.has(path))).toEqual([]);
  });

  test('calls executed what is executed here, and nothing else', () => {
    const executed = new Set(RUNTIMES.map(({ folder }) => folder));
    for (const { id, executed: says, hash } of samples) expect(says, id).toBe(executed.has(dirname(hash)));
  });
});

describe.each(samples)('the sample for $name', ({ hash, identity, page }) => {
  const [hashText = '', identityText = '', pageText = ''] = [hash, identity, page].map((path) =>
    readFileSync(join(SAMPLES, path), 'utf8'),
  );

  test('carries no key and makes none: it comes from the configuration', () => {
    for (const text of [hashText, identityText, pageText]) expect(text).not.toContain('THE_SPECIAL_KEY');
    expect(identityText).toContain('CHATKU_SPECIAL_KEY');
    expect(hashText + pageText).not.toContain('CHATKU_SPECIAL_KEY');
  });

  test('signs no id that a browser sent', () => {
    expect(identityText).toMatch(/session|Auth::id|request\.user/i);
    expect(identityText).not.toMatch(
      /\$_(GET|POST|REQUEST|COOKIE)|\b(body|query|params?|forms?|cookies?|GET|POST|Form|Query|Headers?)\b/,
    );
  });

  test('passes the hash by the name that the widget knows', () => {
    expect(pageText).toContain('chatbot:ready');
    expect(pageText).toMatch(/setUser\(/);
    expect(pageText).toContain('identifier_hash:');
  });
});
