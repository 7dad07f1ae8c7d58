import { existsSync } from 'node:fs';
import { chmod, chown, readdir, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FEATURES } from '../../app.module.js';
import { runCommand } from '../../commands/run-command.js';
import { World } from '../../laws/world.js';
import { noteBackup } from '../../platform/backup/last-backup.js';
import { readConfig } from '../../platform/config/config.js';
import { PROBE_HEADER, PROBE_PATH, probeQuestion } from '../../platform/health/probe.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import type { Harness } from '../../platform/testing/harness.js';
import { tempFolder } from '../../platform/testing/temp-folder.js';
import { EXPIRED_CERTIFICATE, TEST_CERTIFICATE } from '../../platform/testing/test-certificate.js';
import { describeWithRedis, linkTo, OwnRedis } from '../../platform/testing/test-redis.js';
import { CALLER, FrontDoor } from '../../testing/front-door.js';
import { MailBox } from '../../testing/mail-box.js';
import { startApi } from '../../testing/start-api.js';
import { judgeBackup } from './backup-check.js';
import { judgeDisk } from './data-folder-checks.js';
import { judgeDatabase } from './database-check.js';
import { examine, type Patient } from './examination.js';
import type { World as Outside } from './far-side.js';
import { CHECKS, DOCTOR_CODES, type Finding, linesOf } from './finding.js';
import { checkRedis } from './redis-check.js';

let door: FrontDoor;
let api: Harness;
const world: Outside = {
  nowMs: () => Date.now(),
  addressesOf: async () => ['127.0.0.1'],
  authorities: [TEST_CERTIFICATE],
};

/** Where a server keeps its data, as settings. */
const placeOf = ({ config }: Harness): Record<string, string> => ({
  CHATKU_DATA_DIR: config.dataDir,
  ...(config.databaseUrl === null ? {} : { DATABASE_URL: config.databaseUrl }),
});

/** A server behind the door. */
async function behindDoor(env: Record<string, string> = {}): Promise<Harness> {
  const started = await startApi({
    startMs: Date.now(),
    env: {
      CHATKU_PUBLIC_URL: `https://shop.example.com:${door.port}`,
      CHATKU_TRUSTED_PROXIES: '127.0.0.1',
      ...env,
    },
  });
  door.upstreamPort = Number(new URL(await started.listen()).port);
  await noteBackup(started.config.dataDir, Date.now());
  return started;
}

beforeAll(async () => {
  door = await FrontDoor.open();
  api = await behindDoor();
});
afterAll(async () => {
  await api.stop();
  await door.close();
});
// Certificate, answers and doctor are of today, so the server is.
beforeEach(() => api.clock.set(Date.now()));
afterEach(() => {
  door.behave();
  door.upstreamPort = Number(new URL(upstream()).port);
});
const upstream = (): string => {
  const { port } = api.api.nest.getHttpServer().address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
};

const look = (patient: Partial<Patient> = {}, seen: Outside = world): Promise<Finding[]> =>
  examine({ config: api.config, warnings: [], clockUrl: null, ...patient }, seen);
const codesOf = (findings: readonly Finding[]): string[] =>
  findings.filter(({ code }) => code !== null && code !== 'mail_not_set').map(({ code }) => String(code));
const found = (findings: readonly Finding[], check: Finding['check']): Finding | undefined =>
  findings.find((finding) => finding.check === check);

describe('a sound installation', () => {
  test('is told to be sound, check by check, while it runs', async () => {
    const findings = await look();
    expect(findings.map(({ check }) => check)).toEqual([...CHECKS]);
    expect(findings.filter(({ status }) => status !== 'ok').map(({ code }) => code)).toEqual(['mail_not_set']);
    expect(found(findings, 'client address')?.says).toContain(`seen as ${CALLER}`);
    // On Postgres nobody locks the folder.
    const held = api.config.databaseUrl === null ? 'running server' : 'secret';
    expect(found(findings, 'data folder')?.says).toContain(held);
  });

  test('goes on serving, and nothing was added to its folder', async () => {
    await api.request.get('/health/ready').expect(200);
    expect(existsSync(`${api.dataDir.path}/chatku.db-journal`)).toBe(false);
  });

  test('is one whose proxy replaces the addresses it is told', async () => {
    door.behave({ forwarded: 'replace' });
    expect(codesOf(await look())).toEqual([]);
  });
});

