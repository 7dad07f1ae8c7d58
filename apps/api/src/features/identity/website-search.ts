import type { KeySearchResult, UnreadReason } from '@chatku/schemas';
import { AppError } from '../../platform/errors/app-error.js';
import type { OutboundHttp, OutboundResponse } from '../../platform/outbound/outbound-http.js';
import type { KeyNeedles } from './key-needles.js';
import { scriptsOf } from './page-scripts.js';

export const SEARCH_LIMITS = {
  pages: 5,
  scripts: 30,
  bytes: 10 * 1024 * 1024,
  timeMs: 30_000,
  /** One answer. */
  answerBytes: 4 * 1024 * 1024,
  answerMs: 10_000,
} as const;

type Findings = Omit<KeySearchResult, 'at'>;

/** An address as it may be shown: what comes after the path may carry secrets. */
const withoutQuery = (address: string): string => {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`.slice(0, 2200);
};

/** One look over a website: its start pages and those named, and the scripts of their own origin. */
export class WebsiteSearch {
  readonly #findings: Findings = { found: [], pages: 0, scripts: 0, bytes: 0, complete: true, unread: [] };
  readonly #read = new Set<string>();
  readonly #found = new Set<string>();

  /** @param origins exact ones; nothing else is called */
  constructor(
    private readonly outbound: OutboundHttp,
    private readonly needles: KeyNeedles,
    private readonly origins: readonly string[],
  ) {}

  /** Searches until it is done or a limit is reached. @param paths beside the start page of each origin */
  async run(paths: readonly string[]): Promise<Findings> {
    const signal = AbortSignal.timeout(SEARCH_LIMITS.timeMs);
    const pages = ['/', ...paths].flatMap((path) =>
      this.origins.map((origin) => new URL(`${origin}${path}`)).filter((url) => this.origins.includes(url.origin)),
    );
    const scripts: string[] = [];
    for (const { href } of pages) {
      const page = await this.#fetch(href, 'pages', signal);
      if (page === null) continue;
      const { origin } = new URL(page.url);
      const named = scriptsOf(page.body.toString('utf8'), page.url);
      scripts.push(...named.filter((script) => new URL(script).origin === origin));
    }
    for (const script of scripts) await this.#fetch(script, 'scripts', signal);
    return this.#findings;
  }

  /** Fetches and searches one address, unless it was or a limit is reached. */
  async #fetch(url: string, what: 'pages' | 'scripts', signal: AbortSignal): Promise<OutboundResponse | null> {
    if (this.#read.has(url)) return null;
    const findings = this.#findings;
    const left = SEARCH_LIMITS.bytes - findings.bytes;
    if (findings[what] >= SEARCH_LIMITS[what] || left <= 0 || signal.aborted) {
      findings.complete = false;
      return null;
    }
    this.#read.add(url);
    try {
      findings[what] += 1;
      const response = await this.outbound.request({
        url,
        method: 'GET',
        maxBytes: Math.min(left, SEARCH_LIMITS.answerBytes),
        timeoutMs: SEARCH_LIMITS.answerMs,
        allowedOrigins: this.origins,
        signal,
      });
      findings.bytes += response.body.length;
      this.#search(response);
      if (response.status >= 400) this.#leave(url, 'error_status');
      return response;
    } catch (error) {
      if (signal.aborted) {
        findings.complete = false;
        return null;
      }
      if (!(error instanceof AppError)) throw error;
      this.#leave(url, reasonOf(error));
      return null;
    }
  }

  #search({ body, url }: OutboundResponse): void {
    const shown = withoutQuery(url);
    for (const { keyId, form } of this.needles.findIn(body)) {
      const name = `${keyId} ${shown}`;
      if (this.#found.has(name)) continue;
      this.#found.add(name);
      this.#findings.found.push({ url: shown, key_id: keyId, form });
    }
  }

  #leave(url: string, why: UnreadReason): void {
    this.#findings.unread.push({ url: withoutQuery(url), why });
    if (why === 'too_large') this.#findings.complete = false;
  }
}

function reasonOf({ code }: AppError): UnreadReason {
  if (code === 'outbound_too_large') return 'too_large';
  return code === 'outbound_address_refused' || code === 'outbound_bad_url' ? 'not_allowed' : 'not_reached';
}
