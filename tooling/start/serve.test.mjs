import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const FIXTURES = fileURLToPath(new URL('./fixtures/', import.meta.url));

/** @type {string} */
let root;
/** @type {import('node:child_process').ChildProcess[]} */
let started;

/** @param {string} room @param {string} fixture */
function furnish(room, fixture) {
  for (const folder of ['src', 'dist']) {
    const target = join(root, 'apps', room, folder);
    mkdirSync(target, { recursive: true });
    cpSync(join(FIXTURES, fixture), join(target, 'main.js'));
  }
  const manifest = { name: room, type: 'module', scripts: { build: 'copy' } };
  writeFileSync(join(root, 'apps', room, 'package.json'), JSON.stringify(manifest));
}

/** @type {Set<number>} */
const given = new Set();

/** @returns {Promise<number>} a port that was free a moment ago, and a new one each time */
async function freePort() {
  for (;;) {
    const port = await new Promise((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
        server.close(() => resolve(port));
      });
    });
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chatku-start-'));
  started = [];
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'house', packageManager: 'pnpm@0.0.0' }));
  furnish('api', 'api.mjs');
  furnish('demo-site', 'shop.mjs');
});

afterEach(async () => {
  for (const child of started) {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      // Twice: the second one ends what does not end by itself, so that no failed test leaves anything running.
      child.kill('SIGTERM');
      child.kill('SIGINT');
      await gone;
    }
  }
  rmSync(root, { recursive: true, force: true });
});

/** @param {{ env?: Record<string, string>, demo?: boolean, dev?: boolean, ports?: [number, number] }} [options] */
async function drive({ env = {}, demo = true, dev = false, ports } = {}) {
  const [port, demoPort] = ports ?? [await freePort(), await freePort()];
  const child = spawn(process.execPath, [join(FIXTURES, 'drive.mjs'), root, String(demo), String(dev)], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port), DEMO_PORT: String(demoPort), ...env },
    // Leads a group of its own, as a command started by a shell does.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let output = '';
  /** @type {Set<() => void>} */
  const listeners = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  }
  /** @type {Promise<number | null>} */
  const exitCode = new Promise((resolve) => child.once('close', resolve));
  return {
    pid: /** @type {number} */ (child.pid),
    port,
    demoPort,
    exitCode,
    output: () => output,
    signal: (/** @type {NodeJS.Signals} */ signal) => child.kill(signal),
    /** Waits for a text; fails with everything that was written when the program ends first. */
    says: (/** @type {string} */ text, times = 1) =>
      new Promise((resolve, reject) => {
        const look = () => output.split(text).length > times && resolve(undefined);
        listeners.add(look);
        look();
        exitCode.then(() => reject(new Error(`ended without saying "${text}":\n${output}`)));
      }),
  };
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('the shop starts only once the API is ready, and is told where its keys lie', async () => {
  const run = await drive({ env: { FAKE_API: 'slow', CHATKU_DATA_DIR: 'here' } });
  await run.says('Demo shop');
  const output = run.output();
  expect(output.indexOf('api: not ready yet')).toBeGreaterThan(-1);
  expect(output.indexOf('shop: config')).toBeGreaterThan(output.indexOf('api: ready'));
  expect(output).toContain(`shop: config ${join(root, 'here', 'demo-site.json')}`);
});

test('the last thing it says is where to look', async () => {
  const run = await drive();
  await run.says('Ctrl-C stops it.');
  expect(run.output()).toContain(`API and console   http://localhost:${run.port}/console/`);
  expect(run.output()).toContain(`Demo shop         http://localhost:${run.demoPort}\n`);
  expect(run.output()).toContain('api: serve --demo');
});

test('without the demo no shop is started and the API is not asked for one', async () => {
  const run = await drive({ demo: false });
  await run.says('Ctrl-C stops it.');
  run.signal('SIGTERM');
  expect(await run.exitCode).toBe(0);
  expect(run.output()).toContain('api: serve\n');
  expect(run.output()).not.toMatch(/shop/i);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'])('%s lets both programs finish and ends with 0', async (signal) => {
  const run = await drive();
  await run.says('Ctrl-C stops it.');
  run.signal(/** @type {NodeJS.Signals} */ (signal));
  expect(await run.exitCode).toBe(0);
  expect(run.output()).toContain('api: drained');
  expect(run.output()).toContain('shop: drained');
  expect(run.output()).toContain('Stopped.');
});

test('Ctrl-C, which a terminal sends to the whole group, reaches the API once and as SIGTERM', async () => {
  const run = await drive();
  await run.says('Ctrl-C stops it.');
  process.kill(-run.pid, 'SIGINT');
  expect(await run.exitCode).toBe(0);
  expect(run.output().match(/api: SIG\w+/g)).toEqual(['api: SIGTERM']);
});

