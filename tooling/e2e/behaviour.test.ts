import { type Behaviour, type Bot, DEFAULT_BEHAVIOUR, type FlowSummary } from '@chatku/schemas';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Visitor } from './browser.js';
import { Stage } from './stage.js';

let stage: Stage;
let context: BrowserContext;
let flowId: string;

beforeAll(async () => {
  stage = await Stage.set();
  const { owner, site } = stage;
  const flow = await owner.call<FlowSummary>('POST', `bots/${site.botId}/flows`, { name: 'Order' });
  flowId = flow.id;
  const graph = {
    start: 'say',
    steps: [{ id: 'say', kind: 'send_message', blocks: [{ kind: 'text', text: 'Which tea would you like?' }] }],
  };
  await owner.call('POST', `bots/${site.botId}/flows/${flowId}/publish`, { graph });
  // Nothing is said unasked, so that the chat of a new guest is empty.
  await owner.changeBot(site.botId, { guest_flow_id: null });
});
afterAll(() => stage?.strike());
beforeEach(async () => {
  context = await stage.chromium.newContext({ locale: 'en' });
});
afterEach(() => context.close());

const behave = (given: Partial<Behaviour>, changes: Partial<Bot> = {}): Promise<void> =>
  stage.owner.changeBot(stage.site.botId, { behaviour: { ...DEFAULT_BEHAVIOUR, ...given }, ...changes });
const requested = (visitor: Visitor, file: string): number =>
  visitor.witness.requests.filter((request) => request.includes(`/${file}`)).length;

test('a plain bot’s visitors load nothing more', async () => {
  await behave({});
  const visitor = await Visitor.enter(context, stage.site.page('/plain'));
  await visitor.launcher.click();
  await visitor.composer.waitFor();
  expect([requested(visitor, 'more.js'), requested(visitor, `${stage.site.botId}.json`)]).toEqual([0, 0]);
});

