import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../page/boot.js';
import { provideChatbot } from './chatbot.js';
import { nobody } from './nobody.js';

const add = window.addEventListener;
beforeEach(() => {
  window.addEventListener = add;
});
afterEach(() => {
  delete window.$chatbot;
});

/** An engine that logs what it is called with, and comes when it is told to. */
const withEngine = () => {
  const log: string[] = [];
  let come!: () => void;
  const here = new Promise<void>((resolve) => {
    come = resolve;
  });
  let loads = 0;
  const app = new Proxy({} as Record<string, unknown>, {
    get: (_, name) => {
      if (name === 'then') return undefined;
      if (name === 'isOpen') return true;
      return (...args: unknown[]) => {
        log.push(`${String(name)}(${args.join()})`);
        return name === 'setUser' ? Promise.resolve({ status: 'verified' }) : undefined;
      };
    },
  }) as unknown as App;
  const chatbot = provideChatbot(async () => {
    loads++;
    await here;
    return app;
  });
  return { log, come, chatbot, loads: () => loads };
};

describe('window.$chatbot', () => {
  it('is there at once, and calls wait in order for the engine', async () => {
    const { log, come, loads } = withEngine();
    const { $chatbot } = window;
    $chatbot!.setCustomAttributes({ a: 1 });
    $chatbot!.setLocale('ms');
    const user = $chatbot!.setUser('ada', { name: 'Ada' });
    $chatbot!.open();
    $chatbot!.send('hello');
    $chatbot!.startFlow('promo');
    $chatbot!.trackEvent('shop.seen', { items: 2 });
    $chatbot!.addTag('vip');
    const out = $chatbot!.logout();
    expect(log).toEqual([]);
    expect($chatbot!.isOpen).toBe(false);
    expect($chatbot!.getIdentity()).toEqual({ kind: 'none' });
    come();
    expect(await user).toEqual({ status: 'verified' });
    await out;
    expect(log).toEqual([
      'setCustomAttributes([object Object])',
      'setLocale(ms)',
      'setUser(ada,[object Object])',
      'open()',
      'send(hello)',
      'startFlow(promo)',
      'trackEvent(shop.seen,[object Object])',
      'addTag(vip)',
      'logout()',
    ]);
    expect($chatbot!.isOpen).toBe(true);
    $chatbot!.close();
    expect(log.at(-1)).toBe('close()');
    expect(loads()).toBe(1);
    expect(window.$chatbot).toBe($chatbot);
  });

  it('brings the engine for none of the calls that only say how it shall be', async () => {
    const { chatbot, loads } = withEngine();
    chatbot.setCustomAttributes({ a: 1 });
    chatbot.deleteCustomAttribute('a');
    chatbot.startFlow('promo');
    chatbot.trackEvent('shop.seen', { items: 2 });
    chatbot.addTag('vip');
    chatbot.setLocale('ms');
    chatbot.setColorScheme('dark');
    chatbot.close();
    chatbot.getIdentity();
    chatbot.on('message', () => {});
    await chatbot.ready;
    expect(loads()).toBe(0);
  });

  it('does not let a logout wait where nobody has come: pages call it for whoever is not signed in', async () => {
    const { chatbot, loads } = withEngine();
    await chatbot.logout();
    await chatbot.reset();
    expect(loads()).toBe(0);
  });

  it('is ready, and says so to listeners of the SDK too, early and late', async () => {
    const { chatbot } = withEngine();
    const heard: string[] = [];
    chatbot.on('ready', () => heard.push('early'));
    await chatbot.ready;
    chatbot.once('ready', () => heard.push('late'));
    await Promise.resolve();
    await new Promise((done) => setTimeout(done));
    expect(heard).toEqual(['early', 'late']);
  });

  it('listens by short names, with the detail, and stops when told', () => {
    const { chatbot } = withEngine();
    const heard: unknown[] = [];
    const listener = (detail: unknown) => heard.push(detail);
    const tell = (count: number) => window.dispatchEvent(new CustomEvent('chatbot:unread', { detail: { count } }));
    chatbot.on('unread', listener);
    chatbot.on('unread', listener);
    tell(1);
    chatbot.off('unread', listener);
    tell(2);
    chatbot.once('unread', listener);
    tell(3);
    tell(4);
    expect(heard).toEqual([{ count: 1 }, { count: 3 }]);
  });
});

describe('where there is no chat', () => {
  it('everything may be called, and nobody is identified', async () => {
    const chatbot = provideChatbot(async () => nobody('bot_disabled'));
    expect(await chatbot.setUser('ada', { identifier_hash: 'x' })).toEqual({ status: 'refused', code: 'bot_disabled' });
    for (const name of Object.keys(nobody('x')) as (keyof App)[]) {
      if (name !== 'isOpen') await (chatbot[name] as (...args: unknown[]) => unknown)('a', 'b');
    }
    expect(chatbot.isOpen).toBe(false);
    expect(chatbot.getIdentity()).toEqual({ kind: 'none' });
  });
});
