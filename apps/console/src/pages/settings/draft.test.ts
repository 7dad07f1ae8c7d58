import { expect, test } from 'vitest';
import { World } from '../../../far-end/world.js';
import { changesOf, issuesOf, patchOf, readAt, rebase, SETTINGS, settingsOf, tidied, writeAt } from './draft.js';

const base = settingsOf(new World().addBot('Kedai'));
const by = (changes: Readonly<Record<string, unknown>>) =>
  Object.entries(changes).reduce((draft, [path, value]) => writeAt(draft, path, value), base);

test('a change names the setting, and nothing else', () => {
  const mine = by({ 'looks.colour': '#112233', 'behaviour.opens.after_seconds': 5 });
  expect(changesOf(base, mine).map(({ name }) => name)).toEqual(['looks.colour', 'behaviour.opens']);
  expect(Object.keys(patchOf(base, mine))).toEqual(['looks', 'behaviour']);
  expect(changesOf(base, base)).toEqual([]);
  expect(patchOf(base, base)).toEqual({});
});

test('every setting of a bot is named, the picture excepted', () => {
  const named = (path: string) => SETTINGS.some((name) => name === path);
  for (const key of Object.keys(base.behaviour)) expect(named(`behaviour.${key}`), key).toBe(true);
  for (const key of Object.keys(base.looks)) expect(named(`looks.${key}`), key).toBe(true);
  for (const key of Object.keys(base)) {
    if (key !== 'looks' && key !== 'behaviour') expect(named(key), key).toBe(true);
  }
});

test('what two people changed apart is kept of both', () => {
  const theirs = by({ 'looks.title': 'Theirs', guests_allowed: false });
  const mine = by({ 'looks.colour': '#112233', 'behaviour.guest_history': 'none' });
  const { draft, conflicts } = rebase(base, theirs, mine);
  expect(conflicts).toEqual([]);
  expect(changesOf(theirs, draft).map(({ name }) => name)).toEqual(['looks.colour', 'behaviour.guest_history']);
  expect(readAt(draft, 'looks.title')).toBe('Theirs');
});

test('what both changed is told with both values, and mine stays in the form', () => {
  const { draft, conflicts } = rebase(base, by({ 'looks.title': 'Theirs' }), by({ 'looks.title': 'Mine' }));
  expect(conflicts).toEqual([{ name: 'looks.title', theirs: 'Theirs', mine: 'Mine' }]);
  expect(readAt(draft, 'looks.title')).toBe('Mine');
});

test('the same change by two people is no conflict', () => {
  const both = by({ 'looks.title': 'Same' });
  expect(rebase(base, both, both).conflicts).toEqual([]);
});

test('what typing leaves behind is not stored', () => {
  const tidy = tidied(
    by({
      'looks.title': ' Kedai ',
      'looks.subtitle': '  ',
      'behaviour.hidden.paths': ['/a ', '', '/b'],
      'behaviour.texts': { en: { write: ' ' } },
    }),
  );
  expect(tidy.looks.title).toBe('Kedai');
  expect('subtitle' in tidy.looks).toBe(false);
  expect(tidy.behaviour.hidden.paths).toEqual(['/a', '/b']);
  expect(tidy.behaviour.texts).toEqual({});
});

test('what the contract refuses is found at its place', () => {
  const wrong = by({ 'looks.title': '', 'behaviour.opens.paths': ['cart'], 'behaviour.typing.at_most_ms': 9000 });
  expect(issuesOf(patchOf(base, wrong)).map(({ path }) => path)).toEqual([
    'looks.title',
    'behaviour.opens.paths.0',
    'behaviour.typing.at_most_ms',
  ]);
  expect(issuesOf(patchOf(base, by({ 'looks.title': 'Good' })))).toEqual([]);
});