describe('a proxy with bad manners', () => {
  test.each([
    ['lets no WebSocket through', { upgrade: 'refuse' }, ['websocket_refused']],
    ['holds frames back', { upgrade: 'hold' }, ['websocket_silent']],
    ['does not say whose request it is', { forwarded: 'drop' }, ['forwarded_missing']],
    ['lets callers say who they are', { forwarded: 'pass' }, ['address_forgeable']],
    ['has another time', { dateShiftMs: 300_000 }, ['clock_off']],
    ['has almost the same time', { dateShiftMs: -30_000 }, []],
    [
      'sends on elsewhere',
      { answer: (_, response) => void response.writeHead(301, { location: 'https://www.example.com/' }).end() },
      ['redirected'],
    ],
    [
      'serves another website under the name',
      { answer: (_, response) => void response.writeHead(200).end('{"status":"ok"}') },
      ['another_server'],
    ],
  ] satisfies ReadonlyArray<[string, Parameters<FrontDoor['behave']>[0], string[]]>)(
    'that %s',
    async (_, manners, codes) => {
      door.behave(manners);
      expect(codesOf(await look())).toEqual(codes);
    },
    20_000,
  );

  test('that does not reach the server', async () => {
    door.upstreamPort = 1;
    expect(codesOf(await look())).toEqual(['proxy_without_server']);
  });

  test('that repeats what the server answered to somebody else', async () => {
    const question = probeQuestion(api.dataDir.secretBox, Date.now(), 'n'.repeat(24));
    const answered = await api.request.get(PROBE_PATH).set(PROBE_HEADER, question).expect(200);
    const repeated = String(answered.headers[PROBE_HEADER]);
    door.behave({ answer: (_, response) => void response.writeHead(200, { [PROBE_HEADER]: repeated }).end() });
    expect(codesOf(await look())).toEqual(['another_server']);
  });

  test('that leads to another installation', async () => {
    const other = await startApi({ startMs: Date.now() });
    door.upstreamPort = Number(new URL(await other.listen()).port);
    expect(codesOf(await look())).toEqual(['another_server']);
    await other.stop();
  });
});

describe('trust in proxies', () => {
  const judged = async (proxies: string): Promise<Finding | undefined> => {
    const other = await behindDoor({ CHATKU_TRUSTED_PROXIES: proxies });
    try {
      return found(await look({ config: other.config }), 'client address');
    } finally {
      await other.stop();
    }
  };

  test('that is missing is told with the address to trust', async () => {
    const finding = await judged('');
    expect(finding?.code).toBe('proxy_not_trusted');
    expect(finding?.fix).toContain('127.0.0.1');
  });

  test('that takes in callers is told', async () => {
    expect((await judged('127.0.0.1,198.51.100.0/24'))?.code).toBe('address_forgeable');
  });
});

