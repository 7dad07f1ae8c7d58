import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { Clock } from '../clock/clock.js';
import { SecretBox } from '../data-dir/secret-box.js';
import { plainAddress } from '../http/caller.js';
import { RequestHooks } from '../http/request-hooks.js';

/** Carries the question of `chatku doctor` to `/health/live`, and the answer back. */
export const PROBE_HEADER = 'chatku-probe';
export const PROBE_PATH = '/health/live';

const VALID_MS = 60_000;
const FORWARDED_MAX = 8;
const FORWARDED_LENGTH_MAX = 64;

/** How the server saw the request of a probe. */
const ProbeFacts = v.strictObject({
  /** Whom the server takes for the caller: what limits count by. */
  address: v.string(),
  /** Who connected to the server: the proxy, if there is one. */
  peer: v.string(),
  /** The addresses of `X-Forwarded-For`, the nearest last. */
  forwarded: v.array(v.string()),
});
export type ProbeFacts = v.InferOutput<typeof ProbeFacts>;

const question = (box: SecretBox, askedAtMs: number, nonce: string): string =>
  box.digest('probe.question', `${askedAtMs}.${nonce}`);
const proof = (box: SecretBox, nonce: string, facts: string): string => box.digest('probe.answer', `${nonce}.${facts}`);

/**
 * The header by which somebody who has the installation's secret asks.
 *
 * @param nonce not used before; letters, digits, `-` and `_`.
 */
export function probeQuestion(box: SecretBox, nowMs: number, nonce: string): string {
  return `${nowMs}.${nonce}.${question(box, nowMs, nonce)}`;
}

/** What the server said, or null when the answer is not of a server with this secret, or answers another question. */
export function readProbeAnswer(box: SecretBox, nonce: string, header: string | undefined): ProbeFacts | null {
  const [facts, given, ...rest] = (header ?? '').split('.');
  if (facts === undefined || given === undefined || rest.length > 0) return null;
  if (!equal(given, proof(box, nonce, facts))) return null;
  const parsed = v.safeParse(
    v.pipe(v.string(), v.parseJson(), ProbeFacts),
    Buffer.from(facts, 'base64url').toString('utf8'),
  );
  return parsed.success ? parsed.output : null;
}

/**
 * Answers probes. Only who has the installation's secret can ask, and only this installation can answer: so the answer proves
 * which server an address leads to, and nobody else learns that there is anything to ask.
 */
@Injectable()
export class Probe {
  constructor(
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
    hooks: RequestHooks,
  ) {
    hooks.add((request, reply) => this.#answer(request, reply));
  }

  #answer(request: FastifyRequest, reply: FastifyReply): void {
    const asked = request.headers[PROBE_HEADER];
    if (typeof asked !== 'string' || request.url !== PROBE_PATH) return;
    const nonce = this.#nonceOf(asked);
    if (nonce === null) return;
    const facts: ProbeFacts = {
      address: plainAddress(request.ip),
      peer: plainAddress(request.socket.remoteAddress ?? ''),
      forwarded: forwardedOf(request),
    };
    const encoded = Buffer.from(JSON.stringify(facts)).toString('base64url');
    reply.header(PROBE_HEADER, `${encoded}.${proof(this.secretBox, nonce, encoded)}`);
  }

  /** The nonce of a question that was asked just now by somebody who has the secret, or null. */
  #nonceOf(asked: string): string | null {
    const match = /^(\d{13})\.([\w-]{16,64})\.([0-9a-f]{64})$/.exec(asked);
    const [, at = '', nonce = '', given = ''] = match ?? [];
    if (match === null || Math.abs(this.clock.nowMs() - Number(at)) > VALID_MS) return null;
    return equal(given, question(this.secretBox, Number(at), nonce)) ? nonce : null;
  }
}

function forwardedOf(request: FastifyRequest): string[] {
  return [request.headers['x-forwarded-for'] ?? []]
    .flat()
    .flatMap((value) => value.split(','))
    .map((part) => part.trim().slice(0, FORWARDED_LENGTH_MAX))
    .filter((part) => part !== '')
    .slice(-FORWARDED_MAX);
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
