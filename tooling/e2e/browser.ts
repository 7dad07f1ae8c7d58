import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumArgs, findChromium } from '../test/browser.mjs';

/** A Chromium of the tests' own. @param options.bfcache keep the back/forward cache, which Playwright switches off */
export function launchChromium(options: { bfcache?: boolean } = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium; run npm test, which gets one.');
  return chromium.launch({
    executablePath,
    args: [...chromiumArgs],
    ...(options.bfcache === true ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
  });
}

/** What a page's console and scripts had to say, gathered from its first line on. */
export interface Witness {
  readonly errors: string[];
  readonly violations: string[];
  /** All lines of the console. */
  readonly lines: string[];
  /** Requests the page began, in order: method, a space, and the address. */
  readonly requests: string[];
  /** Text frames the page's sockets received. */
  readonly frames: string[];
}

/** A visitor before a page with the widget: finds things as a person does, by role and name. */
export class Visitor {
  private constructor(
    readonly page: Page,
    readonly witness: Witness,
  ) {}

  static async enter(context: BrowserContext, url: string): Promise<Visitor> {
    const visitor = await Visitor.blank(context);
    await visitor.page.goto(url);
    return visitor;
  }

  /** A page that is nowhere yet. */
  static async blank(context: BrowserContext): Promise<Visitor> {
    const page = await context.newPage();
    // Shorter than a test's own limit, so that a failure names what was waited for.
    page.setDefaultTimeout(10_000);
    const witness: Witness = { errors: [], violations: [], lines: [], requests: [], frames: [] };
    page.on('pageerror', (error) => witness.errors.push(String(error)));
    page.on('console', (message) => {
      const text = message.text();
      witness.lines.push(text);
      if (/Content Security Policy|TrustedScript|TrustedHTML/i.test(text)) witness.violations.push(text);
    });
    page.on('request', (request) => witness.requests.push(`${request.method()} ${request.url()}`));
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => witness.frames.push(String(payload)));
    });
    return new Visitor(page, witness);
  }

  get launcher() {
    return this.page.getByRole('button', { name: /^(Open chat|Buka sembang|打开聊天)/ });
  }

  get composer() {
    return this.page.locator('chatku-chat, chatku-widget').getByRole('textbox');
  }

  get log() {
    return this.page.getByRole('log');
  }

  async openChat(): Promise<void> {
    await this.launcher.click();
    await this.composer.waitFor();
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** Waits until a text stands in the history. */
  async sees(text: string): Promise<void> {
    await this.log.getByText(text, { exact: false }).first().waitFor();
  }

  async sentCount(text: string): Promise<number> {
    return this.log.getByText(text, { exact: true }).count();
  }

  /** Calls `setUser` as the page would, and waits for what it resolves to. */
  setUser(id: string, attributes: Record<string, string>): Promise<{ status: string; code?: string }> {
    return this.page.evaluate(([userId, given]) => window.$chatbot.setUser(userId, given), [id, attributes] as const);
  }

  identity(): Promise<{ kind: string; contactId?: string }> {
    return this.page.evaluate(() => window.$chatbot.getIdentity());
  }

  async becomes(kind: 'none' | 'guest' | 'verified'): Promise<void> {
    await this.page.waitForFunction((wanted) => window.$chatbot?.getIdentity().kind === wanted, kind);
  }

  /**
   * Watches everything painted from now on, through all shadow roots, for a text. @returns whether it was ever there
   */
  async watchFor(sentinel: string): Promise<() => Promise<boolean>> {
    await this.page.evaluate((text) => {
      const seen = { ever: false };
      (window as unknown as { sentinel: typeof seen }).sentinel = seen;
      const look = (root: Node): void => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
        for (let node: Node | null = walker.currentNode; node !== null; node = walker.nextNode()) {
          if (node.nodeType === Node.TEXT_NODE && node.textContent?.includes(text) === true) seen.ever = true;
          const { shadowRoot } = node as Element;
          if (shadowRoot) look(shadowRoot);
        }
      };
      const everyFrame = (): void => {
        look(document);
        requestAnimationFrame(everyFrame);
      };
      everyFrame();
    }, sentinel);
    return () => this.page.evaluate(() => (window as unknown as { sentinel: { ever: boolean } }).sentinel.ever);
  }
}

declare global {
  interface Window {
    $chatbot: {
      setUser(id: unknown, attributes?: object): Promise<{ status: string; code?: string; contactId?: string }>;
      logout(): Promise<void>;
      reset(): Promise<void>;
      open(): void;
      setLocale(locale: string): void;
      getIdentity(): { kind: string; contactId?: string };
      ready: Promise<void>;
    };
  }
}
