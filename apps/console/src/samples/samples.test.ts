import { expect, test } from 'vitest';
import { en } from '../locale/en.js';
import { ms } from '../locale/ms.js';
import { zhHans } from '../locale/zh-hans.js';
import { BACKENDS } from '../snippets/snippets.js';
import { COMMENTS, nameOf, SAMPLES, sampleOf, textOf } from './samples.js';

const count = (text: string, part: string): number => text.split(part).length - 1;

test('the picker offers what was promised, PHP first, and marks what is not executed', () => {
  expect(SAMPLES.map(({ name }) => name)).toEqual([
    'PHP',
    'PHP · Laravel',
    'Node.js',
    'Node.js · Express',
    'Python',
    'Python · Django',
    'Ruby',
    'Ruby · Rails',
    'Go',
    'Java',
    'Shell',
    'C#',
    'Rust',
    'Elixir',
  ]);
  expect(SAMPLES.filter(({ executed }) => !executed).map(({ name }) => name)).toEqual(['C#', 'Rust', 'Elixir']);
});

test('a framework shows the function of its language, the very file that is executed', () => {
  for (const [framework, language] of [
    ['laravel', 'php'],
    ['express', 'node'],
    ['django', 'python'],
    ['rails', 'ruby'],
  ] as const) {
    expect(sampleOf(framework).hash).toBe(sampleOf(language).hash);
    expect(sampleOf(framework).identity).not.toBe(sampleOf(language).identity);
  }
});

test.each(SAMPLES)(
  '$name has its texts, and its comments are in the reader’s language',
  ({ hash, identity, page, token, lines }) => {
    expect(Object.keys(BACKENDS)).toContain(lines);
    for (const file of [hash, identity, page, ...(token === undefined ? [] : [token])])
      expect(textOf(file, COMMENTS), file).not.toBe('');
    for (const { samples } of [en, ms, zhHans]) {
      const read = textOf(identity, samples.comments);
      for (const name of ['from_session', 'guest', 'keep_secret'] as const) {
        expect(count(read, samples.comments[name]), `${identity}: ${name}`).toBe(1);
      }
      expect(count(textOf(hash, samples.comments), samples.comments.key_is_text), hash).toBe(1);
    }
  },
);

test('the sentences of the files are the English ones', () => {
  expect(en.samples.comments).toEqual(COMMENTS);
});

test('an unknown id, as an old browser may remember it, is the first sample', () => {
  expect(sampleOf('cobol').id).toBe('php');
  expect(sampleOf(null).id).toBe('php');
});

test('a file is shown by the name it has on the website', () => {
  expect(nameOf('php/identifier_hash.php')).toBe('identifier_hash.php');
});
