/** A piece of running text. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'em'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; href: string; children: Inline[] }
  | { kind: 'break' };

/** A block of a message. */
export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'list'; ordered: boolean; items: Inline[][] };

const BULLET = /^\s{0,3}[-*+]\s+(.*)$/;
const NUMBER = /^\s{0,3}\d{1,9}[.)]\s+(.*)$/;
const FENCE = /^\s{0,3}```/;

/**
 * Parses the small markdown of messages (emphasis, code, links, lists) into tokens. What is no markdown stays as it was
 * typed; nothing becomes HTML. Every look ahead is bounded, so a hostile text costs little. Never throws.
 */
export const parseMarkdown = (source: string): Block[] => {
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', children: parseInline(paragraph.join('\n')) });
    paragraph = [];
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (FENCE.test(line)) {
      const end = lines.findIndex((other, at) => at > i && FENCE.test(other));
      if (end !== -1) {
        endParagraph();
        blocks.push({ kind: 'code', text: lines.slice(i + 1, end).join('\n') });
        i = end;
        continue;
      }
    }
    const ordered = NUMBER.exec(line);
    const item = ordered ?? BULLET.exec(line);
    if (item !== null) {
      endParagraph();
      const last = blocks.at(-1);
      const children = parseInline(item[1] ?? '');
      const previous = lines[i - 1] ?? '';
      const continues = BULLET.test(previous) || NUMBER.test(previous);
      if (continues && last?.kind === 'list' && last.ordered === (ordered !== null)) last.items.push(children);
      else blocks.push({ kind: 'list', ordered: ordered !== null, items: [children] });
    } else if (line.trim() === '') endParagraph();
    else paragraph.push(line);
  }
  endParagraph();
  return blocks;
};

/** Only addresses that open a page or a mail; never a script. Null: not a link. */
const safeHref = (address: string): string | null => {
  if (!/^(https?:\/\/|mailto:)[^\s<>"]+$/i.test(address)) return null;
  try {
    return new URL(address).href;
  } catch {
    return null;
  }
};

const CODE = /`([^`\n]+)`/y;
const STRONG = /\*\*(?=\S)([^*\n]{1,500}?\S|\S)\*\*/y;
const EM_STAR = /\*(?=[^\s*])([^*\n]{0,500}?[^\s*])\*(?!\*)/y;
const EM_LINE = /_(?=[^\s_])([^_\n]{0,500}?[^\s_])_(?![\p{L}\p{N}_])/uy;
const LINK = /\[([^[\]\n]{1,500})\]\(([^()\s]{1,2000})\)/y;
const ADDRESS = /https?:\/\/[^\s<>"'`]+/iy;
const STARTS = /[`*_[\\h\nH]/g;

const at = (pattern: RegExp, text: string, index: number): RegExpExecArray | null => {
  pattern.lastIndex = index;
  return pattern.exec(text);
};

const parseInline = (text: string, depth = 0): Inline[] => {
  const out: Inline[] = [];
  let plain = '';
  const push = (token: Inline): void => {
    if (plain !== '') out.push({ kind: 'text', text: plain });
    plain = '';
    out.push(token);
  };
  const inner = (part: string): Inline[] => (depth < 4 ? parseInline(part, depth + 1) : [{ kind: 'text', text: part }]);
  let i = 0;
  while (i < text.length) {
    STARTS.lastIndex = i;
    const start = STARTS.exec(text);
    if (start === null) break;
    plain += text.slice(i, start.index);
    i = start.index;
    const before = text[i - 1] ?? ' ';
    const token = tokenAt(text, i, before, inner);
    if (token === null) plain += text[i++];
    else if ('escaped' in token) {
      plain += token.escaped;
      i += 2;
    } else {
      push(token.token);
      i += token.length;
    }
  }
  plain += text.slice(i);
  if (plain !== '') out.push({ kind: 'text', text: plain });
  return out;
};

type Found = { token: Inline; length: number } | { escaped: string };

const tokenAt = (text: string, i: number, before: string, inner: (part: string) => Inline[]): Found | null => {
  switch (text[i]) {
    case '\n':
      return { token: { kind: 'break' }, length: 1 };
    case '\\': {
      const next = text[i + 1] ?? '';
      return /[`*_[\]()\\]/.test(next) ? { escaped: next } : null;
    }
    case '`': {
      const code = at(CODE, text, i);
      return code && { token: { kind: 'code', text: code[1] ?? '' }, length: code[0].length };
    }
    case '*': {
      const strong = at(STRONG, text, i);
      if (strong) return { token: { kind: 'strong', children: inner(strong[1] ?? '') }, length: strong[0].length };
      const em = at(EM_STAR, text, i);
      return em && { token: { kind: 'em', children: inner(em[1] ?? '') }, length: em[0].length };
    }
    case '_': {
      // Inside a word (snake_case) an underscore is only an underscore.
      if (/[\p{L}\p{N}_]/u.test(before)) return null;
      const em = at(EM_LINE, text, i);
      return em && { token: { kind: 'em', children: inner(em[1] ?? '') }, length: em[0].length };
    }
    case '[': {
      const link = at(LINK, text, i);
      const href = link && safeHref(link[2] ?? '');
      if (!link || !href) return null;
      return { token: { kind: 'link', href, children: inner(link[1] ?? '') }, length: link[0].length };
    }
    default: {
      return /[\p{L}\p{N}]/u.test(before) ? null : addressAt(text, i);
    }
  }
};

const addressAt = (text: string, i: number): { token: Inline; length: number } | null => {
  const found = at(ADDRESS, text, i);
  if (!found) return null;
  // A full stop or bracket after an address belongs to the sentence.
  const address = found[0].replace(/[.,;:!?)\]}'*_]+$/, '');
  const href = safeHref(address);
  if (href === null) return null;
  return { token: { kind: 'link', href, children: [{ kind: 'text', text: address }] }, length: address.length };
};

/** Text as it was typed, with only its addresses made into links: for people who were not told about marks. */
export const parsePlain = (source: string): Inline[] => {
  const out: Inline[] = [];
  let from = 0;
  for (const { index } of source.matchAll(/(?<![\p{L}\p{N}])https?:\/\//giu)) {
    const found = index < from ? null : addressAt(source, index);
    if (found === null) continue;
    if (index > from) out.push({ kind: 'text', text: source.slice(from, index) });
    out.push(found.token);
    from = index + found.length;
  }
  if (from < source.length) out.push({ kind: 'text', text: source.slice(from) });
  return out;
};

/** The words of a message without its marks, on one line, for a list. */
export const plainText = (source: string): string => {
  const words = (tokens: readonly Inline[]): string =>
    tokens
      .map((token) => ('children' in token ? words(token.children) : token.kind === 'break' ? ' ' : token.text))
      .join('');
  return parseMarkdown(source)
    .map((block) =>
      block.kind === 'code'
        ? block.text.replaceAll('\n', ' ')
        : block.kind === 'list'
          ? block.items.map(words).join(', ')
          : words(block.children),
    )
    .join(' ');
};
