import { execFileSync } from 'node:child_process';
import { transformWithOxc } from 'vite';
import { expect, test } from 'vitest';
import { INSTALL_IDS, INSTALLS, installOf, installText, policyLines } from './installs.js';

const bot = { id: '019a0000-0000-7000-8000-000000000001', loader_url: 'https://chat.kedaisenja.example/w/b.js' };

const texts = INSTALLS.flatMap(({ files }) => files).map((file) => ({ file, text: installText(file, bot) }));

/** The scripts of a file that is no script as a whole. */
const scriptsIn = (text: string): string[] =>
  [...text.matchAll(/<script(?: setup)? lang="ts">\n(.+?)<\/script>/gs)].map(([, script]) => script ?? '');

test('the picker offers each way once, plain HTML first', () => {
  expect(INSTALLS.map(({ id }) => id)).toEqual(INSTALL_IDS);
  expect(installOf('cobol').id).toBe('html');
  expect(installOf(null).id).toBe('html');
});

test.each(texts)('$file is filled in for the bot', ({ file, text }) => {
  expect(text, file).not.toBe('');
  expect(text).not.toMatch(/LOADER_URL|BOT_ID|API_URL/);
  if (!/install\.sh$|main\.js$/.test(file)) expect(text).toMatch(/https:\/\/chat\.kedaisenja\.example["'/]/);
});

test.each(texts.filter(({ file }) => /\.(?:tsx?|js|vue|svelte)$/.test(file)))(
  '$file is code',
  async ({ file, text }) => {
    const scripts = /\.(?:vue|svelte)$/.test(file) ? scriptsIn(text) : [text];
    expect(scripts).toHaveLength(1);
    for (const script of scripts) {
      const { code } = await transformWithOxc(script, file.replace(/(?:vue|svelte)$/, 'ts'), {
        decorator: { legacy: true },
      });
      expect(code).not.toBe('');
    }
  },
);

const php = ((): boolean => {
  try {
    execFileSync('php', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.runIf(php)('what goes into functions.php calls WordPress with the address', () => {
  const program = `<?php
    function add_action($hook, $run) { echo $hook, "\\n"; $run(); }
    function wp_enqueue_script(...$given) { echo json_encode($given, JSON_UNESCAPED_SLASHES); }
    ${installText('wordpress/functions.php', bot)}`;
  expect(execFileSync('php', { input: program, encoding: 'utf8' }).split('\n')).toEqual([
    'wp_enqueue_scripts',
    JSON.stringify(['chatku', bot.loader_url, [], null, { strategy: 'async', in_footer: false }]),
  ]);
});

test('the policy names this API only, and its socket', () => {
  expect(policyLines(bot)).toEqual({
    script: 'script-src https://chat.kedaisenja.example;',
    connect: 'connect-src https://chat.kedaisenja.example wss://chat.kedaisenja.example;',
    img: 'img-src blob:;',
  });
  expect(policyLines({ loader_url: 'http://localhost:3000/w/b.js' }).connect).toBe(
    'connect-src http://localhost:3000 ws://localhost:3000;',
  );
});
