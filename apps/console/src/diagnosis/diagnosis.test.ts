import { DIAGNOSIS_VARIANTS } from '@chatku/crypto';
import { DIAGNOSES } from '@chatku/schemas';
import { describe, expect, test } from 'vitest';
import { en } from './en.js';
import { LINES } from './lines.js';
import { ms } from './ms.js';
import { VARIANT_LINES, VARIANTS } from './variants.js';
import { zhHans } from './zh-hans.js';

const languages = { en, ms, 'zh-Hans': zhHans };

test.each(Object.entries(languages))(
  '%s explains every diagnosis of the contract, in its order, and no other',
  (_, texts) => {
    expect(Object.keys(texts)).toEqual([...DIAGNOSES]);
    for (const text of Object.values(texts)) {
      for (const part of [text.title, text.explanation, text.fix]) expect(part.trim()).toBe(part);
      expect(Math.min(text.title.length, text.explanation.length, text.fix.length)).toBeGreaterThan(3);
    }
  },
);

test('no language borrows another one’s words', () => {
  for (const code of DIAGNOSES) {
    expect(new Set(Object.values(languages).map((texts) => texts[code].explanation)).size).toBe(3);
  }
});

test.each([...DIAGNOSES])('%s names the line to change in every backend language', (code) => {
  for (const { wrong, right } of Object.values(LINES[code])) {
    expect(right).not.toBe('');
    expect(wrong).not.toBe(right);
    expect(wrong === null).toBe(code === 'unknown');
  }
});

test('two diagnoses of the hash never show the same wrong line', () => {
  const wrong = DIAGNOSES.map((code) => LINES[code].php.wrong);
  expect(new Set(wrong).size).toBe(DIAGNOSES.length);
});

describe('the closer words on tokens', () => {
  const ofTokens = DIAGNOSIS_VARIANTS.filter((name) => /token|^kid_|^signed_with_/.test(name));

  test.each(Object.entries(VARIANTS))('%s has a sentence for each variant of a token', (_, texts) => {
    expect(Object.keys(texts).sort()).toEqual([...ofTokens, 'sessions_ended_for_cause'].sort());
    for (const text of Object.values(texts)) expect(text).toMatch(/[.\u3002]$/);
  });

  test('no language borrows another one\u2019s words', () => {
    for (const name of ofTokens) {
      expect(new Set(Object.values(VARIANTS).map((texts) => texts[name as keyof typeof texts])).size).toBe(3);
    }
  });

  test('a line to change differs from the one that is wrong', () => {
    for (const lines of Object.values(VARIANT_LINES)) {
      for (const { wrong, right } of Object.values(lines)) expect(wrong).not.toBe(right);
    }
  });
});
