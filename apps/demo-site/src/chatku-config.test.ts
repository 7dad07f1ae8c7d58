import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseChatkuConfig, waitForChatkuConfig } from './chatku-config.js';

const GOOD = {
  apiUrl: 'http://localhost:3000/',
  botId: '0193b1a2-0000-7000-8000-000000000001',
  specialKey: 'a special key for tests only',
  apiKey: 'bot-api-key-for-tests',
};

describe('parseChatkuConfig', () => {
  it('reads the file and looks for the console beside the API unless told', () => {
    expect(parseChatkuConfig(JSON.stringify(GOOD))).toEqual({
      ...GOOD,
      apiUrl: 'http://localhost:3000',
      consoleUrl: 'http://localhost:3000',
    });
    expect(parseChatkuConfig(JSON.stringify({ ...GOOD, consoleUrl: 'https://c.example/base/' }))).toMatchObject({
      consoleUrl: 'https://c.example/base',
    });
  });

  it('names every mistake at once, and repeats no value', () => {
    const wrong = { apiUrl: 'ftp://hushhush', botId: '', specialKey: 'short-hush', apiKey: 'hush hush', consoleUrl: 7 };
    const mistakes = catchMessage(() => parseChatkuConfig(JSON.stringify(wrong)));
    for (const name of ['apiUrl', 'consoleUrl', 'botId', 'specialKey', 'apiKey']) expect(mistakes).toContain(name);
    expect(mistakes).not.toContain('hush');
  });

  it('takes no address with a user, a query or a fragment, and no script', () => {
    for (const apiUrl of ['javascript:alert(1)', 'http://a:b@c', 'http://c/?q', 'http://c/#f', '/relative', '', 7]) {
      expect(() => parseChatkuConfig(JSON.stringify({ ...GOOD, apiUrl }))).toThrow(/apiUrl/);
    }
  });

  it('says of text that is no JSON object that it is none', () => {
    expect(() => parseChatkuConfig('{"apiUrl":')).toThrow(/no JSON\./);
    expect(() => parseChatkuConfig('[]')).toThrow(/no JSON object/);
  });
});

describe('waitForChatkuConfig', () => {
  let folder: string;
  let path: string;
  let said: string[];
  const say = (line: string): void => void said.push(line);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kedai-'));
    path = join(folder, 'demo.json');
    said = [];
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('waits, and says so, until the file is there and whole', async () => {
    const config = waitForChatkuConfig({ path, patienceMs: 30_000, intervalMs: 5, say: say });
    await writeFile(path, JSON.stringify(GOOD).slice(0, 20), { mode: 0o600 });
    await writeFile(path, JSON.stringify(GOOD));
    expect(await config).toMatchObject({ botId: GOOD.botId });
    expect(said[0]).toContain('Waiting for Chatku');
  });

  it('gives up when its patience ends, saying what to do', async () => {
    await expect(waitForChatkuConfig({ path, patienceMs: 0, intervalMs: 1, say })).rejects.toThrow(
      /no file.*demo mode/s,
    );
    await writeFile(path, '{}');
    await expect(waitForChatkuConfig({ path, patienceMs: 0, intervalMs: 1, say })).rejects.toThrow(/apiUrl/);
  });

  it('stops waiting when it is told to stop', async () => {
    const stop = new AbortController();
    const config = waitForChatkuConfig({ path, patienceMs: 60_000, intervalMs: 30_000, say, signal: stop.signal });
    stop.abort(new Error('stopped'));
    await expect(config).rejects.toThrow('stopped');
  });

  it('warns when others may read the keys', async () => {
    await writeFile(path, JSON.stringify(GOOD));
    await chmod(path, 0o644);
    await waitForChatkuConfig({ path, patienceMs: 0, intervalMs: 1, say });
    expect(said.join()).toContain('chmod 600');
    said = [];
    await chmod(path, 0o600);
    await waitForChatkuConfig({ path, patienceMs: 0, intervalMs: 1, say });
    expect(said).toEqual([]);
  });
});

function catchMessage(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
