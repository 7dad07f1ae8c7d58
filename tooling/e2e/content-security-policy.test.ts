import type { Bot } from '@chatku/schemas';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Visitor } from './browser.js';
import { Ledger } from './ledger.js';
import { Stage } from './stage.js';

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set();
  const { owner, site } = stage;
  const { version } = await owner.call<Bot>('GET', `bots/${site.botId}`);
  await owner.call('PUT', `bots/${site.botId}/avatar`, { version, picture: PICTURE });
});
afterAll(() => stage?.strike());

/** One green pixel. */
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const NONCE = 'cmFuZG9tIGZvciBlYWNo';

/** The strictest policy docs/identity.md promises to hold under, with one way or another to let the scripts in. */
const policy = (scripts: string): string => {
  const api = stage.chatku.url;
  return [
    `default-src 'none'`,
    `script-src ${scripts}`,
    `connect-src ${api} ${api.replace('http', 'ws')}`,
    `img-src blob:`,
    `style-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types lit-html`,
  ].join('; ');
};

test.each([
  ['a nonce alone', () => `'nonce-${NONCE}'`, true],
  ['a nonce with strict-dynamic', () => `'nonce-${NONCE}' 'strict-dynamic'`, true],
  ['the address of the API', () => `${stage.chatku.url} 'nonce-${NONCE}'`, false],
])(
  '%s: the chat opens, identifies, sends and gets an answer, and nothing is reported',
  async (name, scripts, isOnBot) => {
    const { site, chromium } = stage;
    const context = await chromium.newContext({ locale: 'en' });
    await context.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
        window.violations.push([violatedDirective, blockedURI, sample].join(' '));
      });
    });
    const userId = `csp-${name}`;
    const withNonce = (html: string): string => html.replaceAll('<script', `<script nonce="${NONCE}"`);
    const visitor = await Visitor.enter(
      context,
      site.page(`/${encodeURIComponent(name)}`, {
        head: (isOnBot ? withNonce(site.botSnippet) : site.botSnippet) + withNonce(site.identitySnippet(userId)),
        headers: { 'content-security-policy': policy(scripts()) },
        withoutBot: true,
      }),
    );
    await visitor.becomes('verified');
    await visitor.openChat();
    await visitor.page.waitForFunction(() => {
      const look = (root: ParentNode): boolean =>
        [...root.querySelectorAll<HTMLElement>('*')].some(
          (element) =>
            getComputedStyle(element).getPropertyValue('--_picture').includes('blob:') ||
            (element.shadowRoot !== null && look(element.shadowRoot)),
        );
      return look(document);
    });
    await visitor.sees('Selamat kembali');
    await visitor.page.getByRole('button', { name: 'Talk to a person' }).click();
    await visitor.sees('A person has been called');
    await visitor.write(`words under ${name}`);
    const ledger = new Ledger(stage.chatku);
    await vi.waitFor(async () => expect(await ledger.messagesWith(`words under ${name}`)).toHaveLength(1), 5_000);
    expect(await visitor.page.evaluate(() => window.violations)).toEqual([]);
    expect(visitor.witness.violations).toEqual([]);
    expect(visitor.witness.errors).toEqual([]);

    // The ears above do hear: a page that breaks its own policy is reported.
    await visitor.page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    await visitor.page.waitForFunction(() => window.violations.length > 0);
    await context.close();
  },
);

declare global {
  interface Window {
    violations: string[];
  }
}
