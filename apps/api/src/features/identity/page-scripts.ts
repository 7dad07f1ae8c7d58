import { Token, type TokenHandler, Tokenizer, TokenizerMode } from 'parse5';

/** Scripts of one page that are looked up; a page that names more is none that people have written. */
const SCRIPTS_MAX = 200;

/** Elements whose inside is text, and how the tokenizer is told. */
const TEXT_INSIDE: Readonly<Record<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]>> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  title: TokenizerMode.RCDATA,
  textarea: TokenizerMode.RCDATA,
};

/**
 * The scripts that a page names, as absolute addresses without fragments, in their order and each once: `<script src>`, and
 * scripts it loads ahead. Reads tokens, not a tree: time grows with the length of the page and with nothing else.
 *
 * @param html the page
 * @param pageUrl where it came from
 */
export function scriptsOf(html: string, pageUrl: string): string[] {
  const sources: string[] = [];
  let base: string | null = null;
  const nothing = (): void => undefined;
  const handler: TokenHandler = {
    onStartTag(token) {
      const { tagName } = token;
      if (tagName === 'base') base ??= Token.getTokenAttr(token, 'href');
      const source = sourceOf(token);
      if (source !== null && sources.length < SCRIPTS_MAX) sources.push(source);
      const mode = TEXT_INSIDE[tagName];
      if (mode !== undefined) tokenizer.state = mode;
    },
    onEndTag: nothing,
    onComment: nothing,
    onDoctype: nothing,
    onEof: nothing,
    onCharacter: nothing,
    onNullCharacter: nothing,
    onWhitespaceCharacter: nothing,
  };
  const tokenizer = new Tokenizer({ sourceCodeLocationInfo: false }, handler);
  tokenizer.write(html, true);
  const from = absolute(base ?? '', pageUrl) ?? pageUrl;
  return [...new Set(sources.map((source) => absolute(source, from)).filter((url) => url !== null))];
}

function sourceOf(token: Token.TagToken): string | null {
  if (token.tagName === 'script') return Token.getTokenAttr(token, 'src');
  if (token.tagName !== 'link') return null;
  const rel = (Token.getTokenAttr(token, 'rel') ?? '').toLowerCase().split(/\s+/);
  const isScript = (Token.getTokenAttr(token, 'as') ?? '').toLowerCase() === 'script';
  return rel.includes('modulepreload') || ((rel.includes('preload') || rel.includes('prefetch')) && isScript)
    ? Token.getTokenAttr(token, 'href')
    : null;
}

function absolute(address: string, from: string): string | null {
  if (!URL.canParse(address, from)) return null;
  const url = new URL(address, from);
  url.hash = '';
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
}
