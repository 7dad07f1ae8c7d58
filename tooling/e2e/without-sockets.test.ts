import { randomUUID } from 'node:crypto';
import type { ConversationSummary } from '@chatku/schemas';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Visitor } from './browser.js';
import { Ledger } from './ledger.js';
import { PlainProxy } from './plain-proxy.js';
import { Stage } from './stage.js';

let stage: Stage;
let proxy: PlainProxy;

beforeAll(async () => {
  stage = await Stage.set();
  proxy = await PlainProxy.start();
});
afterAll(async () => {
  await stage?.strike();
  await proxy?.stop();
});

test('behind a proxy that lets no WebSocket through, messages, the bot’s answers and an agent’s replies come by HTTP', async () => {
  const { owner, site, chromium } = stage;
  const context = await chromium.newContext({
    locale: 'en',
    // Chromium leaves this machine's own addresses out unless told.
    proxy: { server: proxy.url, bypass: '<-loopback>' },
  });
  const visitor = await Visitor.enter(context, site.page('/office', { head: site.identitySnippet('office-1') }));
  await visitor.becomes('verified');
  await visitor.openChat();
  await visitor.sees('Selamat kembali');
  await visitor.page.getByRole('button', { name: 'Talk to a person' }).click();
  await visitor.sees('A person has been called');
  await visitor.write('words of the visitor');
  const ledger = new Ledger(stage.chatku);
  await vi.waitFor(async () => expect(await ledger.messagesWith('words of the visitor')).toHaveLength(1), 5_000);
  const { items } = await owner.call<{ items: ConversationSummary[] }>('GET', `conversations?bot_id=${site.botId}`);
  const reply = { client_id: randomUUID(), text: 'words of an agent' };
  await owner.call('POST', `conversations/${items[0]?.id}/messages`, reply);
  // Nobody told the page: it asks every few seconds while the chat is open.
  await visitor.sees(reply.text);
  expect(await visitor.sentCount('words of the visitor')).toBe(1);
  expect(visitor.witness.frames).toEqual([]);
  expect(proxy.refused).toBeGreaterThan(0);
  await context.close();
}, 60_000);
