import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as sendRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '../errors/app-error.js';
import { callFailed, tooLarge } from './outbound-error.js';
import type { Target } from './target.js';

/** All headers of an answer together. */
const MAX_HEADER_BYTES = 16 * 1024;

/** What is sent: the method, and headers in lower case. */
export interface Sending {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

/** The head of an answer; the body has not been read. */
export type Answer = IncomingMessage & { readonly statusCode: number };

/**
 * Sends one request over a socket of its own and waits for the head of the answer. No agent: no pool, no proxy, no lookup.
 *
 * @throws {AppError} `outbound_failed`, `outbound_too_large`; or the signal's reason, the socket being destroyed.
 */
export async function sendOver(socket: Socket, target: Target, sending: Sending, signal: AbortSignal): Promise<Answer> {
  const { host, url } = target;
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const request = sendRequest({
        createConnection: () => socket,
        method: sending.method,
        path: `${url.pathname}${url.search}`,
        setHost: false,
        headers: { ...sending.headers, host: url.host, 'accept-encoding': 'gzip, br', ...lengthOf(sending) },
        maxHeaderSize: MAX_HEADER_BYTES,
        insecureHTTPParser: false,
        signal,
      });
      watch(request, resolve, reject);
      request.end(sending.body ?? undefined);
    });
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    if ((error as { code?: unknown }).code === 'HPE_HEADER_OVERFLOW') throw tooLarge(host, 'headers');
    throw callFailed(host, 'broke off or did not speak HTTP', error);
  }
}

function watch(request: ClientRequest, resolve: (answer: Answer) => void, reject: (error: unknown) => void): void {
  request.once('response', (answer) => {
    // A body that breaks off is told to whoever reads it; nobody reads that of a redirect.
    answer.on('error', () => undefined);
    resolve(answer as Answer);
  });
  request.on('error', reject);
  // Also after 101: without a listener for `upgrade` Node only closes.
  request.once('close', () => reject(new Error('closed')));
}

function lengthOf({ method, body }: Sending): Record<string, string> {
  if (body !== null) return { 'content-length': String(body.length) };
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? { 'content-length': '0' } : {};
}

/** An answer, decoded. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/**
 * Reads the body. Bytes are counted as they come and again as they leave the decoder, so what a few kilobytes unfold into is
 * never held.
 *
 * @throws {AppError} `outbound_too_large`, `outbound_failed`; or the signal's reason.
 */
export async function receive(answer: Answer, host: string, maxBytes: number, signal: AbortSignal): Promise<Received> {
  const { 'content-encoding': encoding = '', ...rest } = answer.headers;
  const decoder = decoderOf(encoding.trim().toLowerCase());
  if (decoder === null) throw callFailed(host, 'answered in an encoding that was not asked for');
  let received = 0;
  const chunks: Buffer[] = [];
  const arrived = capped(host, maxBytes, (bytes) => {
    received += bytes;
  });
  const unfolded = capped(host, maxBytes);
  const collect = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) chunks.push(chunk);
  };
  try {
    if (decoder === 'none') await pipeline(answer as Readable, arrived, collect, { signal });
    else await pipeline(answer as Readable, arrived, decoder, unfolded, collect, { signal });
  } catch (error) {
    answer.destroy();
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    // No body at all (HEAD, 204, an empty answer) is no broken gzip.
    if (!(answer.complete && received === 0)) throw callFailed(host, 'broke off or sent a broken answer', error);
  }
  if (decoder === 'none') return { headers: answer.headers, body: Buffer.concat(chunks) };
  const { 'content-length': _ofTheCoded, ...headers } = rest;
  return { headers, body: Buffer.concat(chunks) };
}

/** Passes chunks on until there are too many. */
function capped(host: string, maxBytes: number, count: (bytes: number) => void = () => undefined) {
  return async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of source) {
      bytes += chunk.length;
      count(chunk.length);
      if (bytes > maxBytes) throw tooLarge(host, 'answer');
      yield chunk;
    }
  };
}

/** @returns null for what was not asked for, several codings on top of each other among it. */
function decoderOf(encoding: string): Transform | 'none' | null {
  switch (encoding) {
    case '':
    case 'identity':
      return 'none';
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return createInflate();
    default:
      return null;
  }
}
