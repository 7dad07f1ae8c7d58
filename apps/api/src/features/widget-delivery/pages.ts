import { StaticFile } from '../../platform/static/static-folder.js';

const HTML = 'text/html; charset=utf-8';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, head: string, body: string): StaticFile =>
  StaticFile.ofText(
    `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <title>${escapeHtml(title)}</title>
    <link rel="icon" href="data:,">${head}
  </head>
  <body>${body}</body>
</html>
`,
    HTML,
  );

/** A script of the delivery, from this page's own origin. */
const script = (hash: string, name: string): string =>
  `\n    <script type="module" src="/w/p/${hash}/${name}"></script>`;

const policy = (...directives: string[]): string =>
  ["default-src 'none'", "base-uri 'none'", "form-action 'none'", 'img-src data: blob:', ...directives].join('; ');

/** The console shows it in a frame; it speaks to nobody else, and fetches nothing of this server but a bot's picture. */
export const PREVIEW_POLICY = policy("script-src 'self'", "connect-src 'self'", "frame-ancestors 'self'");

/** A page with the real widget on a made-up chat. */
export const previewPage = (hash: string): StaticFile => page('Preview', script(hash, 'preview.js'), '');

/** @param publicUrl origin under which visitors reach this server */
export const chatPolicy = (publicUrl: string): string =>
  policy(
    "script-src 'self'",
    `connect-src 'self' ${publicUrl} ${publicUrl.replace(/^http/, 'ws')}`,
    "frame-ancestors 'none'",
  );

/** A page that is nothing but the chat of a bot. */
export const chatPage = (hash: string, title: string): StaticFile => page(title, script(hash, 'full-page.js'), '');

/** The same page for a bot that is unknown and for one that is switched off. */
export const closedPage = (): StaticFile => page('Chat', '', '<p>This chat is closed.</p>');
