import { mkdir, writeFile } from 'node:fs/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type FastifyInstance, fastify } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tempFolder } from '../testing/temp-folder.js';
import { CONSOLE_CSP, serveConsole } from './console-files.js';
import { StaticFile, StaticFolder } from './static-folder.js';

const SCRIPT = 'const x = 1;\n'.repeat(100);
let folder: Awaited<ReturnType<typeof tempFolder>>;
let server: FastifyInstance;

beforeAll(async () => {
  folder = await tempFolder();
  await mkdir(`${folder.path}/dist/assets`, { recursive: true });
  await writeFile(`${folder.path}/dist/index.html`, '<!doctype html><title>Console</title>');
  await writeFile(`${folder.path}/dist/assets/main-a1b2c3.js`, SCRIPT);
  await writeFile(`${folder.path}/secret.txt`, 'sentinel');
  server = fastify();
  serveConsole(server, `${folder.path}/dist`);
  await server.ready();
});
afterAll(async () => {
  await server.close();
  await folder.remove();
});

const get = (url: string, headers: Record<string, string> = {}) => server.inject({ method: 'GET', url, headers });

test('a file named by its content is kept for ever, the page never without asking', async () => {
  const script = await get('/console/assets/main-a1b2c3.js');
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
  const page = await get('/console/');
  expect(page.headers['cache-control']).toBe('no-cache');
  expect(page.headers['content-security-policy']).toBe(CONSOLE_CSP);
});

test('every address of the console that is no file is its page', async () => {
  for (const address of ['/console/', '/console/bots/7', '/console/bots/7/settings?tab=x']) {
    expect((await get(address)).body).toContain('<title>Console</title>');
  }
});

test('a file that is missing is not found, not a page', async () => {
  expect((await get('/console/assets/old-1234.js')).statusCode).not.toBe(200);
});

test('nothing outside of the folder is served', async () => {
  for (const address of ['/console/../secret.txt', '/console/%2e%2e/secret.txt', '/console/..%2fsecret.txt']) {
    expect((await get(address)).body).not.toContain('sentinel');
  }
});

test('a client that has the file gets none', async () => {
  const first = await get('/console/');
  const again = await get('/console/', { 'if-none-match': `"other", W/${first.headers.etag}` });
  expect([again.statusCode, again.body]).toEqual([304, '']);
});

test('a file is compressed as the client likes', async () => {
  const address = '/console/assets/main-a1b2c3.js';
  const brotli = await get(address, { 'accept-encoding': 'gzip, br' });
  expect(brotli.headers['content-encoding']).toBe('br');
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(SCRIPT);
  const gzip = await get(address, { 'accept-encoding': 'gzip' });
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(SCRIPT);
  const plain = await get(address);
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body).toBe(SCRIPT);
  expect(plain.headers.vary).toBe('accept-encoding');
});

test('a folder that was not built is empty, and its page says so', async () => {
  expect(new StaticFolder(`${folder.path}/nowhere`).isEmpty).toBe(true);
  const bare = fastify();
  serveConsole(bare, `${folder.path}/nowhere`);
  expect((await bare.inject('/console/')).statusCode).not.toBe(200);
  await bare.close();
});

test('the tag of a file follows its content', () => {
  const tag = (text: string) => StaticFile.ofText(text, 'text/plain').etag;
  expect(tag('a')).toBe(tag('a'));
  expect(tag('a')).not.toBe(tag('b'));
});
