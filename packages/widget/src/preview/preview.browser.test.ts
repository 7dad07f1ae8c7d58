import { DEFAULT_BEHAVIOUR, type PreviewMessage } from '@chatku/schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import en from '../i18n/en.js';
import { looksOf } from '../panel/fake-engine.fixture.js';

/** The preview runs in a frame of this page's own origin, as in the console. */
let frame: HTMLIFrameElement;
const message = (given: Partial<PreviewMessage> = {}): PreviewMessage => ({
  type: 'chatku-preview',
  bot_id: '01890000-0000-7000-8000-000000000000',
  looks: looksOf(),
  behaviour: DEFAULT_BEHAVIOUR,
  locale: 'en',
  scheme: 'light',
  open: true,
  ...given,
});
const page = (): Document => frame.contentDocument as Document;
const panel = (): ShadowRoot | undefined =>
  page().querySelector('chatku-chat')?.shadowRoot?.querySelector('chatku-panel')?.shadowRoot ?? undefined;
const show = (given: Partial<PreviewMessage> = {}): void => frame.contentWindow?.postMessage(message(given));

beforeAll(async () => {
  frame = document.createElement('iframe');
  frame.width = '480';
  frame.height = '760';
  document.body.append(frame);
  frame.srcdoc = `<!doctype html><base href="${location.origin}/"><title>Preview</title><body></body>`;
  await new Promise((loaded) => frame.addEventListener('load', loaded, { once: true }));
  // The test's server wraps each import(), with something that only its own page has.
  Object.assign(frame.contentWindow as Window, {
    __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() },
  });
  const script = page().createElement('script');
  script.type = 'module';
  script.textContent = `import ${JSON.stringify(new URL('./preview-entry.ts', import.meta.url).pathname)};`;
  const ready = new Promise((told) => addEventListener('message', told, { once: true }));
  page().body.append(script);
  await ready;
});
afterAll(() => frame.remove());

it('shows the real panel with what it is told, and changes it without a reload', async () => {
  show({ looks: looksOf({ title: 'Kedai Senja' }) });
  await expect.poll(() => panel()?.querySelector('h2')?.textContent).toBe('Kedai Senja');
  await expect.poll(() => panel()?.querySelectorAll('.bubble').length).toBe(3);
  show({ looks: looksOf({ title: 'Another', layout: 'drawer', font: 'Georgia', radius: 4 }) });
  // One task later: well within what an eye takes for at once.
  await expect.poll(() => panel()?.querySelector('h2')?.textContent).toBe('Another');
  const box = panel()?.querySelector('dialog') as HTMLDialogElement;
  expect(getComputedStyle(box).fontFamily).toContain('Georgia');
});

