import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer } from './answer.js';

/** Beside `src` and `dist` alike. */
const FOLDER = new URL('../../static/', import.meta.url);

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The two typefaces, from their packages. */
const FONTS: Readonly<Record<string, string>> = {
  'caprasimo.woff2': '@fontsource/caprasimo/files/caprasimo-latin-400-normal.woff2',
  'figtree.woff2': '@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2',
};

/**
 * The shop's style sheet, scripts, pictures and typefaces, read once. Only what was found at the start can be asked
 * for, so no path ever reaches the file system.
 */
export class StaticFiles {
  readonly #files = new Map<string, { type: string; etag: string; body: Buffer }>();

  constructor() {
    for (const name of readdirSync(FOLDER)) this.#add(name, fileURLToPath(new URL(name, FOLDER)));
    const { resolve } = createRequire(import.meta.url);
    for (const [name, specifier] of Object.entries(FONTS)) this.#add(name, resolve(specifier));
  }

  /** @param ifNoneMatch the request's header of that name */
  answer(name: string, ifNoneMatch: string | undefined): Answer | null {
    const file = this.#files.get(name);
    if (file === undefined) return null;
    const headers = { etag: file.etag, 'cache-control': 'public, max-age=60' };
    if (ifNoneMatch === file.etag) return { status: 304, headers, body: '' };
    return { status: 200, headers: { ...headers, 'content-type': file.type }, body: file.body };
  }

  #add(name: string, path: string): void {
    const type = TYPES[extname(name)];
    if (type === undefined) return;
    const body = readFileSync(path);
    this.#files.set(name, {
      type,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      body,
    });
  }
}
