import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeChatku } from './far-end.fixture.js';
import { runShop } from './run-shop.js';

describe('runShop', () => {
  let folder: string;
  let path: string;
  let chatku: FakeChatku;
  let lines: string[];
  let stop: AbortController;

  const run = (environment: Record<string, string>, patienceMs = 0): Promise<number> =>
    runShop({
      environment,
      patienceMs,
      log: { info: (line) => lines.push(line), warn: (line) => lines.push(`! ${line}`) },
      stop: stop.signal,
    });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kedai-'));
    path = join(folder, 'demo.json');
    chatku = await FakeChatku.open();
    lines = [];
    stop = new AbortController();
    const config = { apiUrl: chatku.url, botId: 'bot-1', specialKey: 'a special key for tests only', apiKey: 'key' };
    await writeFile(path, JSON.stringify(config), { mode: 0o600 });
  });
  afterEach(async () => {
    stop.abort();
    await chatku.close();
    await rm(folder, { recursive: true });
  });

  it('opens, says where, serves, and ends with 0 when it is told to', async () => {
    const code = run({ CHATKU_DEMO_CONFIG: path, DEMO_PORT: '0' });
    await expect.poll(() => lines.join()).toContain('Kedai Senja is open at http://localhost:');
    const address = /http:\S+/.exec(lines.join())?.[0] ?? '';
    expect(await (await fetch(`${address}/health`)).text()).toBe('ok');
    stop.abort();
    expect(await code).toBe(0);
    await expect(fetch(`${address}/health`)).rejects.toThrow();
  });

  it('says every wrong setting and does not end with 0', async () => {
    expect(await run({ DEMO_PORT: 'x', HOST: '' })).toBe(1);
    expect(lines.join()).toMatch(/HOST.*DEMO_PORT.*CHATKU_DEMO_CONFIG/s);
  });

  it('says that the file is missing or wrong, and does not end with 0', async () => {
    expect(await run({ CHATKU_DEMO_CONFIG: join(folder, 'none.json'), DEMO_PORT: '0' })).toBe(1);
    await writeFile(path, '{"specialKey":"hush"}');
    expect(await run({ CHATKU_DEMO_CONFIG: path, DEMO_PORT: '0' })).toBe(1);
    expect(lines.join()).toMatch(/no file.*apiUrl.*botId.*specialKey/s);
    expect(lines.join()).not.toContain('hush');
  });

  it('says that a port is in use, and does not end with 0', async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await run({ CHATKU_DEMO_CONFIG: path, DEMO_PORT: String(port) })).toBe(1);
    expect(lines.join()).toContain(`Port ${port} on 127.0.0.1 is in use`);
    expect(chatku.seen).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  it('says that the host is none of this machine, and does not end with 0', async () => {
    expect(await run({ CHATKU_DEMO_CONFIG: path, DEMO_PORT: '0', HOST: '192.0.2.1' })).toBe(1);
    expect(lines.join()).toContain('192.0.2.1 is no address of this machine');
  });

  it('ends with 0, and at once, when it is told to while it waits', async () => {
    const code = run({ CHATKU_DEMO_CONFIG: join(folder, 'none.json') }, 60_000);
    await expect.poll(() => lines.join()).toContain('Waiting for Chatku');
    stop.abort();
    expect(await code).toBe(0);
  });
});
