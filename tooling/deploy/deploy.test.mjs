/**
 * The files for a server of one's own. No Docker engine is needed: what the Dockerfile copies and starts is laid out here by the
 * same script and started with the same words, and the files are held against each other. Proxies are tried where they are installed.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageManagerOf, ROOT } from '../bootstrap/workspace.mjs';
import { assemble, roomsToServe } from './assemble.mjs';
import { environmentOf, parseDockerfile, textsOf, wordsOf } from './dockerfile.mjs';

const HERE = join(ROOT, 'tooling/deploy');
const read = (/** @type {string} */ name) => readFileSync(join(HERE, name), 'utf8');
const [build, image] = /** @type {[import('./dockerfile.mjs').ImageStage, import('./dockerfile.mjs').ImageStage]} */ (
  parseDockerfile(read('Dockerfile'))
);
const compose = /** @type {any} */ (load(read('docker-compose.yml')));
// Docker reads `<<` as "with everything of"; this parser as any other key.
for (const [name, service] of Object.entries(compose.services)) {
  const { '<<': base = {}, ...own } = service;
  compose.services[name] = { ...base, ...own };
}
const settings = readFileSync(join(ROOT, 'apps/api/src/platform/config/settings.ts'), 'utf8');
const isSetting = (/** @type {string} */ name) => new RegExp(`^  ${name}: `, 'm').test(settings);
/** `NAME=value` lines. @param {string} text */
const namesIn = (text) => [...text.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1] ?? '');

/** Is the program there? @param {string} program @param {string[]} args */
const has = (program, args) => spawnSync(program, args, { stdio: 'ignore' }).error === undefined;
const hasNginx = has('nginx', ['-v']);
const hasCaddy = has('caddy', ['version']);
const hasOpenssl = has('openssl', ['version']);
const hasSystemd = has('systemd-analyze', ['--version']);

const scratch = mkdtempSync(join(tmpdir(), 'chatku-deploy-'));
const app = join(scratch, 'app');
/** @type {import('node:child_process').ChildProcess[]} */
const running = [];

