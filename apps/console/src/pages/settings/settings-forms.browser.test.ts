import type { Behaviour, Bot, PreviewMessage } from '@chatku/schemas';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, type Opened, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';
import { hrefTo } from '../../router/paths.js';

afterEach(closeConsole);

type Tab = 'display_style' | 'behaviour' | 'languages';

const open = async (tab: Tab, at = 0) => {
  const world = SCENARIOS.full();
  const bot = world.bots[at];
  if (bot === undefined) throw new Error('there are three bots');
  const opened = await openConsole(hrefTo(tab, { bot_id: bot.id }), { world, size: [1280, 900] });
  await opened.find('console-settings-bar');
  const behaviour = (): Behaviour => bot.behaviour;
  return { ...opened, bot, behaviour };
};
const type = async ({ find }: Pick<Opened, 'find'>, selector: string, text: string): Promise<void> => {
  const input = await find<HTMLInputElement>(selector);
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
};
const choose = async ({ find }: Pick<Opened, 'find'>, selector: string, value: string): Promise<void> => {
  const select = await find<HTMLSelectElement>(selector);
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
};
const press = async ({ all }: Pick<Opened, 'all'>, selector: string): Promise<void> => {
  await expect.poll(() => all<HTMLButtonElement>(selector).find((one) => !one.disabled)).toBeDefined();
  all<HTMLButtonElement>(selector)
    .find((one) => !one.disabled)
    ?.click();
};
const told = ({ all }: Pick<Opened, 'all'>): PreviewMessage[] => {
  const frame = all<HTMLIFrameElement>('console-live-preview >>> iframe')[0];
  return (frame?.contentWindow as (Window & { told?: PreviewMessage[] }) | null)?.told ?? [];
};

test('each change reaches the real widget before anything is stored', async () => {
  const opened = await open('display_style');
  const { bot, text } = opened;
  await expect.poll(() => told(opened).at(-1)?.looks.title).toBe('Kedai Senja');
  await type(opened, '#looks-title', 'Kedai Malam');
  await choose(opened, '#looks-layout', 'drawer');
  await expect.poll(() => told(opened).at(-1)?.looks).toMatchObject({ title: 'Kedai Malam', layout: 'drawer' });
  await type(opened, '#looks-colour', '#ffee00');
  await expect.poll(text).toContain('Text on it will be black');
  expect(text()).toContain('On a white page the chat button will be hard to see.');
  expect(bot.looks.title).toBe('Kedai Senja');
});

