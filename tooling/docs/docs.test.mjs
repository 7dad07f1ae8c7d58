/** What the documents promise and name is there. */

import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createIdentifierHash } from '@chatku/crypto';
import { DIAGNOSES, ERROR_CODES } from '@chatku/schemas';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../bootstrap/workspace.mjs';
import { THREATS } from '../threats/the-list.mjs';

const DOCS = join(ROOT, 'docs');
const pages = readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => join(DOCS, name));
const identity = readFileSync(join(DOCS, 'identity.md'), 'utf8');

/**
 * The first cells of the table under a heading.
 *
 * @param {string} heading
 */
function rowsUnder(heading) {
  const section = identity.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => /^\| [^-]/.test(line));
  return rows.slice(1).map((line) => line.split('|')[1]?.trim() ?? '');
}

describe.each(pages.map((page) => [relative(ROOT, page), page]))('%s', (_, page) => {
  const text = readFileSync(page, 'utf8');

  test('links to what is there', () => {
    const targets = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
    const missing = targets.filter((target) => !/^https?:/.test(target) && !existsSync(join(dirname(page), target)));
    expect(missing).toEqual([]);
  });

  test('names files that are there', () => {
    const named = [...text.matchAll(/`((?:apps|packages|tooling|docs)\/[\w./-]+)`/g)].map((match) => match[1] ?? '');
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('docs/identity.md', () => {
  test('explains every diagnosis, in the order they are tried', () => {
    expect(rowsUnder('2.').map((cell) => cell.replaceAll('`', ''))).toEqual([...DIAGNOSES]);
  });

  test('names no code that the API does not have', () => {
    const named = [...identity.matchAll(/\b[45]\d\d `(\w+)`/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((code) => !ERROR_CODES.some((known) => known === code))).toEqual([]);
  });

  test('has the samples that verify', () => {
    const php = identity.match(/hash_hmac\('(\w+)', (\$\w+), '(\w+)'\)/);
    expect(php?.slice(1)).toEqual(['sha256', '$user_id', 'THE_SPECIAL_KEY']);
    const node = identity.match(/createHmac\('(\w+)', '(\w+)'\)\.update\(userId, '(utf8)'\)\.digest\('(hex)'\)/);
    const [algorithm = '', key = '', input, output] = node?.slice(1) ?? [];
    const made = createHmac(algorithm, key)
      .update('42', /** @type {'utf8'} */ (input))
      .digest(/** @type {'hex'} */ (output));
    // The sample's key is too short to be one, so a real one stands in on both sides.
    const real = 'k'.repeat(32);
    expect(made).toHaveLength(64);
    expect(createHmac(algorithm, real).update('42', 'utf8').digest('hex')).toBe(
      createIdentifierHash({ userId: '42', key: real }),
    );
  });

  // Each of them has a guard and a test in the registry, which the registry's own test sees to.
  test('says what keeps each threat out', () => {
    expect(rowsUnder('9.')).toEqual([...THREATS]);
  });
});