describe('the public address', () => {
  const at = (url: string): Pick<Patient, 'config'> => ({
    config: readConfig({ CHATKU_PUBLIC_URL: url, ...placeOf(api) }).config,
  });

  test('that has no name in the world', async () => {
    const nobody = { ...world, addressesOf: () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' })) };
    const findings = await look({}, nobody);
    expect(codesOf(findings)).toEqual(['name_unknown', 'clock_unknown']);
    expect(found(findings, 'WebSocket')?.status).toBe('skipped');
  });

  test('where nobody listens', async () => {
    expect(codesOf(await look(at('https://shop.example.com:1')))).toEqual([
      'tls_failed',
      'unreachable',
      'clock_unknown',
    ]);
  });

  test('without https', async () => {
    expect(codesOf(await look(at(`http://shop.example.com:${new URL(upstream()).port}`)))).toEqual([
      'public_url_not_https',
    ]);
  });

  test('of this machine only is to be looked at, and to be mended once a bot is for a website elsewhere', async () => {
    const local = at(`http://localhost:${new URL(upstream()).port}`);
    expect(found(await look(local), 'public URL')?.status).toBe('warn');
    await World.makeBot(api, api.get(IdMaker).newId());
    expect(found(await look(local), 'public URL')).toMatchObject({ status: 'fail', code: 'public_url_local' });
  });
});

describe('the certificate', () => {
  const judged = async (seen: Partial<Outside> = {}, config = api.config): Promise<string | null | undefined> =>
    found(await look({ config }, { ...world, ...seen }), 'certificate')?.code;

  test('that is over, and the other checks go on', async () => {
    door.showCertificate(EXPIRED_CERTIFICATE);
    expect(codesOf(await look({}, { ...world, authorities: [EXPIRED_CERTIFICATE] }))).toEqual(['certificate_expired']);
  });

  test('that is soon over', async () => {
    const overAtMs = Date.UTC(2126, 9, 31);
    expect(await judged({ nowMs: () => overAtMs - 10 * 86_400_000 })).toBe('certificate_soon');
  });

  test('that nobody vouches for', async () => {
    expect(await judged({ authorities: [] })).toBe('certificate_not_trusted');
  });

  test('of another name', async () => {
    const { config } = readConfig({ CHATKU_PUBLIC_URL: `https://chat.example.com:${door.port}` });
    expect(await judged({}, config)).toBe('certificate_wrong_name');
  });
});

describe('the clock', () => {
  test('is compared with the server that is named', async () => {
    const slow = { ...world, nowMs: () => Date.now() - 90_000 };
    const finding = found(await look({ clockUrl: `${upstream()}/health/live` }, slow), 'clock');
    expect([finding?.code, finding?.says]).toEqual(['clock_off', expect.stringMatching(/ behind 127\.0\.0\.1/)]);
  });
});

describe('a probe', () => {
  const nonce = 'n'.repeat(24);
  const asked = async (question: string, path = PROBE_PATH) =>
    (await api.request.get(path).set(PROBE_HEADER, question)).headers[PROBE_HEADER];
  const mine = (atMs = api.clock.nowMs()) => probeQuestion(api.dataDir.secretBox, atMs, nonce);

  test('is answered to who has the secret', async () => {
    expect(await asked(mine())).toBeDefined();
  });

  test('is not answered to anybody else, of another time, at another address, or when altered', async () => {
    const last = mine().at(-1) === '0' ? '1' : '0';
    expect(await asked(`${mine().slice(0, -1)}${last}`)).toBeUndefined();
    expect(await asked(mine(api.clock.nowMs() - 61_000))).toBeUndefined();
    expect(await asked(mine(api.clock.nowMs() + 61_000))).toBeUndefined();
    expect(await asked(mine(), '/health/ready')).toBeUndefined();
    expect(await asked(mine().replace(nonce, 'm'.repeat(24)))).toBeUndefined();
    expect(await asked('')).toBeUndefined();
  });
});

describe('mail', () => {
  const withMail = (url: string): Pick<Patient, 'config'> => ({
    config: readConfig({
      CHATKU_PUBLIC_URL: api.config.publicUrl,
      CHATKU_DATA_DIR: api.dataDir.path,
      CHATKU_SMTP_URL: url,
      CHATKU_MAIL_FROM: 'chat@example.com',
    }).config,
  });

  test('is signed in for, and none is sent', async () => {
    const box = await MailBox.open({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_a, _s, done) => done(null, { user: 'x' }),
    });
    const findings = await look(withMail(`smtp://chat:pa55word@127.0.0.1:${box.port}?tls=none`));
    expect(found(findings, 'mail')?.status).toBe('ok');
    expect(box.mails).toEqual([]);
    await box.close();
  });

  test('that is refused is told, without the password', async () => {
    const box = await MailBox.open({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('Invalid credentials')),
    });
    const findings = await look(withMail(`smtp://chat:pa55word@127.0.0.1:${box.port}?tls=none`));
    await box.close();
    expect(found(findings, 'mail')).toMatchObject({ code: 'mail_failed', status: 'fail' });
    expect(found(findings, 'mail')?.says).toContain('auth');
    expect(JSON.stringify(findings) + linesOf(findings).join()).not.toContain('pa55word');
  });
});

