import type { Html } from '../html.js';
import type { Session } from '../sessions.js';

/** What a handler answers; the server adds the headers every answer has. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** The session the browser has from now on, where it changed. */
  readonly session?: Session;
};

/** A page. Not stored anywhere: it is made for one visitor and carries their hash. */
export function page(
  markup: Html,
  { status = 200, csp }: { readonly status?: number; readonly csp: string | null },
): Answer {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      ...(csp === null ? {} : { 'content-security-policy': csp }),
    },
    body: markup.toString(),
  };
}

/** An answer for the demo tools' script. */
export function json(value: unknown, status = 200): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  };
}

/** Sends the browser on with GET. `path` is one of the shop's own. */
export function seeOther(path: string): Answer {
  return { status: 303, headers: { location: path, 'cache-control': 'no-store' }, body: '' };
}

/** A request that is not answered with what it asked for. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    /** For the visitor: what happened and what to do. */
    readonly sentence: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(sentence);
  }
}
