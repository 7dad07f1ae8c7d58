import '../src/styles/tokens.css';
import '../src/app/console-app.js';
import { expect } from 'vitest';
import { page } from 'vitest/browser';
import type { Locale } from '../src/locale/words.js';
import { connect, disconnect } from './in-page.js';
import { SCENARIOS, type ScenarioName } from './scenarios.js';
import type { World } from './world.js';

export type Opened = {
  world: World;
  app: HTMLElement;
  /** The first element that fits, through shadow roots; `a >>> b` is a b inside an a. Waits for it. */
  find<E extends HTMLElement = HTMLElement>(selector: string): Promise<E>;
  /** Every element that fits now, through shadow roots. */
  all<E extends HTMLElement = HTMLElement>(selector: string): E[];
  /** What the page says now, through shadow roots; what is hidden is left out. */
  text(): string;
  /** Waits until nothing is being fetched. */
  settled(): Promise<void>;
};

const start = { href: location.href };
let opened: Opened | null = null;

function* elementsIn(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot) yield* elementsIn(element.shadowRoot);
  }
}

const textOf = (root: ParentNode): string => {
  let text = '';
  const walk = (node: Node): void => {
    if (node instanceof Text) text += node.data;
    else if (node instanceof HTMLElement) {
      if (node.hidden || node.localName === 'style' || (node instanceof HTMLDialogElement && !node.open)) return;
      if (node instanceof HTMLSlotElement) for (const one of node.assignedNodes()) walk(one);
      for (const child of node.shadowRoot?.childNodes ?? node.childNodes) walk(child);
      text += ' ';
    }
  };
  for (const child of root.childNodes) walk(child);
  return text.replace(/\s+/g, ' ');
};

/** Opens the console at an address, with a world at the far end of its network. */
export const openConsole = async (
  path: string,
  options: {
    scenario?: ScenarioName;
    world?: World;
    locale?: Locale;
    theme?: 'light' | 'dark';
    size?: [width: number, height: number];
  } = {},
): Promise<Opened> => {
  closeConsole();
  const world = options.world ?? SCENARIOS[options.scenario ?? 'full']();
  // A signed-in person reads their own language, whatever the browser remembers.
  if (options.locale) world.me.user.language = options.locale;
  connect(world);
  localStorage.setItem('chatku.console.locale', options.locale ?? 'en');
  localStorage.setItem('chatku.console.theme', options.theme ?? 'light');
  if (options.size) await page.viewport(...options.size);
  history.replaceState(null, '', path);
  const app = document.createElement('console-app');
  document.body.append(app);
  const all = <E extends HTMLElement>(selector: string): E[] => {
    const [first = '', ...inner] = selector.split(' >>> ');
    let found = [...elementsIn(document)].filter((element) => element.matches(first));
    for (const part of inner) {
      found = found.flatMap((host) =>
        [...elementsIn(host.shadowRoot ?? host)].filter((element) => element.matches(part)),
      );
    }
    return found as E[];
  };
  const settled = async (): Promise<void> => {
    await expect
      .poll(
        () => app.shadowRoot?.querySelector('main, console-shell') !== null && all('[aria-busy="true"]').length === 0,
        {
          timeout: 10_000,
        },
      )
      .toBe(true);
  };
  opened = {
    world,
    app,
    all,
    find: async <E extends HTMLElement>(selector: string) => {
      await expect
        .poll(() => all(selector).length, { message: `find ${selector}`, timeout: 10_000 })
        .toBeGreaterThan(0);
      return all<E>(selector)[0] as E;
    },
    text: () => textOf(document.body),
    settled,
  };
  await settled();
  return opened;
};

/** Takes the console out of the page again. */
export const closeConsole = (): void => {
  opened?.app.remove();
  opened = null;
  disconnect();
  history.replaceState(null, '', start.href);
};