beforeAll(() => {
  for (const [isThere, name] of /** @type {const} */ ([
    [hasNginx && hasOpenssl, 'nginx'],
    [hasCaddy, 'Caddy'],
    [hasSystemd, 'systemd-analyze'],
  ])) {
    if (!isThere) process.stderr.write(`SKIPPED: ${name} is not installed, so what is for it was not tried.\n`);
  }
  assemble(app);
});
afterAll(async () => {
  for (const child of running) await end(child, 'SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
async function end(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const closed = once(child, 'exit');
  child.kill(signal);
  await closed;
  return child.exitCode;
}

/** @returns {Promise<number>} */
async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** A path of the image as it is here. @param {string} data */
const placed = (data) => (/** @type {string} */ text) => text.replace(/^\/app/, app).replace(/^\/data/, data);

/**
 * The environment of the image, with paths as they are here.
 *
 * @param {string} data @param {number} port @param {Record<string, string>} [more]
 */
function environment(data, port, more = {}) {
  const own = Object.entries(environmentOf(image)).map(([name, value]) => [name, placed(data)(value)]);
  return { PATH: process.env.PATH, ...Object.fromEntries(own), HOST: '127.0.0.1', PORT: String(port), ...more };
}

/** Starts the image's words and waits for its own health check. @param {Record<string, string>} [more] */
async function start(more) {
  const data = mkdtempSync(join(scratch, 'data-'));
  const port = await freePort();
  const env = environment(data, port, more);
  const [program = '', ...words] = [...wordsOf(image, 'ENTRYPOINT'), ...wordsOf(image, 'CMD')].map(placed(data));
  const child = spawn(program, words, { cwd: app, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [checker = '', ...check] = wordsOf(image, 'HEALTHCHECK');
  while (spawnSync(checker, check, { env, stdio: 'ignore' }).status !== 0) {
    if (child.exitCode !== null) throw new Error(`The server ended:\n${output}`);
    await sleep(100);
  }
  return { child, port, data, env, output: () => output };
}

/** Runs another command of the image beside it. @param {Awaited<ReturnType<typeof start>>} server @param {string[]} words @param {Record<string, string>} [more] */
function command(server, words, more = {}) {
  const [program = '', ...entry] = wordsOf(image, 'ENTRYPOINT').map(placed(server.data));
  const { status, stdout } = spawnSync(program, [...entry, ...words], {
    env: { ...server.env, ...more },
    encoding: 'utf8',
  });
  return { status, stdout };
}

describe('the Dockerfile', () => {
  test('has a stage that builds and one that serves, of one pinned version of Node that the product runs on', () => {
    expect([build.as, image.as]).toEqual(['build', undefined]);
    const versions = [build, image].map(({ from }) => /^node:(\d+\.\d+\.\d+)-/.exec(from)?.[1]);
    expect(new Set(versions).size).toBe(1);
    expect(Number(versions[0]?.split('.')[0])).toBeGreaterThanOrEqual(20);
    expect(image.from).toMatch(/-slim$/);
  });

  test('builds with the package manager of the repository, frozen, and lays out with the script that is tried here', () => {
    const steps = textsOf(build, 'RUN');
    const versions = steps.flatMap((step) => step.match(/pnpm@[\d.]+/g) ?? []);
    expect(new Set(versions)).toEqual(new Set([packageManagerOf(ROOT)]));
    expect(steps.join('\n')).toContain('--frozen-lockfile');
    expect(steps.at(-1)).toBe('node tooling/deploy/assemble.mjs /out');
    expect(textsOf(image, 'COPY')).toEqual(['--from=build /out /app']);
  });

  test('serves as somebody who may write to the data only, and ends as it is asked to', () => {
    const names = image.instructions.map(({ name }) => name);
    expect(textsOf(image, 'USER')).toEqual(['node']);
    // What is copied before that belongs to root.
    expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('COPY'));
    expect(wordsOf(image, 'VOLUME')).toEqual([environmentOf(image)['CHATKU_DATA_DIR']]);
    expect(textsOf(image, 'STOPSIGNAL')).toEqual(['SIGTERM']);
    // No shell in between, which would keep the signal to itself.
    for (const name of ['ENTRYPOINT', 'CMD', 'HEALTHCHECK']) expect(wordsOf(image, name).length).toBeGreaterThan(0);
  });

  test('sends no secret and no build of this machine to the engine', () => {
    const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
    for (const line of ['.git', '**/node_modules', '**/dist', 'data', '**/.env']) expect(ignored).toContain(line);
  });
});

describe('what is laid out', () => {
  test('is the API, the console, the widget and what they need, and no demo shop, tooling or test', () => {
    expect(roomsToServe(ROOT)).toEqual([
      'apps/api',
      'apps/console',
      'packages/crypto',
      'packages/flow',
      'packages/schemas',
      'packages/widget',
    ]);
    expect(readdirSync(app).sort()).toEqual([
      'LICENSE',
      'apps',
      'node_modules',
      'package.json',
      'packages',
      'pnpm-lock.yaml',
      'pnpm-workspace.yaml',
    ]);
    expect(readdirSync(join(app, 'apps')).sort()).toEqual(['api', 'console']);
    const own = readdirSync(join(app, 'apps/api/dist'), { recursive: true, encoding: 'utf8' });
    expect(own.filter((path) => !/\.sql$|^platform/.test(path)).sort()).toEqual([
      'chatku.cache',
      'chatku.cjs',
      'chatku.lines',
      'launch',
      'launch/load-bundle.js',
      'launch/name-sources.js',
      'main.js',
    ]);
    expect(own.filter((path) => /^platform.*\.js$/.test(path))).toEqual([]);
    const packages = readdirSync(join(app, 'node_modules/.pnpm'));
    expect(packages.filter((name) => /^(vitest|typescript|playwright|vite|turbo|@biomejs\+)/.test(name))).toEqual([]);
  });

  test('is small', () => {
    const bytes = readdirSync(app, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + lstatSync(join(entry.parentPath, entry.name)).size, 0);
    expect(bytes / 1024 ** 2).toBeLessThan(70);
  });
});

describe('what is started', () => {
  test('is healthy, serves console, widget and API, and ends with 0 at the stop signal', async () => {
    const server = await start();
    const get = async (/** @type {string} */ path) => (await fetch(`http://127.0.0.1:${server.port}${path}`)).status;
    expect([await get('/console/'), await get('/w/01890000-0000-7000-8000-000000000000.js')]).toEqual([200, 200]);
    expect([await get('/openapi.json'), await get('/docs')]).toEqual([200, 200]);
    expect(server.output()).toMatch(/code/i);
    expect(await end(server.child, 'SIGTERM')).toBe(0);
  });

  test('needs nothing compiled: V8 takes what the build has compiled', () => {
    const dist = join(app, 'apps/api/dist/');
    const look = `import { loadBundle } from ${JSON.stringify(pathToFileURL(join(dist, 'launch/load-bundle.js')).href)};
      process.argv.splice(1, Infinity, 'chatku', 'help');
      process.exitCode = loadBundle(${JSON.stringify(dist)}).cachedDataRejected === false ? 0 : 1;`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', `${look} console.log(process.exitCode)`],
      {
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^0$/m);
  });

  test('names the sources of its code where it tells of a failure', () => {
    const data = mkdtempSync(join(scratch, 'data-'));
    writeFileSync(join(data, 'chatku.db'), 'no database');
    const [program = '', ...entry] = wordsOf(image, 'ENTRYPOINT').map(placed(data));
    const { status, stderr } = spawnSync(program, [...entry, 'serve'], { env: environment(data, 0), encoding: 'utf8' });
    expect(status).toBeGreaterThan(0);
    expect(stderr).toMatch(/ at \w.*\(apps\/api\/src\/platform\/.*\.ts:\d+\)/);
    expect(stderr).not.toContain('chatku.cjs');
  });

  test('is found sick by the health check when nobody answers', async () => {
    const [checker = '', ...check] = wordsOf(image, 'HEALTHCHECK');
    const env = environment(scratch, await freePort());
    expect(spawnSync(checker, check, { env, stdio: 'ignore' }).status).toBe(1);
  });
});

describe('the compose file', () => {
  const { chatku, caddy } = compose.services;
  const second = compose.services['chatku-2'];
  const { postgres, redis } = compose.services;
  const example = read('.env.example');
  /** The lines of .env.example for several nodes, as they would stand there. */
  const ofNodes = Object.fromEntries(
    [...example.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  );

  test('builds this Dockerfile from the root, and starts Caddy once the server is healthy', () => {
    expect(join(HERE, chatku.build.context)).toBe(ROOT.replace(/\/$/, ''));
    expect(existsSync(join(ROOT, chatku.build.dockerfile))).toBe(true);
    expect(caddy.depends_on.chatku.condition).toBe('service_healthy');
    expect(caddy.environment.CHATKU_UPSTREAM).toBe(`\${CHATKU_UPSTREAM:-chatku:${environmentOf(image)['PORT']}}`);
  });

  test('trusts Caddy’s address and nothing else, and lets nobody past it', () => {
    expect(chatku.environment.CHATKU_TRUSTED_PROXIES).toBe(caddy.networks.inner.ipv4_address);
    expect(chatku.ports).toBeUndefined();
  });

  test('keeps what must not be lost in volumes, where the image writes it', () => {
    expect(chatku.volumes).toEqual([`data:${environmentOf(image)['CHATKU_DATA_DIR']}`]);
    expect(Object.keys(compose.volumes)).toEqual(['data', 'data-2', 'postgres', 'caddy-data', 'caddy-config']);
    expect([chatku.restart, caddy.restart]).toEqual(['unless-stopped', 'unless-stopped']);
  });

  test('names only settings that there are, and each variable it takes is in .env.example', () => {
    expect(Object.keys(chatku.environment).filter((name) => !isSetting(name))).toEqual([]);
    const taken = [...read('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map((match) => match[1] ?? '');
    // Compose itself reads the profiles. Each is there once: of two lines the later one counts.
    const offered = [...namesIn(example), ...Object.keys(ofNodes)];
    expect([...new Set([...taken, 'COMPOSE_PROFILES'])].sort()).toEqual(offered.sort());
  });

  test('hands every setting to the server but those the image itself decides', () => {
    // There is no demo in the image.
    const ofTheImage = ['HOST', 'PORT', 'CHATKU_DATA_DIR', 'DEMO_PORT'];
    for (const name of ofTheImage.slice(0, -1)) expect(environmentOf(image)).toHaveProperty(name);
    const names = [...settings.matchAll(/^ {2}([A-Z_]+): /gm)].map((match) => match[1] ?? '');
    expect(names.length).toBeGreaterThan(20);
    expect(Object.keys(chatku.environment).sort()).toEqual(names.filter((name) => !ofTheImage.includes(name)).sort());
  });

  test('several nodes: Postgres, Redis and a second node like the first, only where the profile is asked for', () => {
    const always = Object.entries(compose.services).filter(([, service]) => service.profiles === undefined);
    expect(always.map(([name]) => name)).toEqual(['chatku', 'caddy']);
    for (const service of [second, postgres, redis]) expect(service.profiles).toEqual([ofNodes['COMPOSE_PROFILES']]);
    const { volumes, networks, depends_on, profiles, ...like } = second;
    expect(chatku).toMatchObject(like);
    expect(Object.keys(chatku).sort()).toEqual([...Object.keys(like), 'depends_on', 'networks', 'volumes'].sort());
    // The folder is locked by its node, and the first node starts without a Postgres too.
    expect(volumes[0].split(':')[0]).not.toBe(chatku.volumes[0].split(':')[0]);
    expect(chatku.depends_on.postgres.required).toBe(false);
    expect(depends_on).toMatchObject({ chatku: { condition: 'service_healthy' } });
  });

  test('several nodes: every address is another one, and nothing but Caddy is to be reached from outside', () => {
    const addresses = Object.values(compose.services).map(({ networks }) => networks.inner.ipv4_address);
    expect(new Set(addresses).size).toBe(Object.keys(compose.services).length);
    expect(Object.entries(compose.services).filter(([, { ports }]) => ports !== undefined)).toEqual([
      ['caddy', compose.services.caddy],
    ]);
  });

  test('several nodes: the lines of .env.example lead to these services, and all nodes get them', () => {
    const port = environmentOf(image)['PORT'];
    expect(ofNodes['CHATKU_UPSTREAM']).toBe(`chatku:${port} chatku-2:${port}`);
    const at = (/** @type {string} */ name) => new URL((ofNodes[name] ?? '').replace(/\$\{\w+\}/, 'x'));
    expect([at('DATABASE_URL').hostname, at('REDIS_URL').hostname]).toEqual(['postgres', 'redis']);
    expect(at('DATABASE_URL').pathname).toBe(`/${postgres.environment.POSTGRES_DB}`);
    expect(at('DATABASE_URL').username).toBe(postgres.environment.POSTGRES_USER);
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'CHATKU_DRAIN_SECONDS', 'CHATKU_SECRET']) {
      expect([chatku.environment[name], second.environment[name]]).toEqual([`\${${name}:-}`, `\${${name}:-}`]);
    }
    // The container outlives leaving, draining and closing; the proxy learns of the leaving in that time.
    const leaveSeconds = Number(ofNodes['CHATKU_DRAIN_SECONDS']);
    expect(Number.parseInt(chatku.stop_grace_period, 10)).toBeGreaterThanOrEqual(leaveSeconds + 15);
    expect(leaveSeconds).toBeGreaterThan(
      Number.parseInt(/health_interval (\d+)s/.exec(read('Caddyfile'))?.[1] ?? '', 10),
    );
  });

  test('Redis keeps nothing on disk and wants its password; Postgres compares byte by byte', () => {
    const words = redis.command.join(' ');
    for (const part of ['--save  --', '--appendonly no', `--requirepass \${REDIS_PASSWORD:-}`])
      expect(words).toContain(part);
    expect(redis.volumes).toBeUndefined();
    expect(postgres.environment.POSTGRES_INITDB_ARGS).toContain('--locale=C');
    expect(postgres.volumes).toEqual(['postgres:/var/lib/postgresql/data']);
  });
});

describe('the systemd unit', () => {
  const unit = read('chatku.service');

  test('has settings that there are', () => {
    expect(namesIn(read('chatku.env.example')).filter((name) => !isSetting(name))).toEqual([]);
  });

  test('waits longer for the end than the server may take for it', () => {
    const drainMs = Number(
      /DRAIN_MS = ([\d_]+)/
        .exec(readFileSync(join(ROOT, 'apps/api/src/platform/http/drain.ts'), 'utf8'))?.[1]
        ?.replaceAll('_', ''),
    );
    expect(drainMs).toBeGreaterThan(0);
    const stopSeconds = Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]);
    const graceSeconds = Number.parseInt(compose.services.chatku.stop_grace_period, 10);
    for (const seconds of [stopSeconds, graceSeconds]) expect(seconds * 1000).toBeGreaterThanOrEqual(2 * drainMs);
  });

  test.skipIf(!hasSystemd)('is understood by systemd, and exposes little', () => {
    const file = join(scratch, 'chatku.service');
    // The program it starts need not be installed on this machine.
    writeFileSync(file, unit.replace('/usr/bin/node', process.execPath));
    const verified = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    expect([verified.status, verified.stderr.split('\n').filter((line) => line.includes('chatku'))]).toEqual([0, []]);
    const rated = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=25', file], {
      encoding: 'utf8',
    });
    expect(rated.status).toBe(0);
  });
});

describe('behind a real proxy', () => {
  const name = 'chat.example.test';

  /** What every installation lacks at first. */
  const OF_A_FRESH_ONE = new Set(['mail_not_set', 'backup_none']);

  /** Everything the doctor finds wrong, by code. @param {Awaited<ReturnType<typeof start>>} server @param {string} authority */
  const mended = (server, authority) => {
    const { stdout } = command(server, ['doctor', '--json'], { NODE_EXTRA_CA_CERTS: authority, ...resolved });
    const { findings } = /** @type {{ findings: { check: string, code: string | null }[] }} */ (JSON.parse(stdout));
    return findings.map(({ code }) => code).filter((code) => code !== null && !OF_A_FRESH_ONE.has(code));
  };
  // The name is known to the doctor's process alone: no file of this machine is changed for a test.
  const hook = join(scratch, 'names.mjs');
  const resolved = { NODE_OPTIONS: `--import ${hook}` };
  beforeAll(() => {
    writeFileSync(
      hook,
      `import dns from 'node:dns/promises'; import { syncBuiltinESMExports } from 'node:module';
const real = dns.lookup; dns.lookup = (host, options) => host === '${name}' ? Promise.resolve([{ address: '127.0.0.1', family: 4 }]) : real(host, options);
syncBuiltinESMExports();\n`,
    );
  });

  /** @param {string} folder */
  function makeCertificate(folder) {
    const run = (/** @type {string[]} */ ...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    run('req', '-x509', ...key, '-days', '365', '-subj', '/CN=Test authority', '-keyout', 'ca.key', '-out', 'ca.pem');
    run('req', '-new', ...key, '-subj', `/CN=${name}`, '-keyout', 'leaf.key', '-out', 'leaf.csr');
    writeFileSync(join(folder, 'ext'), `subjectAltName=DNS:${name}\n`);
    run(
      'x509',
      '-req',
      '-in',
      'leaf.csr',
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '90',
      '-extfile',
      'ext',
      '-out',
      'leaf.pem',
    );
  }

  /** Waits until somebody accepts on the port. @param {number} port @param {import('node:child_process').ChildProcess} child */
  async function listening(port, child) {
    const { connect } = await import('node:net');
    for (;;) {
      if (child.exitCode !== null) throw new Error('The proxy ended.');
      const socket = connect(port, '127.0.0.1');
      const isUp = await Promise.race([
        once(socket, 'connect').then(() => true),
        once(socket, 'error').then(() => false),
      ]).catch(() => false);
      socket.destroy();
      if (isUp) return;
      await sleep(100);
    }
  }

  /** The lines of the document, on free ports. @param {string} folder @param {number} port @param {number} upstream @param {RegExp} [without] */
  function nginxLines(folder, port, upstream, without) {
    const page = readFileSync(join(ROOT, 'docs/self-hosting.md'), 'utf8');
    const lines = (/```nginx\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
      .split('\n')
      // Port 80, for getting the certificate and for sending on, is no matter of this test; nor is IPv6.
      .filter((line) => !/listen (\[::\]|80)/.test(line) && !without?.test(line))
      .join('\n')
      .replaceAll('chat.example.com', name)
      .replace(/server \{\s+server_name[\s\S]*?\n\}\n/, '')
      .replace('listen 443', `listen 127.0.0.1:${port}`)
      .replace(/ssl_certificate .*;/, `ssl_certificate ${folder}/leaf.pem;`)
      .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${folder}/leaf.key;`)
      .replace('127.0.0.1:3000', `127.0.0.1:${upstream}`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (kind) => `${kind}_temp_path ${folder}/${kind};`,
    );
    return `pid ${folder}/pid; daemon off; events {}\nhttp { access_log off; ${temporary.join(' ')}\n${lines}\n}\n`;
  }

  /** @param {RegExp} [without] lines to leave out */
  async function behindNginx(without) {
    const folder = mkdtempSync(join(scratch, 'nginx-'));
    const port = await freePort();
    const server = await start({ CHATKU_PUBLIC_URL: `https://${name}:${port}`, CHATKU_TRUSTED_PROXIES: '127.0.0.1' });
    makeCertificate(folder);
    writeFileSync(join(folder, 'nginx.conf'), nginxLines(folder, port, server.port, without));
    const nginx = spawn('nginx', ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')], {
      stdio: 'ignore',
    });
    running.push(nginx);
    await listening(port, nginx);
    const codes = mended(server, join(folder, 'ca.pem'));
    // A clean end, so that its workers end too.
    await end(nginx, 'SIGTERM');
    await end(server.child, 'SIGTERM');
    return codes;
  }

  test.skipIf(!hasNginx || !hasOpenssl)(
    'nginx with the lines of the document leaves the doctor nothing to mend',
    async () => {
      expect(await behindNginx()).toEqual([]);
    },
  );

  test.skipIf(!hasNginx || !hasOpenssl)('nginx without one of them is told', async () => {
    expect(await behindNginx(/Upgrade|Connection/)).toEqual(['websocket_refused']);
    expect(await behindNginx(/X-Forwarded-For/)).toEqual(['address_forgeable']);
  });

  /** Caddy with the Caddyfile as it is, before these. @param {number} port @param {string} upstreams */
  async function startCaddy(port, upstreams) {
    const folder = mkdtempSync(join(scratch, 'caddy-'));
    mkdirSync(join(folder, 'store'));
    // An authority of Caddy's own in place of a public one; the rest is the file as it is.
    const own = `admin off\nlocal_certs\nskip_install_trust\nauto_https disable_redirects\nhttp_port ${await freePort()}\nhttps_port ${port}\nstorage file_system ${folder}/store\n`;
    writeFileSync(join(folder, 'Caddyfile'), `{\n${own}}\nimport ${join(HERE, 'Caddyfile')}\n`);
    const env = { PATH: process.env.PATH, HOME: folder, CHATKU_DOMAIN: `${name}:${port}`, CHATKU_UPSTREAM: upstreams };
    const caddy = spawn('caddy', ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile'], {
      env,
      stdio: 'ignore',
    });
    running.push(caddy);
    await listening(port, caddy);
    const issued = join(folder, 'store/certificates/local', name, `${name}.crt`);
    while (!existsSync(issued)) await sleep(100);
    return { caddy, authority: join(folder, 'store/pki/authorities/local/root.crt') };
  }

  test.skipIf(!hasCaddy)('Caddy with the Caddyfile leaves the doctor nothing to mend', async () => {
    const port = await freePort();
    const server = await start({ CHATKU_PUBLIC_URL: `https://${name}:${port}`, CHATKU_TRUSTED_PROXIES: '127.0.0.1' });
    const { caddy, authority } = await startCaddy(port, `127.0.0.1:${server.port}`);
    expect(mended(server, authority)).toEqual([]);
    await end(caddy, 'SIGTERM');
    await end(server.child, 'SIGTERM');
  });

  test.skipIf(!hasCaddy)(
    'before several nodes Caddy asks each, and a node that leaves in its time refuses nobody',
    async () => {
      const port = await freePort();
      const settings = {
        CHATKU_PUBLIC_URL: `https://${name}:${port}`,
        CHATKU_TRUSTED_PROXIES: '127.0.0.1',
        CHATKU_DRAIN_SECONDS: '5',
      };
      const nodes = [await start(settings), await start(settings)];
      const { caddy, authority } = await startCaddy(port, nodes.map((node) => `127.0.0.1:${node.port}`).join(' '));
      const ca = readFileSync(authority);
      /** @returns {Promise<number | undefined>} */
      const ask = () =>
        new Promise((resolve, reject) => {
          const options = {
            host: '127.0.0.1',
            port,
            path: '/health/live',
            servername: name,
            headers: { host: `${name}:${port}` },
          };
          get({ ...options, ca, agent: false }, (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          }).on('error', reject);
        });
      /** @type {(number | undefined)[]} */
      const statuses = [];
      let asking = true;
      const asked = (async () => {
        while (asking) statuses.push(await ask());
      })();
      expect(await end(/** @type {any} */ (nodes[0]).child, 'SIGTERM')).toBe(0);
      const before = statuses.length;
      while (statuses.length < before + 20) await sleep(20);
      asking = false;
      await asked;
      expect(statuses.filter((status) => status !== 200)).toEqual([]);
      await end(caddy, 'SIGTERM');
      await end(/** @type {any} */ (nodes[1]).child, 'SIGTERM');
    },
  );
});
