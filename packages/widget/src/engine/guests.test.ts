import { describe, expect, it } from 'vitest';
import { createEngine, GRACE_MS } from './engine.js';
import { API, BOT } from './far-end.fixture.js';
import { LOOKS, settled, stage } from './visitor.fixture.js';

/** Opens the chat of a bot that remembers its guests for so long, in a new view of a tab. */
const open = async (
  { clock }: ReturnType<typeof stage>,
  tab: ReturnType<ReturnType<typeof stage>['browser']['tab']>,
  guests?: 'session' | 'none',
) => {
  const engine = createEngine({
    api: API,
    bot: BOT,
    looks: LOOKS,
    ...(guests && { guests }),
    world: tab.world,
    tell() {},
    graceMs: Promise.resolve(GRACE_MS),
  });
  engine.opened();
  await clock.pass(GRACE_MS);
  await settled();
  return engine.identity().contactId;
};

describe('how long a guest is remembered', () => {
  it.each([
    ['by the browser', undefined, true, true],
    ['by the tab', 'session', true, false],
    ['by the page view', 'none', false, false],
  ] as const)('%s', async (_, guests, inTab, inBrowser) => {
    const all = stage();
    const tab = all.browser.tab();
    const first = await open(all, tab, guests);
    expect(first).toBeDefined();
    expect(all.browser.local.has(`chatku:${BOT}:guest`)).toBe(inBrowser);
    expect(tab.session.has(`chatku:${BOT}:guest`)).toBe(inTab && !inBrowser);
    expect((await open(all, tab, guests)) === first).toBe(inTab);
    expect((await open(all, all.browser.tab(), guests)) === first).toBe(inBrowser);
  });

  it('not at all leaves nothing of what was written either', async () => {
    const all = stage();
    const tab = all.browser.tab();
    await open(all, tab, 'none');
    expect([...tab.session]).toEqual([]);
  });
});
