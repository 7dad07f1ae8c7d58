import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, type Inline, parseMarkdown, parsePlain } from './markdown.js';
import { safeHref } from './safe-href.js';

const line = (source: string): Inline[] => {
  const [block] = parseMarkdown(source);
  if (block?.kind !== 'paragraph') throw new Error(`no paragraph in ${source}`);
  return (block.lines[0] as Inline[]).filter((piece) => piece !== '');
};
const link = (href: string, text: string): Inline => ({ kind: 'link', href, text });
const code = (text: string): Inline => ({ kind: 'code', text });
const em = (...children: Inline[]): Inline => ({ kind: 'em', children });
const strong = (...children: Inline[]): Inline => ({ kind: 'strong', children });

/** All pieces, however deep. */
const piecesOf = (blocks: readonly Block[]): Inline[] => {
  const all = (pieces: readonly Inline[]): Inline[] =>
    pieces.flatMap((piece) =>
      typeof piece === 'object' && 'children' in piece ? [piece, ...all(piece.children)] : [piece],
    );
  return blocks.flatMap((block) => block.lines.flatMap(all));
};
const wordsOf = (pieces: readonly Inline[]): string =>
  pieces
    .map((piece) => (typeof piece === 'string' ? piece : 'children' in piece ? wordsOf(piece.children) : piece.text))
    .join('');
/** Pieces without the empty texts between them. */
const full = (piece: Inline): Inline =>
  typeof piece === 'object' && 'children' in piece
    ? { ...piece, children: piece.children.filter((child) => child !== '').map(full) }
    : piece;

describe('emphasis', () => {
  it.each<[string, Inline[]]>([
    ['a **b** c', ['a ', strong('b'), ' c']],
    ['*a* and _b_', [em('a'), ' and ', em('b')]],
    ['***both***', [em(strong('both'))]],
    ['**a *b* c**', [strong('a ', em('b'), ' c')]],
    ['*a **b** c*', [em('a ', strong('b'), ' c')]],
    ['**中文**连着', [strong('中文'), '连着']],
    ['**a** **b**', [strong('a'), ' ', strong('b')]],
  ])('%s', (source, pieces) => expect(line(source).map(full)).toEqual(pieces));

  it.each(['2 * 3 * 4', 'snake_case_name', '**', '****', 'x * a *', '**open', 'a_'])(
    'stays text where it does not close: %s',
    (source) => expect(wordsOf(line(source))).toBe(source),
  );

  it('stays text where it is escaped', () => expect(line('\\*not\\*').join('')).toBe('*not*'));

  it('ends at a depth', () => {
    const nested = '*_'.repeat(40) + 'x' + '_*'.repeat(40);
    expect(() => parseMarkdown(nested)).not.toThrow();
  });
});

describe('code', () => {
  it('is not parsed', () => expect(line('see `**x** <b>`')).toEqual(['see ', code('**x** <b>')]));

  it('stands in a block of its own between fences, to the end if the second one is missing', () => {
    expect(parseMarkdown('a\n```js\nlet *x* = 1;\n\n- y\n```\nb')).toEqual([
      { kind: 'paragraph', start: null, lines: [['a']] },
      { kind: 'code', start: null, lines: [['let *x* = 1;'], [''], ['- y']] },
      { kind: 'paragraph', start: null, lines: [['b']] },
    ]);
    expect(parseMarkdown('```\nx')).toEqual([{ kind: 'code', start: null, lines: [['x']] }]);
  });
});

describe('lists', () => {
  it('gather their items, numbered from where they begin', () => {
    expect(parseMarkdown('- a\n* **b**\n3. c\n4) d\n\ne')).toEqual([
      { kind: 'list', start: null, lines: [['a'], ['', strong('b'), '']] },
      { kind: 'list', start: 3, lines: [['c'], ['d']] },
      { kind: 'paragraph', start: null, lines: [['e']] },
    ]);
  });

  it('are no lists without a space: -5, 3.14', () => {
    expect(parseMarkdown('-5\n3.14').map(({ kind }) => kind)).toEqual(['paragraph']);
  });
});

describe('lines', () => {
  it('break where they were broken; an empty one begins a paragraph', () => {
    expect(parseMarkdown('a\r\nb\rc\n \nd')).toEqual([
      { kind: 'paragraph', start: null, lines: [['a'], ['b'], ['c']] },
      { kind: 'paragraph', start: null, lines: [['d']] },
    ]);
  });
});

