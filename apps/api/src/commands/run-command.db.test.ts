import { existsSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../platform/commands/command.js';
import { RunMode } from '../platform/commands/run-mode.js';
import { DataDir } from '../platform/data-dir/data-dir.js';
import type { Feature } from '../platform/feature.js';
import { tempFolder } from '../platform/testing/temp-folder.js';
import { UnitOfWork } from '../platform/unit-of-work/unit-of-work.js';
import { runCommand } from './run-command.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;

beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

@Module({})
class GreetingModule {}

const greet: Command = {
  name: 'greet',
  usage: '[name...]',
  summary: 'Say hello.',
  run: async ({ args, openApp, print }) => {
    const app = await openApp();
    const mode = app.get(RunMode).serving ? 'serving' : 'commanding';
    const one = await app.get(UnitOfWork).run('greet', (tx) => tx.manager.query('SELECT 1 AS one'));
    print(`hello ${args.join(' ')}, ${mode}, ${JSON.stringify(one)}`);
    if (args[0] === 'badly') throw new Error('badly');
    return 7;
  },
};
const features: Feature[] = [{ name: 'greeting', module: GreetingModule, commands: [greet] }];

async function run(words: string[], env: Record<string, string> = {}) {
  const printed: string[] = [];
  const complained: string[] = [];
  const code = await runCommand({
    words,
    env: { CHATKU_DATA_DIR: `${folder.path}/data`, CHATKU_LOG_LEVEL: 'silent', ...env },
    features,
    terminal: { print: (line) => void printed.push(line), complain: (line) => void complained.push(line) },
  });
  return { code, printed: printed.join('\n'), complained: complained.join('\n') };
}

describe('a feature’s command', () => {
  test('gets its words and the services, and ends with its own code', async () => {
    expect(await run(['greet', 'Wei', 'Ling'])).toMatchObject({
      code: 7,
      printed: 'hello Wei Ling, commanding, [{"one":1}]',
    });
  });

  test('leaves the folder free, even when it fails', async () => {
    expect((await run(['greet', 'badly'])).code).toBe(1);
    expect((await run(['greet'])).code).toBe(7);
  });

  test('is told when a server holds the folder', async () => {
    const held = await DataDir.open({ dataDir: `${folder.path}/data`, atRestSecret: null });
    const answer = await run(['greet']);
    await held.release();
    expect(answer.code).toBe(1);
    expect(answer.complained).toContain('already in use');
  });
});

test('help lists every command, those of features too', async () => {
  const { code, printed } = await run(['help']);
  expect(code).toBe(0);
  for (const name of ['serve', 'check-config', 'migrate', 'greet [name...]']) expect(printed).toContain(name);
});

test('a word that is no command is refused with the list', async () => {
  const { code, complained } = await run(['nonsense']);
  expect(code).toBe(64);
  expect(complained).toContain('check-config');
});

test.each([
  [['serve', '--deom'], '--deom'],
  [['migrate', '--demo'], '--demo'],
  [['migrate', 'now'], '"now"'],
  [['backup'], 'Say FILE'],
  [['backup', 'a', 'b'], '"b"'],
  [['restore', '--force'], 'Say FILE'],
])('%j is refused with the usage, and nothing is touched', async (words, named) => {
  const { code, complained } = await run(words);
  expect(code).toBe(64);
  expect(complained).toContain(named);
  expect(complained).toContain(`Usage: chatku ${words[0]}`);
  expect(existsSync(`${folder.path}/data`)).toBe(false);
});

test.each([[['help', 'backup']], [['backup', '--help']]])('%j says what it does', async (words) => {
  const { code, printed } = await run(words);
  expect(code).toBe(0);
  expect(printed).toContain('Usage: chatku backup FILE [--with-secret]');
  expect(printed).not.toContain('check-config');
});

test('every command has help of its own', async () => {
  const { printed } = await run(['--help']);
  const names = [...printed.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name ?? '');
  expect(names).toContain('greet');
  for (const name of names) expect((await run([name, '--help'])).printed).toContain(`Usage: chatku ${name}`);
});

test('check-config tells the settings without secrets and touches nothing', async () => {
  const { code, printed } = await run(['check-config'], {
    CHATKU_SECRET: 'sentinel '.repeat(5),
    PORT: '8080',
    REDIS_URL: 'redis://:sentinel@redis.internal/2',
  });
  expect(code).toBe(0);
  expect(printed).toContain('port: 8080');
  expect(printed).toContain('atRestSecret: from the environment');
  expect(printed).toContain('redis: redis.internal:6379/2');
  expect(printed).not.toContain('sentinel');
  expect(existsSync(`${folder.path}/data`)).toBe(false);
});

test('check-config names every mistake', async () => {
  const { code, complained } = await run(['check-config'], { PORT: 'x', DEMO_PORT: 'y' });
  expect(code).toBe(2);
  expect(complained).toContain('DEMO_PORT');
});

test('migrate makes the database, twice without harm', async () => {
  expect((await run(['migrate'])).code).toBe(0);
  expect((await run(['migrate'])).code).toBe(0);
  expect(existsSync(`${folder.path}/data/chatku.db`)).toBe(true);
});

test('a misspelled setting is pointed out', async () => {
  expect((await run(['check-config'], { CHATKU_LOGLEVEL: 'info' })).complained).toContain('CHATKU_LOG_LEVEL');
});
