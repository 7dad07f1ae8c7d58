import type { Me, Role } from '@chatku/schemas';
import type { Mail } from '../../platform/mail/mail-server.js';
import { en } from './texts/en.js';
import { ms } from './texts/ms.js';
import { zhHans } from './texts/zh-hans.js';

export type MailLanguage = Me['workspace']['language'];

/** What a mail says. */
export interface MailText {
  readonly subject: string;
  readonly before: readonly string[];
  /** Where it leads, and the word on it. */
  readonly link?: { readonly href: string; readonly word: string };
  readonly after: readonly string[];
}

/** Every mail the server writes. A language that lacks one does not compile. */
export interface MailTexts {
  readonly invite: (given: { workspace: string; by: string; role: Role; link: string }) => MailText;
  readonly reset: (given: { name: string; link: string }) => MailText;
  readonly test: (given: { workspace: string }) => MailText;
}

const TEXTS: Readonly<Record<MailLanguage, MailTexts>> = { en, ms, 'zh-Hans': zhHans };

/** Writes a mail: as plain text, and the same as simple HTML. No pictures, nothing that tells that it was read. */
export function writeMail<K extends keyof MailTexts>(
  kind: K,
  language: MailLanguage,
  to: string,
  given: Parameters<MailTexts[K]>[0],
): Mail {
  const write = TEXTS[language][kind] as (given: Parameters<MailTexts[K]>[0]) => MailText;
  const { subject, before, link, after } = write(given);
  const text = [...before, ...(link === undefined ? [] : [link.href]), ...after].join('\n\n');
  const paragraphs = (lines: readonly string[]) => lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n');
  const anchor = link === undefined ? '' : `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.word)}</a></p>\n`;
  const html = `<!doctype html>
<html lang="${language}"><body>
${paragraphs(before)}
${anchor}${paragraphs(after)}
</body></html>
`;
  return { to, subject, text: `${text}\n`, html, language };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
