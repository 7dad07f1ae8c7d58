import { linkText, safeHref } from './safe-href.js';

/** A piece of a line. Text is data for a template; it is never parsed again. */
export type Inline =
  | string
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly text: string };

/** A line of a block, in pieces. */
export type Line = readonly Inline[];

/** A block of a message. Lines of code are one text each; a list that is numbered has a `start`. */
export type Block = {
  readonly kind: 'paragraph' | 'list' | 'code';
  readonly start: number | null;
  readonly lines: readonly Line[];
};

/** Emphasis inside emphasis goes this deep; deeper marks stay text. */
const DEEPEST = 4;

/**
 * Bare addresses. They stop at white space, quotes and full-width punctuation (which Chinese puts straight after
 * them), hold brackets in pairs only, and do not end in what ends a sentence.
 */
const PART = String.raw`[^\s<>"'\x60()\u2018-\u201f\u3000-\u303f\uff00-\uffef]`;
const PAIR = String.raw`\(${PART}*\)`;
const ADDRESS = String.raw`(?<![a-z\d])(?<url>https?://(?:${PART}|${PAIR})*(?:(?![.,;:!?*_~\u2026\]])${PART}|${PAIR}))|(?<![\w.+-])(?<mail>[\w.+-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63})+)`;
const PLAIN = new RegExp(ADDRESS, 'giu');

/**
 * Escapes, code, emphasis, links and addresses. A run of `*` or `_` closes with as many; `_` marks whole words only,
 * since names with underscores are common.
 */
const RICH = new RegExp(
  String.raw`\\(?<literal>[!-/:-@[-\x60{-~])|\x60(?<code>[^\x60]+)\x60` +
    String.raw`|(?<mark>\*{1,3}|(?<![\p{L}\p{N}_])_{1,3})(?![\s*_])(?<inner>.+?)(?<![\s*_\\])\k<mark>(?![*_])(?<!_(?=[\p{L}\p{N}]))` +
    String.raw`|\[(?<label>[^[\]]{1,300})\]\((?<to>(?:[^\s()]|\([^\s()]*\))+)\)|${ADDRESS}`,
  'giu',
);
const ITEM = /^\s{0,3}(?:[-*\u2022]|(\d{1,9})[.)])\s+(\S.*)/;

/** A label that could be taken for an address: it holds `://`, looks like a domain, or has nothing to read. */
const MISLEADING = /:\/\/|^\S+\.[a-z]{2,}(\/\S*)?$|^\P{L}*$/iu;

const linkOf = (address: string, label: string): Inline | null => {
  const href = safeHref(address);
  return href ? { kind: 'link', href, text: linkText(label) } : null;
};

const pieceOf = (groups: Partial<Record<string, string>>, depth: number): Inline | null => {
  const { literal, code, mark, inner, label, to, url, mail } = groups;
  if (literal) return literal;
  if (code) return { kind: 'code', text: code };
  if (mark && inner) {
    if (depth > DEEPEST) return null;
    const children = parseLine(inner, RICH, depth + 1);
    const { length } = mark;
    return length > 2
      ? { kind: 'em', children: [{ kind: 'strong', children }] }
      : { kind: length > 1 ? 'strong' : 'em', children };
  }
  // A misleading label must not name another address than it leads to: then the real one is shown.
  if (label && to) return linkOf(to, MISLEADING.test(linkText(label).trim()) ? to : label);
  return url ? linkOf(url, url) : mail ? linkOf(`mailto:${mail}`, mail) : null;
};

const parseLine = (line: string, pattern: RegExp, depth = 0): Inline[] => {
  const pieces: Inline[] = [];
  let from = 0;
  for (const found of line.matchAll(pattern)) {
    const piece = pieceOf(found.groups ?? {}, depth);
    if (!piece) continue;
    pieces.push(line.slice(from, found.index), piece);
    from = found.index + found[0].length;
  }
  return [...pieces, line.slice(from)];
};

const linesOf = (source: string): string[] => source.split(/\r\n?|\n/);

/**
 * Parses the small markdown of messages: emphasis, code, links and addresses, lists, line breaks. Everything else,
 * HTML above all, stays text. Never throws; time is bounded by the square of the longest line.
 */
export const parseMarkdown = (source: string): Block[] => {
  const blocks: Block[] = [];
  /** The block that the next line may go on with. */
  let open = null as (Block & { lines: Line[] }) | null;
  for (const line of linesOf(source)) {
    const isFence = line.startsWith('```');
    if (open?.kind === 'code') {
      if (isFence) open = null;
      else open.lines.push([line]);
    } else if (!line.trim()) open = null;
    else {
      const item = ITEM.exec(line);
      const kind = isFence ? 'code' : item ? 'list' : 'paragraph';
      const start = item?.[1] ? Number(item[1]) : null;
      if (open?.kind !== kind || (open.start === null) !== (start === null)) {
        open = { kind, start, lines: [] };
        blocks.push(open);
      }
      if (!isFence) open.lines.push(parseLine(item?.[2] ?? line, RICH));
    }
  }
  return blocks;
};

/** Parses what a visitor typed: nothing but lines and addresses, since `5 * 3 * 2` is no emphasis to them. */
export const parsePlain = (source: string): Block[] => [
  { kind: 'paragraph', start: null, lines: linesOf(source).map((line) => parseLine(line, PLAIN)) },
];
