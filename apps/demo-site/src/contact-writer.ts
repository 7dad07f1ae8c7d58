import { pause } from './pause.js';

/** A customer as the shop tells Chatku, server to server. Chatku's names, hence the underscores. */
export type ContactUpdate = {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
};

export type Log = { readonly info: (line: string) => void; readonly warn: (line: string) => void };

export type ContactWriterOptions = {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly log: Log;
  /** Waits between two tries; rejects when the signal aborts. Replaced in tests, so that no test waits. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1; spreads the tries of several customers. */
  readonly random?: () => number;
};

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
const TIMEOUT_MS = 10_000;

type Outcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'later'; readonly why: string; readonly afterMs: number | null }
  | { readonly kind: 'never'; readonly why: string };

/**
 * Tells Chatku about customers in the background: nobody's page waits for it, and nothing is lost while Chatku is away.
 * Of several updates of one customer only the latest is sent. Log lines carry a status and a code, never a key, a name
 * or an address.
 */
export class ContactWriter {
  readonly #options: Required<ContactWriterOptions>;
  readonly #stop = new AbortController();
  /** By customer: the update that waits for its turn. While a customer is in here or in `#busy`, one loop works for them. */
  readonly #waiting = new Map<string, ContactUpdate>();
  readonly #busy = new Map<string, Promise<void>>();
  /** What was said last about why nothing can be sent; null while all is well. */
  #trouble: string | null = null;

  constructor(options: ContactWriterOptions) {
    this.#options = { pause, random: Math.random, ...options };
  }

  /** Sends this update as soon as it can; returns at once and never throws. */
  write(update: ContactUpdate): void {
    if (this.#stop.signal.aborted) return;
    const id = update.user_id;
    this.#waiting.set(id, update);
    if (this.#busy.has(id)) return;
    this.#busy.set(id, this.#work(id));
  }

  /** Resolves when nothing is left to send. */
  async settled(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy.values());
  }

  /** Stops sending. What was not sent is sent at the next start, which tells about every customer. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.settled();
  }

  async #work(id: string): Promise<void> {
    let tries = 0;
    for (;;) {
      const update = this.#waiting.get(id);
      if (update === undefined || this.#stop.signal.aborted) {
        // In the very step that found nothing to do: an update that came between the two would be forgotten.
        this.#busy.delete(id);
        return;
      }
      const outcome = await this.#send(update);
      if (this.#stop.signal.aborted) continue;
      const { log, random } = this.#options;
      if (outcome.kind !== 'later') {
        // A newer update that came meanwhile has a turn of its own.
        if (this.#waiting.get(id) === update) this.#waiting.delete(id);
        if (outcome.kind === 'never') {
          log.warn(`Chatku did not take a customer's orders: ${outcome.why}. Not tried again.`);
        } else if (this.#trouble !== null) {
          log.info('Chatku takes the orders of customers again.');
          this.#trouble = null;
        }
        tries = 0;
        continue;
      }
      const backoffMs = Math.min(FIRST_PAUSE_MS * 2 ** tries++, LONGEST_PAUSE_MS) * (0.5 + random() / 2);
      const afterMs = Math.round(outcome.afterMs ?? backoffMs);
      // All customers meet the same trouble again and again; it is said once.
      if (outcome.why !== this.#trouble) {
        log.warn(`The orders of customers are not at Chatku yet: ${outcome.why}. The shop keeps trying.`);
        this.#trouble = outcome.why;
      }
      try {
        await this.#options.pause(afterMs, this.#stop.signal);
      } catch {
        // The writer was closed; the loop sees it.
      }
    }
  }

  async #send(update: ContactUpdate): Promise<Outcome> {
    const { apiUrl, apiKey } = this.#options;
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${apiUrl}/v1/contacts`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(update),
        // A redirect would carry the customer to wherever it points.
        redirect: 'error',
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      text = await response.text();
    } catch (error) {
      return { kind: 'later', why: networkReason(error), afterMs: null };
    }
    if (response.ok) return { kind: 'written' };
    const { code, requestId } = readProblem(text);
    const why = `HTTP ${response.status}${code}`;
    const passing = response.status >= 500 || [408, 425, 429].includes(response.status);
    return passing
      ? { kind: 'later', why, afterMs: retryAfterMs(response) }
      : { kind: 'never', why: `${why}${requestId}` };
  }
}

/** The stable code and the request id of a problem document, if that is what came, ready to be logged. */
function readProblem(text: string): { code: string; requestId: string } {
  const safe = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,64}$/.test(value);
  try {
    const { code, request_id: requestId } = JSON.parse(text) as Record<string, unknown>;
    return { code: safe(code) ? ` ${code}` : '', requestId: safe(requestId) ? ` (request ${requestId})` : '' };
  } catch {
    return { code: '', requestId: '' };
  }
}

function networkReason(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'no answer in time';
  const code = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code;
  return code === undefined ? 'no connection' : `no connection (${code})`;
}

/** `Retry-After` in seconds, as Chatku says it, at most the longest pause; null if absent or of another form. */
function retryAfterMs(response: Response): number | null {
  const text = response.headers.get('retry-after');
  return text !== null && /^\d{1,6}$/.test(text) ? Math.min(Number(text) * 1000, LONGEST_PAUSE_MS) : null;
}