test('a Postgres that does not answer is told, in words for a person', async () => {
  const { config } = readConfig({
    CHATKU_DATA_DIR: api.config.dataDir,
    DATABASE_URL: 'postgres://somebody:pa55word@127.0.0.1:1/chatku',
  });
  const findings = await look({ config });
  expect(found(findings, 'database')).toMatchObject({ code: 'database_unreachable', status: 'fail' });
  expect(JSON.stringify(findings)).not.toContain('pa55word');
});

describe('what is in the folder', () => {
  const sound = { damage: [], pending: [], unknown: [], sizeBytes: 1, walBytes: 0 };

  test.each([
    [{ damage: ['row 1 missing from index'] }, 'database_damaged'],
    [{ pending: ['Baseline1'] }, 'migrations_pending'],
    [{ unknown: ['Later9'] }, 'database_newer'],
    [{ walBytes: 2 ** 30 }, 'wal_large'],
    [{}, null],
  ])('%j: %s', (inspection, code) => {
    expect(judgeDatabase({ ...sound, ...inspection }).code).toBe(code);
  });

  test('a backup of long ago, and none at all', () => {
    const now = Date.UTC(2026, 0, 15);
    const days = (count: number) => judgeBackup(now - count * 24 * 3_600_000, now).code;
    expect([days(0), days(6.9), days(7)]).toEqual([null, null, 'backup_old']);
    expect(judgeBackup(null, now).code).toBe('backup_none');
  });

  test('little and no space', () => {
    expect([2 ** 31, 2 ** 29, 2 ** 20].map((free) => judgeDisk(free).code)).toEqual([null, 'disk_low', 'disk_full']);
  });

  test('others may look into it', async () => {
    await chmod(api.dataDir.path, 0o755);
    const findings = await look();
    await chmod(api.dataDir.path, 0o700);
    expect(codesOf(findings)).toEqual(['data_folder_open']);
  });

  test('another secret', async () => {
    const { config } = readConfig({
      CHATKU_PUBLIC_URL: api.config.publicUrl,
      CHATKU_DATA_DIR: api.dataDir.path,
      CHATKU_SECRET: 'another secret than the one it was made with',
    });
    const findings = await look({ config });
    expect(codesOf(findings)).toContain('secret_wrong');
    expect(found(findings, 'server')?.status).toBe('skipped');
  });
});