it('shows the bot’s picture', async () => {
  const asked: string[] = [];
  const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';
  const bytes = Uint8Array.from(atob(pixel), (char) => char.charCodeAt(0));
  const own = frame.contentWindow as Window & typeof globalThis;
  const { fetch } = own;
  own.fetch = async (address) => {
    asked.push(`${address}`);
    return new Response(new Blob([bytes], { type: 'image/png' }));
  };
  show({ looks: looksOf({ title: 'With a picture', avatar: '0123456789abcdef' }) });
  const face = () =>
    page().querySelector('chatku-chat')?.shadowRoot?.querySelector<HTMLElement>('chatku-panel')?.style ?? null;
  await expect.poll(() => face()?.getPropertyValue('--_picture')).toMatch(/^url\(.?blob:/);
  expect(asked).toEqual(['/w/a/01890000-0000-7000-8000-000000000000/0123456789abcdef']);
  own.fetch = fetch;
  show({ looks: looksOf({ title: 'Without' }) });
  await expect.poll(() => panel()?.querySelector('h2')?.textContent).toBe('Without');
  expect(face()?.getPropertyValue('--_picture')).toBe('');
});

it('offers what a new chat offers where the bot has starters', async () => {
  const starters = [{ kind: 'say', id: 'hours', label: 'When are you open?', text: 'When?' }] as const;
  show({ behaviour: { ...DEFAULT_BEHAVIOUR, starters: [...starters] } });
  await expect.poll(() => panel()?.querySelector('.starters button')?.textContent).toBe('When are you open?');
});

it('speaks a language of the bot’s own, from right to left where it is written so', async () => {
  const texts = { ar: { write: 'اكتب رسالة', open: 'افتح' } };
  show({ behaviour: { ...DEFAULT_BEHAVIOUR, texts }, locale: 'ar' });
  await expect.poll(() => panel()?.querySelector('textarea')?.placeholder).toBe('اكتب رسالة');
  const root = panel()?.querySelector<HTMLElement>('.root');
  expect([root?.lang, root?.dir]).toEqual(['ar', 'rtl']);
  const box = (selector: string) => panel()?.querySelector(selector)?.getBoundingClientRect() as DOMRect;
  expect(box('[part=send]').right).toBeLessThan(box('textarea').left);
  expect(page().querySelector('chatku-chat')?.shadowRoot?.querySelector('button')?.ariaLabel).toBe('افتح');
  show({ behaviour: { ...DEFAULT_BEHAVIOUR, texts: { ar: { write: 'اسألنا' } } }, locale: 'ar' });
  await expect.poll(() => panel()?.querySelector('textarea')?.placeholder).toBe('اسألنا');
});

it.each([
  ['empty', 'h3', en.emptyTitle],
  ['states', 'span.failed', en.failed],
  ['states', '.meta span', en.asGuest],
  ['states', '.older', en.older],
  ['typing', '.typing .sr', 'Support is typing'],
  ['settling', '.notice p', en.settling],
  ['reconnecting', '.banner', en.reconnecting],
  ['reconnectingSafe', '.banner', en.reconnectingSafe],
  ['link', '.question h3', en.linkTitle],
  ['origin_not_allowed', '.notice h3', en.origin_not_allowed],
  ['guests_not_allowed', '.notice h3', en.guests_not_allowed],
  ['protocol_too_old', '.notice .primary', en.reload],
  ['bot_disabled', '.notice h3', en.bot_disabled],
] as const)('shows %s where that is asked for', async (scene, selector, words) => {
  show({ scene });
  await expect.poll(() => panel()?.querySelector(selector)?.textContent?.trim()).toBe(words);
  show();
  await expect.poll(() => panel()?.querySelectorAll('.bubble').length).toBe(3);
});

it('takes the focus from no form', async () => {
  const field = document.createElement('input');
  document.body.append(field);
  field.focus();
  show({ looks: looksOf({ title: 'Focus' }) });
  await expect.poll(() => panel()?.querySelector('h2')?.textContent).toBe('Focus');
  expect(document.activeElement).toBe(field);
  field.remove();
});

it('listens to nobody but its parent', async () => {
  show({ looks: looksOf({ title: 'Mine' }) });
  await expect.poll(() => panel()?.querySelector('h2')?.textContent).toBe('Mine');
  const stranger = document.createElement('iframe');
  document.body.append(stranger);
  const script = stranger.contentDocument?.createElement('script') as HTMLScriptElement;
  script.textContent = `parent.document.querySelector('iframe[width="480"]').contentWindow
    .postMessage(${JSON.stringify(message({ looks: looksOf({ title: 'Theirs' }) }))})`;
  const titles = new Set<string | null | undefined>();
  const seen = new MutationObserver(() => titles.add(panel()?.querySelector('h2')?.textContent));
  seen.observe(page(), { childList: true, subtree: true });
  stranger.contentDocument?.body.append(script);
  // A task apart: observers have looked at what the stranger's message did, if it did anything.
  await new Promise((done) => setTimeout(done, 50));
  show({ looks: looksOf({ title: 'Mine again' }) });
  await expect.poll(() => panel()?.querySelector('h2')?.textContent).toBe('Mine again');
  seen.disconnect();
  expect([...titles]).not.toContain('Theirs');
  stranger.remove();
});

it('opens and closes as it is told', async () => {
  show({ open: false });
  await expect.poll(() => panel()?.querySelector('dialog')?.open).toBe(false);
  show({ open: true });
  await expect.poll(() => panel()?.querySelector('dialog')?.open).toBe(true);
});