describe('links', () => {
  it.each<[string, Inline[]]>([
    ['[here](https://a.example/b_(c))', [link('https://a.example/b_(c)', 'here')]],
    ['[call](tel:+60123456789)', [link('tel:+60123456789', 'call')]],
    ['[write](mailto:a@b.example)', [link('mailto:a@b.example', 'write')]],
    ['go to https://a.example/x?y=1.', ['go to ', link('https://a.example/x?y=1', 'https://a.example/x?y=1'), '.']],
    ['(https://a.example/x)', ['(', link('https://a.example/x', 'https://a.example/x'), ')']],
    ['https://a.example/x_(y), z', [link('https://a.example/x_(y)', 'https://a.example/x_(y)'), ', z']],
    ['请看https://a.example/路，谢谢', ['请看', link('https://a.example/%E8%B7%AF', 'https://a.example/路'), '，谢谢']],
    ['**https://a.example**', [strong(link('https://a.example/', 'https://a.example'))]],
    ['mail a.b@c.example now', ['mail ', link('mailto:a.b@c.example', 'a.b@c.example'), ' now']],
  ])('%s', (source, pieces) => expect(line(source).map(full)).toEqual(pieces));

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java\tscript:alert(1))',
    '[x](data:text/html,<script>)',
    '[x](vbscript:x)',
    '[x](file:///etc/passwd)',
    '[x](blob:https://a.example/1)',
    '[x](//a.example)',
    '[x](/path)',
    '[x](https://user:secret@a.example)',
    'javascript:alert(1)',
    'https://bank.example@evil.example/',
    'https://',
  ])('none is made of %s', (source) => {
    const links = piecesOf(parseMarkdown(source)).filter((piece) => typeof piece === 'object' && piece.kind === 'link');
    expect(
      links.filter((piece) => typeof piece === 'object' && 'href' in piece && !piece.href.startsWith('mailto:')),
    ).toEqual([]);
    expect(wordsOf(piecesOf(parseMarkdown(source)))).toBe(source);
  });

  it.each(['https://bank.example', 'bank.example', 'bank.example/login', ' ', '\u200b', 'www.bank.example'])(
    'the label "%s" does not hide where it leads',
    (label) =>
      expect(line(`[${label}](https://evil.example/)`)).toEqual([
        link('https://evil.example/', 'https://evil.example/'),
      ]),
  );

  it('cannot be turned about by direction marks', () => {
    expect(line('[a\u202eb\u2066c](https://a.example/)')).toEqual([link('https://a.example/', 'abc')]);
  });
});

describe('what a visitor typed', () => {
  it('keeps its marks; only addresses become links', () => {
    expect(parsePlain('5 * 3 * 2 `x`\n- y https://a.example')).toEqual([
      {
        kind: 'paragraph',
        start: null,
        lines: [['5 * 3 * 2 `x`'], ['- y ', link('https://a.example/', 'https://a.example'), '']],
      },
    ]);
  });
});

describe('hostile text', () => {
  const bits = fc.constantFrom(
    ...[
      '*',
      '**',
      '_',
      '__',
      '`',
      '```\n',
      '\n',
      '- ',
      '1. ',
      '[',
      ']',
      '(',
      ')',
      '](',
      '\\',
      '<img onerror=x>',
      '&lt;',
    ],
    ...[
      'javascript:',
      'java\nscript:',
      'data:text/html,',
      'https://',
      'a@b.co',
      'mailto:',
      'x',
      ' ',
      '\u202e',
      '\u0000',
      '中',
    ],
  );
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.array(bits, { maxLength: 80 }).map((all) => all.join('')),
  );

  it('never throws, and leads nowhere but http, https, mailto and tel', () => {
    fc.assert(
      fc.property(hostile, (source) => {
        for (const piece of [...piecesOf(parseMarkdown(source)), ...piecesOf(parsePlain(source))]) {
          if (typeof piece === 'object' && piece.kind === 'link') expect(piece.href).toMatch(/^(https?|mailto|tel):/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('typed by a visitor is shown whole', () => {
    fc.assert(
      fc.property(hostile, (source) => {
        const bare = source.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
        const [block] = parsePlain(bare);
        expect(block?.lines.map(wordsOf).join('\n')).toBe(bare.replace(/\r\n?/g, '\n'));
      }),
    );
  });

  it.each(['*a ', '_a ', '**a', '[', '[x](', '`', '(', 'https://(', 'a@', 'a.', '1. ', '\\', '***a*'])(
    'four thousand characters of %j do not run away with the parser',
    (bit) => {
      expect(() => parseMarkdown(bit.repeat(4000 / bit.length))).not.toThrow();
    },
  );
});

describe('an address', () => {
  it('is normalised', () => expect(safeHref('HTTPS://A.example/ä')).toBe('https://a.example/%C3%A4'));

  it('is of no other kind, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (address) => {
        const href = safeHref(address);
        return href === null || /^(https?|mailto|tel):/.test(href);
      }),
    );
  });
});