describe('the command', () => {
  const run = async (words: string[], env: Record<string, string>) => {
    const printed: string[] = [];
    const code = await runCommand({
      words: ['doctor', ...words],
      env: { CHATKU_LOG_LEVEL: 'silent', ...env },
      features: FEATURES,
      terminal: { print: (line) => void printed.push(line), complain: () => undefined },
    });
    return { code, printed: printed.join('\n') };
  };

  test('makes no folder where there is none, and ends with 1', async () => {
    const folder = await tempFolder();
    await rm(folder.path, { recursive: true });
    const { code, printed } = await run(['--json'], { CHATKU_DATA_DIR: folder.path, PORT: '1' });
    expect(code).toBe(1);
    expect(JSON.parse(printed).findings.map((finding: Finding) => finding.code)).toContain('data_folder_missing');
    expect(existsSync(folder.path)).toBe(false);
  });

  test('makes nothing in a folder that is empty', async () => {
    const folder = await tempFolder();
    const { printed } = await run(['--json'], { CHATKU_DATA_DIR: folder.path, PORT: '1' });
    const codes = JSON.parse(printed).findings.map((finding: Finding) => finding.code);
    expect(codes).toContain('database_missing');
    expect(await readdir(folder.path)).toEqual([]);
    await folder.remove();
  });

  // Only root may give a folder away.
  test.skipIf(process.getuid?.() !== 0)('leaves the folder of another user alone', async () => {
    const folder = await tempFolder();
    await chown(folder.path, 12_345, 12_345);
    const { code, printed } = await run(['--json'], { CHATKU_DATA_DIR: folder.path, PORT: '1' });
    const codes = JSON.parse(printed).findings.map((finding: Finding) => finding.code);
    expect([code, codes.includes('data_folder_not_ours')]).toEqual([1, true]);
    expect(await readdir(folder.path)).toEqual([]);
    await folder.remove();
  });

  test('looks at a stopped server without leaving anything behind', async () => {
    const folder = await tempFolder();
    await runCommand({
      words: ['migrate'],
      env: { CHATKU_DATA_DIR: folder.path },
      features: FEATURES,
      terminal: { print: () => undefined, complain: () => undefined },
    });
    const { printed } = await run(['--json'], { CHATKU_DATA_DIR: folder.path, PORT: '1' });
    const codes = JSON.parse(printed).findings.map((finding: Finding) => finding.code);
    expect(codes).toContain('server_not_running');
    expect(codes).not.toContain('database_unreadable');
    await folder.remove();
  });

  test('tells wrong settings in the same way, by name and never with the value of a secret', async () => {
    const { code, printed } = await run(['--json'], { PORT: 'x', CHATKU_SECRET: 'sentinel' });
    expect(code).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({ ok: false, findings: [{ code: 'settings_wrong' }, {}] });
    expect(printed).not.toContain('sentinel');
  });

  test('takes the address of one clock, and nothing else', async () => {
    expect((await run(['somewhere'], {})).code).toBe(64);
    expect((await run(['--loud'], {})).code).toBe(64);
  });
});

test('docs/self-hosting.md explains every code, and no other', async () => {
  const page = await readFile(new URL('../../../../../docs/self-hosting.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map((match) => match[1]);
  expect(rows).toEqual([...DOCTOR_CODES]);
});

test('what a proxy says cannot paint over the terminal', () => {
  const lines = linesOf([{ check: 'mail', status: 'fail', code: 'mail_failed', says: '\u001b[2J', fix: '\u0007' }]);
  expect(lines.join('\n')).not.toMatch(/[\u001b\u0007]/);
});

describeWithRedis('Redis', () => {
  let redis: OwnRedis;
  beforeAll(async () => {
    redis = await OwnRedis.start();
  });
  afterAll(() => redis.stop());
  const redisOf = async (REDIS_URL: string) => {
    const { config } = readConfig({ CHATKU_DATA_DIR: api.config.dataDir, REDIS_URL });
    return checkRedis(config, 'chatku:test');
  };

  test('is well where what one connection says is heard by another', async () => {
    expect(await redisOf(redis.url)).toMatchObject({ status: 'ok', code: null });
    expect((await redisOf('')).says).toMatch(/^None is set up/);
  });

  test('is a warning, never worse, where it is not there, takes no such password, or lets nobody hear', async () => {
    const link = linkTo(redis.url);
    await link.start();
    await link.commands?.call('ACL', 'SETUSER', 'mute', 'on', '>right', '~*', '+@all', 'resetchannels');
    link.stop();
    const mute = await redisOf(redis.url.replace('//', '//mute:right@'));
    const wrong = await redisOf(redis.url.replace('//', '//mute:sentinel@'));
    expect([wrong.status, wrong.code]).toEqual(['warn', 'redis_away']);
    expect(wrong.says).toContain('WRONGPASS');
    expect(JSON.stringify(wrong)).not.toContain('sentinel');
    expect([mute.status, mute.code]).toEqual(['warn', 'redis_silent']);
    const gone = await OwnRedis.start();
    await gone.stop();
    expect(await redisOf(gone.url)).toMatchObject({ status: 'warn', code: 'redis_away' });
  });
});
