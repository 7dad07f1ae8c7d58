import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webp: 'image/webp',
  woff2: 'font/woff2',
};

const COMPRESSIBLE = new Set(['css', 'html', 'js', 'json', 'map', 'svg', 'txt']);

/** Below this, compressing costs more than it saves. */
const MIN_COMPRESSED_BYTES = 256;

/** Above this, the densest brotli would keep the first visitor waiting for seconds. */
const MAX_DENSEST_BYTES = 256 * 1024;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** How long a client may keep a file without asking again. */
export type Caching = 'immutable' | 'revalidate' | 'no-store' | { readonly maxAgeSeconds: number };

/** One servable piece of content, its compressed forms made at the first request that accepts them. */
export class StaticFile {
  readonly etag: string;
  #brotli: Promise<Buffer> | null = null;
  #gzip: Promise<Buffer> | null = null;

  constructor(
    readonly content: Buffer,
    readonly mediaType: string,
    private readonly compressible: boolean,
  ) {
    this.etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  }

  /** Content made at run time, for example the loader of a bot. */
  static ofText(text: string, mediaType: string): StaticFile {
    return new StaticFile(Buffer.from(text, 'utf8'), mediaType, true);
  }

  /** The bytes in the best form the client takes, and the name of that form. */
  async encoded(acceptEncoding: string): Promise<{ bytes: Buffer; encoding: 'br' | 'gzip' | null }> {
    if (!this.compressible || this.content.length < MIN_COMPRESSED_BYTES)
      return { bytes: this.content, encoding: null };
    if (/\bbr\b/.test(acceptEncoding)) {
      this.#brotli ??= brotli(this.content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: this.content.length > MAX_DENSEST_BYTES ? 6 : 11,
          [constants.BROTLI_PARAM_SIZE_HINT]: this.content.length,
        },
      });
      return { bytes: await this.#brotli, encoding: 'br' };
    }
    if (/\bgzip\b/.test(acceptEncoding)) {
      this.#gzip ??= gzipped(this.content, { level: 9 });
      return { bytes: await this.#gzip, encoding: 'gzip' };
    }
    return { bytes: this.content, encoding: null };
  }
}

/**
 * The files of a folder, read once and served from memory. Only a name found at the start is ever answered, so no path of
 * a request reaches the disk.
 */
export class StaticFolder {
  readonly #files = new Map<string, StaticFile>();

  /** @param only the names to take; all files when left out. */
  constructor(folder: string, only?: readonly string[]) {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path).split(sep).join('/');
      if (only !== undefined && !only.includes(name)) continue;
      const extension = entry.name.split('.').pop()?.toLowerCase() ?? '';
      const mediaType = TYPES[extension] ?? 'application/octet-stream';
      this.#files.set(name, new StaticFile(readFileSync(path), mediaType, COMPRESSIBLE.has(extension)));
    }
  }

  /** True when the folder is not there or holds nothing: it has not been built. */
  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  /** The names of all files, relative to the folder, with forward slashes. */
  get names(): string[] {
    return [...this.#files.keys()];
  }

  /** The file of this name, or null. */
  find(name: string): StaticFile | null {
    return this.#files.get(name) ?? null;
  }
}

/** Sends a file: compressed as the client likes, 304 when it has it already. Other headers may be set before. */
export async function sendStaticFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: StaticFile,
  caching: Caching,
): Promise<FastifyReply> {
  reply.header('cache-control', cacheControl(caching));
  reply.header('etag', file.etag);
  addVary(reply, 'accept-encoding');
  // Weak comparison, since a proxy may have marked our tag as weak.
  const known = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(file.etag)) return reply.code(304).send();
  const accepted = request.headers['accept-encoding'];
  const { bytes, encoding } = await file.encoded(typeof accepted === 'string' ? accepted : '');
  if (encoding !== null) reply.header('content-encoding', encoding);
  return reply.type(file.mediaType).send(bytes);
}

function addVary(reply: FastifyReply, field: string): void {
  const now = reply.getHeader('vary');
  reply.header('vary', now === undefined ? field : `${String(now)}, ${field}`);
}

function cacheControl(caching: Caching): string {
  if (caching === 'immutable') return 'public, max-age=31536000, immutable';
  if (caching === 'revalidate') return 'no-cache';
  if (caching === 'no-store') return 'no-store';
  return `public, max-age=${caching.maxAgeSeconds}`;
}
