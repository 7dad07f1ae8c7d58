import { describe, expect, test } from 'vitest';
import { Config, isLocalOrigin, readConfig, SettingsError } from './config.js';

const mistakesOf = (env: Record<string, string>, options = {}) => {
  try {
    readConfig(env, options);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.mistakes;
  }
};
const wrongNames = (env: Record<string, string>, options = {}) =>
  mistakesOf(env, options).map((mistake) => mistake.name);

test('an empty environment is enough', () => {
  const { config, warnings } = readConfig({});
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    demoPort: 4000,
    publicUrl: 'http://localhost:3000',
    trustedProxies: [],
    ownerEmail: null,
    ownerPassword: null,
    atRestSecret: null,
    demo: false,
  });
  expect(config.dataDir).toMatch(/^\/.*\/data$/);
  expect(warnings).toEqual([]);
});

test('an empty value is not set', () => {
  expect(readConfig({ PORT: '', CHATKU_PUBLIC_URL: ' ' }).config.port).toBe(3000);
});

test('the public address follows the port', () => {
  expect(readConfig({ PORT: '8080' }).config.publicUrl).toBe('http://localhost:8080');
});

test('every mistake is named at once, with what to write instead', () => {
  const mistakes = mistakesOf({
    HOST: 'two words',
    PORT: '70000',
    DEMO_PORT: '-1',
    CHATKU_PUBLIC_URL: 'chat.example.com',
    CHATKU_OWNER_EMAIL: 'nobody',
    CHATKU_OWNER_PASSWORD: 'short',
    CHATKU_TRUSTED_PROXIES: '10.0.0.0/8, elsewhere',
    CHATKU_SECRET: 'too short',
    CHATKU_LOG_LEVEL: 'loud',
    REDIS_URL: 'localhost:6379',
    CHATKU_DRAIN_SECONDS: '61',
    CHATKU_AUDIT_DAYS: '89',
  });
  expect(mistakes.map((mistake) => mistake.name)).toEqual([
    'HOST',
    'PORT',
    'DEMO_PORT',
    'CHATKU_PUBLIC_URL',
    'CHATKU_OWNER_EMAIL',
    'CHATKU_OWNER_PASSWORD',
    'CHATKU_TRUSTED_PROXIES',
    'CHATKU_SECRET',
    'REDIS_URL',
    'CHATKU_DRAIN_SECONDS',
    'CHATKU_AUDIT_DAYS',
    'CHATKU_LOG_LEVEL',
  ]);
  for (const { message } of mistakes) expect(message.length).toBeGreaterThan(20);
});

