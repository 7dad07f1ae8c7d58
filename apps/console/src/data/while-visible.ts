import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Asks again and again while the page can be seen: some time after each answer, at once when the page comes back into view,
 * and never while it is hidden.
 */
export class WhileVisible implements ReactiveController {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #connected = false;

  constructor(
    host: ReactiveControllerHost,
    private readonly everyMs: number,
    private readonly ask: () => Promise<unknown>,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#connected = true;
    document.addEventListener('visibilitychange', this.#seen);
    this.#wait();
  }

  hostDisconnected(): void {
    this.#connected = false;
    document.removeEventListener('visibilitychange', this.#seen);
    clearTimeout(this.#timer);
  }

  #seen = (): void => {
    clearTimeout(this.#timer);
    if (document.visibilityState === 'visible') void this.#round();
  };

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#connected && document.visibilityState === 'visible') {
      this.#timer = setTimeout(() => void this.#round(), this.everyMs);
    }
  }

  async #round(): Promise<void> {
    await this.ask();
    this.#wait();
  }
}