test('half a colour is said to be none, is not shown and cannot be saved', async () => {
  const opened = await open('display_style');
  await expect.poll(() => told(opened).length).toBeGreaterThan(0);
  await type(opened, '#looks-colour', '#12');
  await expect.poll(opened.text).toContain('Something above is not accepted yet.');
  expect((await opened.find<HTMLButtonElement>('#save')).disabled).toBe(true);
  await type(opened, '#looks-colour', '#123456');
  await expect.poll(() => told(opened).at(-1)?.looks.colour).toBe('#123456');
  expect(told(opened).filter(({ looks }) => !/^#[0-9a-f]{6}$/.test(looks.colour))).toEqual([]);
});

test('what changes is listed in words, saved at once, and the save can be undone', async () => {
  const opened = await open('display_style');
  const { bot, text } = opened;
  await type(opened, '#looks-title', '  Kedai Malam ');
  await type(opened, '#looks-subtitle', '');
  await expect.poll(text).toContain('2 settings not saved yet');
  expect(text()).toContain('Title: was Kedai Senja → becomes Kedai Malam');
  await press(opened, '#save');
  await expect.poll(() => bot.looks.title).toBe('Kedai Malam');
  expect('subtitle' in bot.looks).toBe(false);
  const { version } = bot;
  await press(opened, '#undo-save');
  await expect.poll(() => bot.looks.subtitle).toBe('Usually answers within minutes');
  expect(bot.looks.title).toBe('Kedai Senja');
  expect(bot.version).toBe(version + 1);
});

test('what is typed while a save is on its way is not lost', async () => {
  const opened = await open('display_style');
  await type(opened, '#looks-title', 'Kedai Malam');
  await expect.poll(opened.text).toContain('1 setting not saved yet');
  const save = await opened.find<HTMLButtonElement>('#save');
  const subtitle = await opened.find<HTMLInputElement>('#looks-subtitle');
  save.click();
  subtitle.value = 'Open late';
  subtitle.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  await expect.poll(() => opened.bot.looks.title).toBe('Kedai Malam');
  await expect.poll(opened.text).toContain('Subtitle: was Usually answers within minutes → becomes Open late');
  expect(opened.bot.looks.subtitle).toBe('Usually answers within minutes');
  await press(opened, '#save');
  await expect.poll(() => opened.bot.looks.subtitle).toBe('Open late');
});

test('changes are undone without a save', async () => {
  const opened = await open('behaviour');
  (await opened.find<HTMLInputElement>('#guests_allowed')).click();
  await expect.poll(opened.text).toContain('1 setting not saved yet');
  await press(opened, '#undo');
  await expect.poll(opened.text).toContain('Everything is saved.');
  expect((await opened.find<HTMLInputElement>('#guests_allowed')).checked).toBe(true);
});

test('who was slower sees both values of each setting, picks, and saves again', async () => {
  const opened = await open('display_style');
  const { bot, text, all } = opened;
  await type(opened, '#looks-title', 'Mine');
  await type(opened, '#looks-subtitle', 'Also mine');
  Object.assign(bot, {
    version: bot.version + 1,
    looks: { ...bot.looks, title: 'Theirs', position: 'left' },
    guests_allowed: false,
  });
  await press(opened, '#save');
  await expect.poll(text).toContain('Somebody else changed the same settings');
  const picks = all<HTMLInputElement>('console-settings-bar >>> input[name="looks.title"]');
  expect(picks.map((one) => [one.value, one.checked])).toEqual([
    ['theirs', false],
    ['mine', true],
  ]);
  expect(all('console-settings-bar >>> fieldset')).toHaveLength(1);
  expect((await opened.find<HTMLInputElement>('#looks-title')).value).toBe('Mine');
  picks[0]?.click();
  await press(opened, '#save');
  await expect.poll(() => bot.looks.subtitle).toBe('Also mine');
  expect(bot).toMatchObject({ guests_allowed: false, looks: { title: 'Theirs', position: 'left' } });
});

test('who was slower with other settings keeps theirs too, and loses nothing', async () => {
  const opened = await open('behaviour');
  const { bot, text } = opened;
  await choose(opened, '#behaviour-guest_history', 'none');
  Object.assign(bot, { version: bot.version + 1, guests_allowed: false });
  await press(opened, '#save');
  await expect.poll(text).toContain('Somebody else saved other settings meanwhile.');
  expect((await opened.find<HTMLInputElement>('#guests_allowed')).checked).toBe(false);
  await press(opened, '#save');
  await expect.poll(() => bot.behaviour.guest_history).toBe('none');
  expect(bot.guests_allowed).toBe(false);
});

/** Follows the link of a tab of this bot. */
const goTo = ({ all }: Pick<Opened, 'all'>, href: string): void =>
  all<HTMLAnchorElement>('a')
    .find((one) => one.getAttribute('href') === href)
    ?.click();

/** Refused for its version while an origin is added, somebody with a draft loads the newest settings and goes back to it. */
const outdatedOnInstall = async (opened: Awaited<ReturnType<typeof open>>, back: Tab): Promise<void> => {
  const { all, bot, find } = opened;
  goTo(opened, hrefTo('install', { bot_id: bot.id }));
  await type(opened, '#origin', 'https://new.example.com');
  (await find<HTMLInputElement>('#origin')).form?.requestSubmit();
  const load = (): HTMLElement | undefined =>
    all('button').find((one) => one.textContent?.trim() === 'Load the newest settings');
  await expect.poll(load).toBeDefined();
  load()?.click();
  const tab = await find<HTMLElement & { bot: Bot }>('console-install-tab');
  await expect.poll(() => tab.bot.version).toBe(bot.version);
  goTo(opened, hrefTo(back, { bot_id: bot.id }));
  await find('console-settings-bar');
};

test('who was slower elsewhere, and loads the newest, is shown both values of what is drafted', async () => {
  const opened = await open('behaviour');
  const { bot, text, all, behaviour, find } = opened;
  const theirs = { text: 'Theirs', after_seconds: 5, paths: [] };
  (await find('#greeting-on')).click();
  await type(opened, '#behaviour-greeting-text', 'Mine');
  await expect.poll(text).toContain('1 setting not saved yet');
  Object.assign(bot, { version: bot.version + 1, behaviour: { ...bot.behaviour, greeting: theirs } });
  await outdatedOnInstall(opened, 'behaviour');
  await expect.poll(text).toContain('Somebody else changed the same settings');
  const picks = () => all<HTMLInputElement>('console-settings-bar >>> input[name="behaviour.greeting"]');
  expect(picks().map((one) => [one.value, one.checked])).toEqual([
    ['theirs', false],
    ['mine', true],
  ]);
  expect((await find<HTMLTextAreaElement>('#behaviour-greeting-text')).value).toBe('Mine');
  // A save of one's own elsewhere, and another newest in which nothing of it is touched, take no question away.
  goTo(opened, hrefTo('install', { bot_id: bot.id }));
  await type(opened, '#origin', 'https://own.example.com');
  (await find<HTMLInputElement>('#origin')).form?.requestSubmit();
  await expect.poll(() => bot.origins).toContain('https://own.example.com');
  Object.assign(bot, { version: bot.version + 1, guests_allowed: false });
  await outdatedOnInstall(opened, 'behaviour');
  await expect.poll(picks).toHaveLength(2);
  picks()[0]?.click();
  await choose(opened, '#behaviour-guest_history', 'none');
  await press(opened, '#save');
  await expect.poll(() => behaviour().guest_history).toBe('none');
  expect(behaviour().greeting).toEqual(theirs);
  expect(bot.guests_allowed).toBe(false);
  await expect.poll(text).not.toContain('Somebody else');
});

test('who was slower elsewhere, with other settings drafted, is told so and keeps both', async () => {
  const opened = await open('display_style');
  const { bot, text, all } = opened;
  await type(opened, '#looks-title', 'Mine ');
  // A space at the end is no change of one's own.
  await type(opened, '#looks-subtitle', `${bot.looks.subtitle} `);
  Object.assign(bot, { version: bot.version + 1, looks: { ...bot.looks, subtitle: 'Theirs' } });
  await outdatedOnInstall(opened, 'display_style');
  await expect.poll(text).toContain('Somebody else saved other settings meanwhile.');
  expect(all('console-settings-bar >>> fieldset')).toHaveLength(0);
  await press(opened, '#save');
  await expect.poll(() => bot.looks.title).toBe('Mine');
  expect(bot.looks.subtitle).toBe('Theirs');
});

test('who drafts nothing loads the newest without a question', async () => {
  const opened = await open('display_style');
  const { bot, text } = opened;
  Object.assign(bot, { version: bot.version + 1, looks: { ...bot.looks, title: 'Theirs' } });
  await outdatedOnInstall(opened, 'display_style');
  expect((await opened.find<HTMLInputElement>('#looks-title')).value).toBe('Theirs');
  expect(text()).toContain('Everything is saved.');
  expect(text()).not.toContain('Somebody else');
});

test('a draft goes with one from tab to tab, and is asked about before it is lost', async () => {
  const opened = await open('display_style');
  const { all, text, bot } = opened;
  await type(opened, '#looks-title', 'Kedai Malam');
  goTo(opened, hrefTo('languages', { bot_id: bot.id }));
  await opened.find('#language');
  expect(text()).toContain('becomes Kedai Malam');
  goTo(opened, hrefTo('bots'));
  await expect.poll(text).toContain('Leave without saving?');
  expect(location.pathname).toBe(hrefTo('languages', { bot_id: bot.id }));
  all('dialog[open] button')
    .find((one) => one.textContent?.trim() === 'Leave')
    ?.click();
  await expect.poll(() => location.pathname).toBe(hrefTo('bots'));
  expect(bot.looks.title).toBe('Kedai Senja');
});

test('leaving by the browser’s back is asked about as well', async () => {
  const opened = await open('display_style');
  const { text, bot } = opened;
  const here = hrefTo('display_style', { bot_id: bot.id });
  history.replaceState(null, '', hrefTo('bots'));
  history.pushState(null, '', here);
  await type(opened, '#looks-title', 'Kedai Malam');
  history.back();
  await expect.poll(text).toContain('Leave without saving?');
  expect(location.pathname).toBe(here);
  expect((await opened.find<HTMLInputElement>('#looks-title')).value).toBe('Kedai Malam');
});

test('a menu of two levels is made, moved by its buttons with the focus kept, and stored', async () => {
  const opened = await open('behaviour');
  const { behaviour, all } = opened;
  const editor = 'console-choices-editor[path="behaviour.menu"]';
  await press(opened, `${editor} >>> .add`);
  await type(opened, `${editor} >>> #behaviour-menu-0-label`, 'Orders');
  await choose(opened, `${editor} >>> li select`, 'menu');
  await type(opened, `${editor} >>> #behaviour-menu-0-items-0-label`, 'Track');
  await choose(opened, `${editor} >>> li li select`, 'url');
  await type(opened, `${editor} >>> #behaviour-menu-0-items-0-url`, 'track');
  await expect.poll(opened.text).toContain('This is not an address');
  await type(opened, `${editor} >>> #behaviour-menu-0-items-0-url`, 'https://shop.my/track');
  all<HTMLButtonElement>(`${editor} >>> .add`).at(-1)?.click();
  await type(opened, `${editor} >>> #behaviour-menu-1-label`, 'Hours');
  await type(opened, `${editor} >>> #behaviour-menu-1-text`, 'When are you open?');
  const up = await opened.find<HTMLButtonElement>(`${editor} >>> .up:not([disabled])`);
  up.focus();
  up.click();
  await expect.poll(() => (up.getRootNode() as ShadowRoot).activeElement === up || up.disabled).toBe(true);
  await press(opened, '#save');
  await expect.poll(behaviour).toMatchObject({
    menu: [
      { kind: 'say', label: 'Hours', text: 'When are you open?' },
      { kind: 'menu', label: 'Orders', items: [{ kind: 'url', label: 'Track', url: 'https://shop.my/track' }] },
    ],
  });
});

test('hours are opened with a week at work, changed, and stored with their message', async () => {
  const opened = await open('behaviour');
  const { behaviour } = opened;
  (await opened.find('#hours-on')).click();
  await type(opened, '#behaviour-hours-offline_message', 'Back at nine.');
  await type(opened, 'console-hours-editor >>> input[type=time]', '10:00');
  await press(opened, '#like-monday');
  await press(opened, '#save');
  await expect.poll(() => behaviour().hours?.tue).toEqual([{ from: '10:00', to: '18:00' }]);
  expect(behaviour().hours).toMatchObject({ timezone: 'Asia/Kuala_Lumpur', sun: [], offline_message: 'Back at nine.' });
});

test('a greeting, pages and limits are stored in the form of the contract', async () => {
  const opened = await open('behaviour');
  const { behaviour, bot } = opened;
  (await opened.find('#greeting-on')).click();
  await type(opened, '#behaviour-greeting-text', 'Need a raincoat?');
  await type(opened, '#behaviour-greeting-paths', '/cart\n\n /blog/*\n');
  await type(opened, '#behaviour-opens-after_seconds', '30');
  await type(opened, '#guest_limits-messages_per_minute', '12');
  await press(opened, '#save');
  await expect.poll(() => bot.guest_limits.messages_per_minute).toBe(12);
  expect(behaviour().greeting).toEqual({ text: 'Need a raincoat?', after_seconds: 5, paths: ['/cart', '/blog/*'] });
  expect(behaviour().opens.after_seconds).toBe(30);
  await type(opened, '#behaviour-opens-after_seconds', '');
  await press(opened, '#save');
  await expect.poll(() => behaviour().opens.after_seconds).toBe(null);
});

test('a form before the chat asks for fields of the bot, with consent', async () => {
  const opened = await open('behaviour');
  (await opened.find('#pre-chat-on')).click();
  await press(opened, 'console-pre-chat-editor >>> button:last-of-type');
  (await opened.find('#consent-on')).click();
  await type(opened, '#behaviour-pre_chat-consent-text', 'I agree.');
  await press(opened, '#save');
  await expect.poll(() => opened.behaviour().pre_chat?.consent).toEqual({ text: 'I agree.', url: null });
});

test('a flow that is not published cannot be chosen', async () => {
  const { all } = await open('behaviour');
  await expect.poll(() => all<HTMLOptionElement>('#guest_flow_id option').length).toBe(4);
  const draft = all<HTMLOptionElement>('#guest_flow_id option').find((one) => one.textContent?.includes('Ramadan'));
  expect(draft?.disabled).toBe(true);
  expect(all<HTMLSelectElement>('#guest_flow_id')[0]?.selectedOptions[0]?.textContent).toContain('Greet a guest');
});

test('a field the page may write takes the page’s word after a question, and no longer when it is unticked', async () => {
  const { all, find, text, world, bot } = await open('behaviour');
  const field = () => world.fields.get(bot.id)?.find(({ name }) => name === 'order_no');
  const box = await find<HTMLInputElement>('console-page-fields >>> input[name="order_no"]');
  box.click();
  await expect.poll(text).toContain('May the page write order_no?');
  expect(text()).toContain('only values from “Server”');
  (await find('console-page-fields >>> dialog[open] button[type="button"]')).click();
  await expect.poll(() => all('console-page-fields >>> form')).toEqual([]);
  expect(box.checked).toBe(false);
  expect(field()).toMatchObject({ page_writable: false, minimum_provenance: 'server' });

  box.click();
  (await find<HTMLFormElement>('console-page-fields >>> dialog[open] form')).requestSubmit();
  await expect.poll(field).toMatchObject({ page_writable: true, minimum_provenance: 'page' });
  await expect.poll(() => box.checked).toBe(true);
  await expect.poll(() => all('console-page-fields >>> form')).toEqual([]);
  box.click();
  await expect.poll(field).toMatchObject({ page_writable: false, minimum_provenance: 'server' });
});

test('words of one’s own are kept by language, and an emptied one is the standard again', async () => {
  const opened = await open('languages');
  const { find, bot } = opened;
  (await find('input[value="ms"]')).click();
  await choose(opened, '#language', 'zh-Hans');
  const input = await find<HTMLInputElement>('#behaviour-texts-zh-Hans-write');
  expect(input.placeholder).not.toBe('');
  await type(opened, '#behaviour-texts-zh-Hans-write', '写点什么');
  await press(opened, '#save');
  await expect.poll(() => bot.behaviour.texts).toEqual({ 'zh-Hans': { write: '写点什么' } });
  expect(bot.looks).toMatchObject({ locale: 'ms', title: 'Kedai Senja' });
  await type(opened, '#behaviour-texts-zh-Hans-write', '');
  await press(opened, '#save');
  await expect.poll(() => bot.behaviour.texts).toEqual({});
});

test('a language of the bot’s own is added, written from right to left, shown, saved and taken away', async () => {
  const opened = await open('languages');
  const { bot, find, text } = opened;
  const add = async (code: string): Promise<void> => {
    await type(opened, '#new-language', code);
    (await find<HTMLInputElement>('#new-language')).form?.requestSubmit();
  };
  await add('klingon');
  await expect.poll(text).toContain('Nobody knows a language by this code.');
  await add(' AR ');
  await expect.poll(text).toContain('Arabic is written from right to left');
  await expect.poll(text).toContain('Words of your own: was none → becomes Arabic');
  await type(opened, '#behaviour-texts-ar-write', 'اكتب رسالة');
  await expect.poll(() => told(opened).at(-1)).toMatchObject({ locale: 'ar', behaviour: { texts: { ar: {} } } });
  await type(opened, '#behaviour-texts-ar-newCount-two', 'رسالتان');
  await expect.poll(() => opened.all('#behaviour-texts-ar-newCount-two')[0]?.dir).toBe('rtl');
  (await find<HTMLInputElement>('input[name=locale][value=ar]')).click();
  await press(opened, '#save');
  const texts = { ar: { write: 'اكتب رسالة', newCount: { two: 'رسالتان' } } };
  await expect.poll(() => bot.behaviour.texts).toEqual(texts);
  expect(bot.looks.locale).toBe('ar');
  (await find('#remove-language')).click();
  await expect.poll(text).toContain('Language: was Arabic → becomes The visitor’s own');
  await press(opened, '#undo');
  await expect.poll(text).toContain('Everything is saved.');
  expect(opened.all('#behaviour-texts-ar-write')).toHaveLength(0);
  await choose(opened, '#language', 'ar');
  expect((await find<HTMLInputElement>('#behaviour-texts-ar-write')).value).toBe('اكتب رسالة');
});

test('a text without the name it is filled in with is refused by its name, each form by itself', async () => {
  const opened = await open('languages');
  const { bot, find, text } = opened;
  await type(opened, '#behaviour-texts-en-typing', 'Somebody writes');
  await expect.poll(text).toContain('{name} must be in it.');
  await type(opened, '#behaviour-texts-en-left-other', '{count} of {all}');
  await expect.poll(text).toContain('Nothing fills in {all}: take it out.');
  expect((await find<HTMLButtonElement>('#save')).disabled).toBe(true);
  await type(opened, '#behaviour-texts-en-typing', '{name} writes');
  await type(opened, '#behaviour-texts-en-left-other', 'only {count}');
  await type(opened, '#behaviour-texts-en-left-one', 'the last one');
  await expect.poll(text).toContain('was none → becomes English: “{name} writes”, “only {count}”, “the last one”');
  await press(opened, '#save');
  const left = { one: 'the last one', other: 'only {count}' };
  await expect.poll(() => bot.behaviour.texts).toEqual({ en: { typing: '{name} writes', left } });
  await type(opened, '#behaviour-texts-en-left-one', '');
  await expect.poll(text).toContain('Words of your own: was English: “the last one” → becomes none');
});

test('the preview shows the chat in which a text is seen that is being written', async () => {
  const opened = await open('languages');
  await choose(opened, '#language', 'ms');
  await expect.poll(() => told(opened).at(-1)?.locale).toBe('ms');
  const field = await opened.find<HTMLInputElement>('#behaviour-texts-ms-linkTitle');
  const group = field.closest('details');
  if (group) group.open = true;
  field.focus();
  await expect.poll(() => told(opened).at(-1)).toMatchObject({ locale: 'ms', scene: 'link' });
});

test('a flow is given the name by which the page starts it; a wrong or second name is refused, a draft is warned of', async () => {
  const opened = await open('behaviour');
  const { bot, find, text, all, world } = opened;
  const flows = world.flows.get(bot.id) ?? [];
  const published = flows.filter(({ published_at }) => published_at !== null);
  const draft = flows.find(({ published_at }) => published_at === null);
  await press(opened, '#add-page-flow');
  await type(opened, '#page_rights-flows-0-ref', 'Spring offer');
  await expect.poll(text).toContain('Small letters a to z, digits and hyphens');
  expect(all('console-page-flows >>> console-code')).toHaveLength(0);
  expect((await find<HTMLButtonElement>('#save')).disabled).toBe(true);
  await type(opened, '#page_rights-flows-0-ref', 'spring-offer');
  const code = await find<HTMLElement & { code: string }>('console-page-flows >>> console-code');
  expect(code.code).toBe("$chatbot.startFlow('spring-offer');");
  await press(opened, '#add-page-flow');
  await type(opened, '#page_rights-flows-1-ref', 'spring-offer');
  await expect.poll(text).toContain('Another flow has this name already.');
  expect((await find<HTMLButtonElement>('#save')).disabled).toBe(true);
  await type(opened, '#page_rights-flows-1-ref', 'help');
  await expect
    .poll(text)
    .toContain(`What the page may do: was none → becomes spring-offer (${published[0]?.name}), help (`);
  await press(opened, '#save');
  const [first, second] = published;
  await expect
    .poll(() => bot.page_rights.flows)
    .toEqual([
      { ref: 'spring-offer', flow_id: first?.id },
      { ref: 'help', flow_id: second?.id },
    ]);
  await press(opened, 'console-page-flows >>> .remove');
  await expect.poll(() => all('#page_rights-flows-1-ref')).toHaveLength(0);
  await press(opened, '#undo');
  await expect.poll(() => all('#page_rights-flows-1-ref')).toHaveLength(1);
  // It was published when it was chosen.
  bot.page_rights.flows = [{ ref: 'later', flow_id: String(draft?.id) }];
  bot.version += 1;
  const again = await openConsole(hrefTo('behaviour', { bot_id: bot.id }), { world, size: [1280, 900] });
  await expect.poll(again.text).toContain('This flow is not published: the page cannot start it yet.');
});