describe('a single wrong setting', () => {
  test.each([
    [{ DATABASE_URL: 'mysql://db.example.com/chatku' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgres://db.example.com' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'db.example.com/chatku' }, 'DATABASE_URL'],
    [{ PORT: '3000.5' }, 'PORT'],
    [{ PORT: '0x10' }, 'PORT'],
    [{ CHATKU_PUBLIC_URL: 'https://chat.example.com/path' }, 'CHATKU_PUBLIC_URL'],
    [{ CHATKU_PUBLIC_URL: 'https://user:pass@chat.example.com' }, 'CHATKU_PUBLIC_URL'],
    [{ CHATKU_PUBLIC_URL: 'https://chat.example.com/?q' }, 'CHATKU_PUBLIC_URL'],
    [{ CHATKU_PUBLIC_URL: 'ftp://chat.example.com' }, 'CHATKU_PUBLIC_URL'],
    [{ CHATKU_PUBLIC_URL: 'javascript:alert(1)' }, 'CHATKU_PUBLIC_URL'],
    [{ CHATKU_TRUSTED_PROXIES: '0.0.0.0/0' }, 'CHATKU_TRUSTED_PROXIES'],
    [{ CHATKU_TRUSTED_PROXIES: '10.0.0.0/33' }, 'CHATKU_TRUSTED_PROXIES'],
    [{ CHATKU_OWNER_PASSWORD: 'long enough for it' }, 'CHATKU_OWNER_EMAIL'],
  ])('%o is refused', (env, name) => {
    expect(wrongNames(env)).toEqual([name]);
  });
});

test('addresses and ranges of proxies are taken, of both families', () => {
  const { config } = readConfig({ CHATKU_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8 ,::1,fd00::/8' });
  expect(config.trustedProxies).toEqual(['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8']);
});

test('what may be called inside the network is taken as a list, and each part that is not understood is named', () => {
  const { outboundAllow } = readConfig({ CHATKU_OUTBOUND_ALLOW: 'crm.internal:8443, 10.1.2.0/24' }).config;
  expect(outboundAllow.size).toBe(2);
  expect(outboundAllow.hasName('crm.internal', 8443)).toBe(true);
  expect(readConfig({}).config.outboundAllow.size).toBe(0);
  const [mistake] = mistakesOf({ CHATKU_OUTBOUND_ALLOW: 'crm.internal,*.corp,0.0.0.0/0,\u001b[2J' });
  expect(mistake?.name).toBe('CHATKU_OUTBOUND_ALLOW');
  expect(mistake?.message).toMatch(/Not understood: \*\.corp, 0\.0\.0\.0\/0, \?\[2J\.$/);
});

test('an origin is written in one way', () => {
  expect(readConfig({ CHATKU_PUBLIC_URL: 'HTTPS://Chat.Example.com:443/' }).config.publicUrl).toBe(
    'https://chat.example.com',
  );
});

describe('demo data', () => {
  test('never starts together with a public address', () => {
    expect(wrongNames({ CHATKU_PUBLIC_URL: 'https://chat.example.com' }, { demo: true })).toEqual([
      'CHATKU_PUBLIC_URL',
    ]);
    expect(wrongNames({ CHATKU_PUBLIC_URL: 'http://192.168.1.5:3000' }, { demo: true })).toEqual(['CHATKU_PUBLIC_URL']);
    expect(wrongNames({ CHATKU_PUBLIC_URL: 'http://localhost.evil.com' }, { demo: true })).toHaveLength(1);
  });

  test('starts on this machine', () => {
    expect(readConfig({ CHATKU_PUBLIC_URL: 'http://127.0.0.1:3000' }, { demo: true }).config.demo).toBe(true);
    expect(readConfig({}, { demo: true }).config.demo).toBe(true);
  });

  test('needs a port of its own', () => {
    expect(wrongNames({ PORT: '4000' }, { demo: true })).toEqual(['DEMO_PORT']);
    expect(wrongNames({ PORT: '4000' })).toEqual([]);
  });
});

test.each([
  ['http://localhost:3000', true],
  ['http://app.localhost', true],
  ['http://127.9.9.9', true],
  ['http://[::1]:80', true],
  ['http://127.0.0.1.nip.io', false],
  ['https://chat.example.com', false],
])('%s is of this machine: %s', (origin, local) => {
  expect(isLocalOrigin(origin)).toBe(local);
});

test('a misspelled setting is pointed out with the one that was meant', () => {
  const { warnings } = readConfig({ CHATKU_DATADIR: '/x', CHATKU_COMPLETELY_ELSE: '1', HOME: '/root' });
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain('Did you mean CHATKU_DATA_DIR?');
  expect(warnings[1]).not.toContain('Did you mean');
});

test('what was acknowledged is on disk unless said otherwise, and then it is remarked on', () => {
  expect(readConfig({})).toMatchObject({ config: { durability: 'full' }, warnings: [] });
  const { config, warnings } = readConfig({ CHATKU_DURABILITY: 'normal' });
  expect(config.durability).toBe('normal');
  expect(warnings).toEqual([expect.stringContaining('a power failure may lose the last messages')]);
  const onPostgres = readConfig({ CHATKU_DURABILITY: 'normal', DATABASE_URL: 'postgres://a:b@db.example.com/c' });
  expect(onPostgres.warnings).toEqual([expect.stringContaining('is for SQLite')]);
  expect(JSON.stringify(mistakesOf({ CHATKU_DURABILITY: 'off' }))).toContain('must be full');
});

test('the values of secrets are never told', () => {
  const secret = 'sentinel-secret';
  const mistakes = mistakesOf({
    CHATKU_SECRET: secret,
    CHATKU_OWNER_PASSWORD: 'sentinel',
    PORT: 'x',
    REDIS_URL: 'sentinel',
  });
  expect(JSON.stringify(mistakes)).not.toContain('sentinel');
  const { config } = readConfig({
    CHATKU_SECRET: `${secret}${secret}${secret}`,
    CHATKU_OWNER_EMAIL: 'o@example.com',
    CHATKU_OWNER_PASSWORD: `${secret}-password`,
    REDIS_URL: `redis://:${secret}@redis.internal`,
  });
  expect(config.ownerPassword).toContain(secret);
  expect(config.redis).toMatchObject({ host: 'redis.internal', password: secret });
  expect(JSON.stringify(config)).not.toContain(secret);
  expect(Object.keys(config)).not.toContain('ownerPassword');
});

test('a value cannot paint over the terminal', () => {
  expect(mistakesOf({ PORT: '\u001b[2Jx' })[0]?.message).not.toContain('\u001b');
});

test('a config is frozen', () => {
  const { config } = readConfig({});
  expect(() => {
    (config as { port: number }).port = 1;
  }).toThrow(TypeError);
  expect(config).toBeInstanceOf(Config);
});

test('a database is told without its password and its options', () => {
  const url = 'postgres://chatku:sentinel@db.example.com:5433/chat?sslmode=require&sslcert=sentinel';
  const { config } = readConfig({ DATABASE_URL: url });
  expect(config.databaseUrl).toBe(url);
  expect(config.database).toBe('postgres://chatku@db.example.com:5433/chat');
  expect(JSON.stringify(config)).not.toContain('sentinel');
  expect(JSON.stringify(mistakesOf({ DATABASE_URL: 'postgres://a:sentinel@' }))).not.toContain('sentinel');
  expect(readConfig({}).config).toMatchObject({ database: null, databaseUrl: null });
});

test.each(['chatku:50%sentinel@db.example.com/chat', '100%:sentinel@db.example.com/chat', 'db.example.com/sentinel%'])(
  'a lone sign of percent in the address of a database is told in a sentence: %s',
  (rest) => {
    const told = mistakesOf({ DATABASE_URL: `postgres://${rest}` });
    expect(told).toMatchObject([{ name: 'DATABASE_URL', message: expect.stringContaining('%25') }]);
    expect(JSON.stringify(told)).not.toContain('sentinel');
  },
);

test('a %25 in the password of a database is a %', () => {
  expect(readConfig({ DATABASE_URL: 'postgres://chatku:50%25@db.example.com/chat' }).config.database).toBe(
    'postgres://chatku@db.example.com/chat',
  );
});
