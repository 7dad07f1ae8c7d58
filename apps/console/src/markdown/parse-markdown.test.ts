import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, type Inline, parseMarkdown, parsePlain, plainText } from './parse-markdown.js';

const inline = (text: string): Inline[] => {
  const [block] = parseMarkdown(text);
  return block?.kind === 'paragraph' ? block.children : [];
};
const text = (value: string): Inline => ({ kind: 'text', text: value });

test('emphasis, code and links become tokens', () => {
  expect(inline('a **b** *c* _d_ `e*f*`')).toEqual([
    text('a '),
    { kind: 'strong', children: [text('b')] },
    text(' '),
    { kind: 'em', children: [text('c')] },
    text(' '),
    { kind: 'em', children: [text('d')] },
    text(' '),
    { kind: 'code', text: 'e*f*' },
  ]);
  expect(inline('[shop](https://shop.my/a?b=c)')).toEqual([
    { kind: 'link', href: 'https://shop.my/a?b=c', children: [text('shop')] },
  ]);
});

test('an address becomes a link without the full stop of its sentence', () => {
  expect(inline('See https://shop.my/a.')).toEqual([
    text('See '),
    { kind: 'link', href: 'https://shop.my/a', children: [text('https://shop.my/a')] },
    text('.'),
  ]);
});

test.each([
  '[x](javascript:alert(1))',
  '[x](data:text/html,hi)',
  '[x](vbscript:x)',
  '[x](//evil.example)',
  '[x](/console/bots)',
])('%s is no link', (source) => {
  expect(JSON.stringify(parseMarkdown(source))).not.toContain('"link"');
});

test.each(['snake_case_word', '2 * 3 * 4', '** not bold **', 'a\\*b\\*c', '*', '**', '`', '[', '_'])(
  '%s stays as it was typed',
  (source) => {
    expect(plainText(source)).toBe(source.replaceAll('\\*', '*'));
  },
);

test('lists and code blocks are blocks of their own', () => {
  const blocks: Block[] = parseMarkdown('Hi\n- a\n- b\n\n1. c\n2) d\n```\nx **y**\n```\nbye');
  expect(blocks.map((block) => block.kind)).toEqual(['paragraph', 'list', 'list', 'code', 'paragraph']);
  expect(blocks[2]).toMatchObject({ ordered: true, items: [[text('c')], [text('d')]] });
  expect(blocks[3]).toEqual({ kind: 'code', text: 'x **y**' });
});

test('plain text keeps every sign, and links only its addresses', () => {
  expect(parsePlain('**a** _b_ (https://shop.my/x) xhttps://no.my')).toEqual([
    text('**a** _b_ ('),
    { kind: 'link', href: 'https://shop.my/x', children: [text('https://shop.my/x')] },
    text(') xhttps://no.my'),
  ]);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (source) => {
      const words = parsePlain(source).map((token) => ('children' in token ? token.children : [token]));
      expect(
        words
          .flat()
          .map((token) => ('text' in token ? token.text : ''))
          .join(''),
      ).toBe(source);
    }),
  );
});

test('HTML is text', () => {
  expect(inline('<img src=x onerror=alert(1)>')).toEqual([text('<img src=x onerror=alert(1)>')]);
});

describe('over any text', () => {
  const marks = fc.string({
    unit: fc.constantFrom('*', '_', '`', '[', ']', '(', ')', '\\', 'a', ' ', '\n', '-', '1', '.', 'http://x'),
  });

  test('parsing never throws and loses no letter', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), marks), (source) => {
        const letters = (value: string) => value.replace(/[^\p{L}]/gu, '');
        const blocks = JSON.stringify(parseMarkdown(source));
        expect(blocks).toBeTypeOf('string');
        // Addresses are shown as they were typed, except the target of a link with words of its own.
        if (!source.includes(']('))
          expect(letters(plainText(source)).length).toBeGreaterThanOrEqual(
            letters(source).length - 3 * source.split('```').length,
          );
      }),
    );
  });

  test('a link only ever opens a page or a mail', () => {
    const hrefs = (tokens: readonly Inline[]): string[] =>
      tokens.flatMap((token) =>
        'children' in token ? [...('href' in token ? [token.href] : []), ...hrefs(token.children)] : [],
      );
    fc.assert(
      fc.property(fc.webUrl(), marks, fc.constantFrom('', 'javascript:', 'data:', 'mailto:'), (url, around, scheme) => {
        for (const block of parseMarkdown(`${around} [a](${scheme}${url}) ${scheme}${url}`)) {
          const found =
            block.kind === 'paragraph'
              ? hrefs(block.children)
              : block.kind === 'list'
                ? block.items.flatMap(hrefs)
                : [];
          for (const href of found) expect(href).toMatch(/^(https?|mailto):/);
        }
      }),
    );
  });

  test('a hostile text of the longest length is parsed in its own time', () => {
    for (const unit of ['*', '**a', '_a ', '[', '[a](', '`', '```\n', 'http://', '- ']) {
      expect(parseMarkdown(unit.repeat(4000 / unit.length)).length).toBeGreaterThan(0);
    }
  });
});
