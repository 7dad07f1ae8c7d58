import { BASE, type Place, placeAt } from './paths.js';

/** Tells where the console is, and takes it elsewhere, through the browser's history. */
export class Router {
  /** Where the console is now; null: no such page. */
  place: Place | null;
  /** Asked before a move; true: whoever was asked keeps the console here, and may go on later by itself. */
  hold: ((href: string) => boolean) | null = null;
  #href = '';
  readonly #moved: (how: 'link' | 'back') => void;

  /** @param moved called after each move: by a link or call, or by the browser's back and forward. */
  constructor(moved: (how: 'link' | 'back') => void) {
    this.#moved = moved;
    this.place = null;
    this.#stand();
  }

  #stand(): void {
    this.#href = location.pathname + location.search;
    this.place = placeAt(location);
  }

  start(): void {
    addEventListener('popstate', this.#popped);
    document.addEventListener('click', this.#clicked);
  }

  stop(): void {
    removeEventListener('popstate', this.#popped);
    document.removeEventListener('click', this.#clicked);
  }

  /** Goes to an address of the console. `replace`: the present one leaves no trace in history. */
  go(href: string, { replace = false } = {}): void {
    if (!replace && this.hold?.(href)) return;
    if (replace) history.replaceState(null, '', href);
    else if (href !== location.pathname + location.search) history.pushState(null, '', href);
    this.#stand();
    this.#moved('link');
  }

  /** Stands elsewhere without drawing anything: for an app that is about to. */
  stand(href: string): void {
    history.replaceState(null, '', href);
    this.#stand();
  }

  #popped = (): void => {
    if (this.hold?.(location.pathname + location.search)) {
      // The browser has gone back already: what is on the screen keeps its address.
      history.pushState(null, '', this.#href);
      return;
    }
    this.#stand();
    this.#moved('back');
  };

  #clicked = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    // Links live inside shadow roots, so the target of the event alone would be their host.
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
    if (!(link instanceof HTMLAnchorElement) || link.target !== '' || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || link.getAttribute('href')?.startsWith('#') !== false) return;
    if (link.pathname !== BASE && !link.pathname.startsWith(`${BASE}/`)) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  };
}

/** An address to go back to after signing in: only one of the console's own pages, else null. */
export const safeNext = (next: string | null): string | null => {
  if (next === null || !next.startsWith(`${BASE}/`)) return null;
  const url = new URL(next, location.origin);
  if (url.origin !== location.origin || placeAt(url) === null) return null;
  return url.pathname + url.search;
};
