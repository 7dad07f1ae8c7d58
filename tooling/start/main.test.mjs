import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseStartArguments } from './main.mjs';
import { withRealPorts } from './ports.mjs';
import { probeUrl, settingsFrom } from './settings.mjs';

const START = fileURLToPath(new URL('./start.mjs', import.meta.url));

test('the demo is shown unless it is refused', () => {
  expect(parseStartArguments([])).toEqual({ demo: true, dev: false, help: false });
  expect(parseStartArguments(['--no-demo'])).toEqual({ demo: false, dev: false, help: false });
  expect(parseStartArguments(['--dev'])).toEqual({ demo: true, dev: true, help: false });
});

test('an unknown option is named, with the ones there are, and nothing is installed or started', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [START, '--no-dmeo'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain("'--no-dmeo'");
  expect(stderr).toContain('--no-demo');
  expect(stdout).toBe('');
});

test('without settings it is the addresses the README names', () => {
  const settings = settingsFrom({}, '/house', true);
  expect(settings).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    demoPort: 4000,
    consoleUrl: 'http://localhost:3000/console/',
    demoUrl: 'http://localhost:4000',
  });
  expect(settings.demoConfigFile).toMatch(/house.data.demo-site\.json$/);
});

test('the public address is shown where there is one', () => {
  expect(settingsFrom({ CHATKU_PUBLIC_URL: 'https://chat.example.com/' }, '/house', true).consoleUrl).toBe(
    'https://chat.example.com/console/',
  );
});

test('an address that means every interface is opened as localhost and asked as a number', () => {
  expect(settingsFrom({ HOST: '0.0.0.0', PORT: '8080' }, '/house', true).apiUrl).toBe('http://localhost:8080');
  expect(probeUrl('0.0.0.0', 8080)).toBe('http://127.0.0.1:8080');
  expect(probeUrl('::', 8080)).toBe('http://[::1]:8080');
  expect(probeUrl('fd00::7', 8080)).toBe('http://[fd00::7]:8080');
  expect(settingsFrom({ HOST: 'fd00::7' }, '/house', true).apiUrl).toBe('http://[fd00::7]:3000');
});

test.each(['0', '65536', '-1', '3000x', '1e3', ''])('a port of "%s" is left for the API to refuse', (port) => {
  expect(settingsFrom({ PORT: port }, '/house', true).port).toBe(3000);
});

test('a port of 0 becomes one that is free, and every other setting stays as it is', async () => {
  const env = await withRealPorts({ PORT: '0', DEMO_PORT: '00', HOST: '127.0.0.1', CHATKU_DATA_DIR: 'x' });
  const { port, demoPort } = settingsFrom(env, '/house', true);
  expect(new Set([port, demoPort, 3000, 4000]).size).toBe(4);
  expect(env.CHATKU_DATA_DIR).toBe('x');
  expect(await withRealPorts({ PORT: '3000' })).toEqual({ PORT: '3000' });
});