test('greeting, opening, a starter, its flow: under a strict policy', async () => {
  await behave({
    greeting: { text: 'Fancy some tea?', after_seconds: 0, paths: [] },
    starters: [{ kind: 'flow', id: 'order', label: 'Order tea', flow_id: flowId }],
    menu: [{ kind: 'say', id: 'hours', label: 'Opening hours', text: 'When are you open?' }],
    texts: { en: { write: 'Ask Senja' } },
  });
  const { chatku, site } = stage;
  const policy = `default-src 'none'; script-src ${chatku.url}; connect-src ${chatku.url} ${chatku.url.replace('http', 'ws')}; img-src blob:; require-trusted-types-for 'script'; trusted-types lit-html`;
  const visitor = await Visitor.enter(
    context,
    site.page('/greeted', { headers: { 'content-security-policy': policy } }),
  );
  const { page } = visitor;
  await page.getByRole('button', { name: 'Fancy some tea?' }).click();
  await page.getByRole('button', { name: 'Order tea' }).click();
  await page.getByText('Which tea would you like?').first().waitFor();
  expect(await page.getByRole('button', { name: 'Order tea' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('menuitem', { name: 'Opening hours' }).click();
  await page.getByText('When are you open?').first().waitFor();
  expect(await page.getByPlaceholder('Ask Senja').count()).toBe(1);
  expect([visitor.witness.errors, visitor.witness.violations]).toEqual([[], []]);
});

test('a visitor is spoken to in a language that the bot adds, from right to left; the others in theirs', async () => {
  await behave({
    greeting: { text: 'أهلا', after_seconds: 0, paths: [] },
    texts: { ar: { open: 'افتح المحادثة', write: 'اكتب رسالة', dismiss: 'إغلاق' } },
  });
  const arab = await stage.chromium.newContext({ locale: 'ar-EG' });
  const visitor = await Visitor.enter(arab, stage.site.page('/arabic'));
  const { page } = visitor;
  await page.getByRole('button', { name: 'إغلاق' }).waitFor();
  await page.getByRole('button', { name: 'افتح المحادثة' }).click();
  const field = page.getByPlaceholder('اكتب رسالة');
  const send = await page.getByRole('button', { name: 'Send' }).boundingBox();
  expect((send?.x ?? 0) + (send?.width ?? 0)).toBeLessThan((await field.boundingBox())?.x ?? 0);
  expect(await page.locator('chatku-panel .root').evaluate(({ lang, dir }: HTMLElement) => [lang, dir])).toEqual([
    'ar',
    'rtl',
  ]);
  expect(visitor.witness.errors).toEqual([]);
  await arab.close();
  const other = await Visitor.enter(context, stage.site.page('/english'));
  await other.page.getByRole('button', { name: 'Open chat' }).click();
  // The panel is there before its words are.
  await other.page.locator('chatku-panel .root[lang="en"][dir="ltr"]').waitFor();
});

test('the form before the chat is answered once, and the chat goes on', async () => {
  await behave({
    pre_chat: {
      fields: [{ name: 'email', label: 'E-mail', required: true }],
      consent: { text: 'I agree.', url: null },
    },
  });
  const visitor = await Visitor.enter(context, stage.site.page('/asked'));
  const { page } = visitor;
  await visitor.launcher.click();
  await page.getByLabel('E-mail').fill('aisyah@example.my');
  await page.getByLabel('I agree.').check();
  const answered = page.waitForResponse((response) => response.url().endsWith('/widget/pre-chat'));
  await page.getByRole('button', { name: 'Start chat' }).click();
  expect((await answered).status()).toBe(200);
  await visitor.composer.fill('Hello');
  await visitor.composer.press('Enter');
  await page.getByText('Hello').first().waitFor();
  await page.reload();
  await visitor.launcher.click();
  await visitor.composer.waitFor();
  expect(await page.getByLabel('E-mail').count()).toBe(0);
});

test('a page without a chat has no launcher, also where it comes there without loading', async () => {
  await behave({ hidden: { on_phones: false, paths: ['/checkout*'] } });
  const visitor = await Visitor.enter(context, stage.site.page('/shop'));
  await visitor.launcher.waitFor();
  await visitor.page.evaluate(() => history.pushState(null, '', '/checkout/pay'));
  await visitor.launcher.waitFor({ state: 'hidden' });
});

test('where the settings cannot be had, a plain chat is better than none', async () => {
  await behave({ hidden: { on_phones: false, paths: ['/nowhere'] } });
  const visitor = await Visitor.blank(context);
  await visitor.page.route('**/w/*.json', (route) => route.abort());
  await visitor.page.goto(stage.site.page('/without'));
  await visitor.openChat();
  expect(visitor.witness.errors).toEqual([]);
});

test('/chat/<bot> is nothing but the chat, though the bot lists its websites', async () => {
  await behave({ starters: [{ kind: 'flow', id: 'order', label: 'Order tea', flow_id: flowId }] });
  const { chatku, site } = stage;
  const visitor = await Visitor.enter(context, `${chatku.url}/chat/${site.botId}`);
  const { page } = visitor;
  await page.getByRole('button', { name: 'Order tea' }).click();
  await page.getByText('Which tea would you like?').first().waitFor();
  const field = page.getByRole('textbox');
  await field.fill('Green, please');
  await field.press('Enter');
  await page.getByText('Green, please').first().waitFor();
  await page.reload();
  await field.click();
  await page.getByText('Green, please').first().waitFor();
  const box = await page.getByRole('log').boundingBox();
  expect(box?.width).toBe(page.viewportSize()?.width);
  expect([visitor.witness.errors, visitor.witness.violations]).toEqual([[], []]);
});

test('the preview shows the real widget in the console’s frame, under its policy', async () => {
  const { chatku } = stage;
  const visitor = await Visitor.enter(context, `${chatku.url}/chat/nobody`);
  const { page } = visitor;
  // A page of the same origin, whose own policy the test leaves out: only the preview's is of interest.
  await page.route('**/framing', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<iframe src="/w/preview" width="480" height="700"></iframe>' }),
  );
  await page.goto(`${chatku.url}/framing`);
  const frame = page.frameLocator('iframe');
  await page.waitForFunction(() => frames[0]?.document.readyState === 'complete');
  await page.evaluate((behaviour) => {
    const looks = { title: 'Preview me', colour: '#0f766e', position: 'right', scheme: 'auto', locale: 'auto' };
    frames[0]?.postMessage({
      type: 'chatku-preview',
      bot_id: '',
      looks,
      behaviour,
      locale: 'en',
      scheme: 'light',
      open: true,
    });
  }, DEFAULT_BEHAVIOUR);
  await frame.getByRole('heading', { name: 'Preview me' }).waitFor();
  await frame.getByText('Hello! How can we help you today?').first().waitFor();
  expect([visitor.witness.errors, visitor.witness.violations]).toEqual([[], []]);
});