test('a second Ctrl-C ends an API that does not come to an end', async () => {
  const run = await drive({ env: { FAKE_API: 'stuck' } });
  await run.says('Ctrl-C stops it.');
  const apiPid = Number(/api: pid (\d+)/.exec(run.output())?.[1]);
  run.signal('SIGINT');
  await run.says('api: SIGTERM');
  expect(isAlive(apiPid)).toBe(true);
  run.signal('SIGINT');
  expect(await run.exitCode).toBe(137);
  expect(isAlive(apiPid)).toBe(false);
});

test('a signal while the API is still getting ready ends it as well', async () => {
  const run = await drive({ env: { FAKE_API: 'never-ready' } });
  await run.says('api: not ready yet', 2);
  const apiPid = Number(/api: pid (\d+)/.exec(run.output())?.[1]);
  run.signal('SIGTERM');
  expect(await run.exitCode).toBe(0);
  expect(run.output()).toContain('api: drained');
  expect(isAlive(apiPid)).toBe(false);
  expect(run.output()).not.toContain('shop:');
});

test('an API that does not end cleanly is not reported as a clean end', async () => {
  const run = await drive({ env: { FAKE_API: 'unclean' } });
  await run.says('Ctrl-C stops it.');
  run.signal('SIGTERM');
  expect(await run.exitCode).toBe(3);
  expect(run.output()).not.toContain('Stopped.');
});

test("the API's message and exit code are passed on", async () => {
  const run = await drive({ env: { FAKE_API: 'wrong-settings' } });
  expect(await run.exitCode).toBe(2);
  expect(run.output()).toContain('CHATKU_OWNER_EMAIL: not an e-mail address');
  expect(run.output()).toContain('the API stopped with exit code 2');
  expect(run.output()).not.toContain('shop:');
});

test('an API that dies later takes the shop with it', async () => {
  const run = await drive();
  await run.says('Ctrl-C stops it.');
  await fetch(`http://127.0.0.1:${run.port}/crash`).catch(() => {});
  expect(await run.exitCode).toBe(7);
  expect(run.output()).toContain('the API stopped with exit code 7');
  expect(run.output()).toContain('shop: drained');
});

test('a shop that cannot start ends the API cleanly and gives its own exit code', async () => {
  const run = await drive({ env: { FAKE_SHOP: 'fails' } });
  expect(await run.exitCode).toBe(5);
  expect(run.output()).toContain('the demo shop stopped with exit code 5');
  expect(run.output()).toContain('api: drained');
});

test('a used port is named before anything is started, even when its owner would pass for our API', async () => {
  const { createServer: createWebServer } = await import('node:http');
  const other = createWebServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = /** @type {import('node:net').AddressInfo} */ (other.address());
  const run = await drive({ ports: [port, await freePort()] });
  expect(await run.exitCode).toBe(1);
  expect(run.output()).toContain(`Port ${port} on 127.0.0.1 is used by another program.`);
  expect(run.output()).toContain(`PORT=${port + 1} npm start`);
  expect(run.output()).not.toContain('api:');

  const shopPort = await drive({ ports: [await freePort(), port] });
  expect(await shopPort.exitCode).toBe(1);
  expect(shopPort.output()).toContain(`DEMO_PORT=${port + 1} npm start`);

  const both = await drive({ ports: [port, await freePort()], env: { FAKE_API: 'wrong-settings' } });
  expect(await both.exitCode).toBe(2);
  expect(both.output()).toContain('CHATKU_OWNER_EMAIL: not an e-mail address');
  await new Promise((resolve) => other.close(resolve));
});

test('in dev a changed source is built and both programs are started anew', async () => {
  const run = await drive({ dev: true });
  await run.says('Ctrl-C stops it.');
  const file = join(root, 'apps', 'api', 'src', 'main.js');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\nconsole.log('api: second edition');\n`);
  await run.says('api: second edition');
  await run.says('Ctrl-C stops it.', 2);
  expect(run.output().indexOf('api: drained')).toBeLessThan(run.output().indexOf('api: second edition'));
  run.signal('SIGINT');
  expect(await run.exitCode).toBe(0);
});

test('in dev a source that does not build leaves the running programs alone', async () => {
  const run = await drive({ dev: true });
  await run.says('Ctrl-C stops it.');
  const file = join(root, 'apps', 'api', 'src', 'main.js');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, `${good}\n// broken`);
  await run.says('Not restarted');
  expect((await fetch(`http://127.0.0.1:${run.port}/health/ready`)).status).toBe(200);
  expect(run.output()).not.toContain('api: drained');
  writeFileSync(file, `${good}\n// mended\n`);
  await run.says('Ctrl-C stops it.', 2);
});

test('in dev an API that fails is started again after the next change', async () => {
  const run = await drive({ dev: true });
  await run.says('Ctrl-C stops it.');
  await fetch(`http://127.0.0.1:${run.port}/crash`).catch(() => {});
  await run.says('Waiting for a change.');
  const file = join(root, 'apps', 'api', 'src', 'main.js');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\n// touched\n`);
  await run.says('Ctrl-C stops it.', 2);
});
