import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type ApiProblem, asProblem } from './problem.js';

/**
 * One thing a page shows from the API. Fetches whenever its arguments change, aborts what was under way, keeps the
 * last value while it fetches again, and asks its host to render.
 */
export class Remote<A extends unknown[], T> implements ReactiveController {
  value: T | undefined;
  problem: ApiProblem | undefined;
  loading = false;
  #args: [...A] | null = null;
  #abort: AbortController | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly fetcher: (signal: AbortSignal, ...args: A) => Promise<T>,
    /** Arguments of the fetch; null: nothing to fetch yet. */
    private readonly args: () => [...A] | null,
  ) {
    host.addController(this);
  }

  hostUpdate(): void {
    const next = this.args();
    if (next === null) return;
    const before = this.#args;
    if (before !== null && before.length === next.length && before.every((arg, i) => Object.is(arg, next[i]))) return;
    // Another thing is asked for: what is shown of the former must not stand in for it.
    if (before !== null) this.value = undefined;
    this.#args = next;
    void this.#run(next);
  }

  hostDisconnected(): void {
    this.#abort?.abort();
    this.#args = null;
  }

  /** Fetches again with the same arguments. Resolves when the answer is in place; never rejects on an API problem. */
  async reload(): Promise<void> {
    if (this.#args !== null) await this.#run(this.#args);
  }

  /** Puts a value in place without fetching, such as the answer of a change. */
  set(value: T): void {
    this.#abort?.abort();
    this.loading = false;
    this.problem = undefined;
    this.value = value;
    this.host.requestUpdate();
  }

  async #run(args: [...A]): Promise<void> {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.loading = true;
    this.host.requestUpdate();
    try {
      const value = await this.fetcher(abort.signal, ...args);
      if (abort.signal.aborted) return;
      this.value = value;
      this.problem = undefined;
    } catch (reason) {
      if (abort.signal.aborted) return;
      this.problem = asProblem(reason);
    }
    this.loading = false;
    this.host.requestUpdate();
  }
}
