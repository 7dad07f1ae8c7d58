import axe from 'axe-core';
import { afterEach, describe, expect, test } from 'vitest';
import { closeConsole, openConsole } from '../../far-end/open-console.js';
import { SCENARIOS, type ScenarioName } from '../../far-end/scenarios.js';
import { spillsOf } from '../../far-end/spills.js';
import { hrefTo } from '../router/paths.js';

afterEach(closeConsole);

const ids = () => {
  const world = SCENARIOS.full();
  const bot = { bot_id: world.bots[0]?.id ?? '' };
  const first = world.conversations[0];
  const fresh = { bot_id: world.bots[2]?.id ?? '' };
  const rich = { bot_id: world.bots[1]?.id ?? '' };
  return {
    bot,
    fresh,
    rich,
    flow: { ...bot, flow_id: world.flows.get(bot.bot_id)?.[1]?.id ?? '' },
    conversation: { conversation_id: first?.id ?? '' },
    contact: { contact_id: first?.contact.id ?? '' },
  };
};
const { bot, fresh, rich, flow, conversation, contact } = ids();

/** Every page, and what it looks like when there is nothing or too much. */
const PAGES: readonly [name: string, path: string, scenario: ScenarioName][] = [
  ['sign-up', hrefTo('setup'), 'fresh'],
  ['sign-in', hrefTo('sign_in'), 'fresh'],
  ['bots', hrefTo('bots'), 'full'],
  ['no bots', hrefTo('bots'), 'empty'],
  ['bot', hrefTo('bot', bot), 'full'],
  ['new bot', hrefTo('bot', fresh), 'full'],
  ['install', hrefTo('install', bot), 'full'],
  ['install of a new bot', hrefTo('install', fresh), 'full'],
  ['display style', hrefTo('display_style', bot), 'full'],
  ['set custom user id', hrefTo('custom_user_id', bot, { request: 'req-nobody' }), 'full'],
  ['behaviour', hrefTo('behaviour', bot), 'full'],
  ['behaviour with all of it', hrefTo('behaviour', rich), 'full'],
  ['display style with all of it', hrefTo('display_style', rich), 'full'],
  ['languages', hrefTo('languages', bot), 'full'],
  ['languages with one of its own', hrefTo('languages', rich), 'full'],
  ['api keys', hrefTo('api_keys', bot), 'full'],
  ['fields', hrefTo('fields', bot), 'full'],
  ['error log', hrefTo('error_log', bot), 'full'],
  ['flow', hrefTo('flow', flow, { step: 'again-0' }), 'full'],
  ['retention', hrefTo('retention', bot), 'full'],
  ['audit log', hrefTo('audit_log'), 'full'],
  ['nothing audited', hrefTo('audit_log'), 'empty'],
  ['background jobs', hrefTo('background_jobs'), 'full'],
  ['no background jobs', hrefTo('background_jobs'), 'empty'],
  ['inbox', hrefTo('conversations'), 'full'],
  ['no conversations', hrefTo('conversations'), 'empty'],
  ['conversation', hrefTo('conversation', conversation), 'full'],
  ['contacts', hrefTo('contacts'), 'full'],
  ['no contacts', hrefTo('contacts'), 'empty'],
  ['contact', hrefTo('contact', contact), 'full'],
  ['members', hrefTo('members'), 'full'],
  ['no other members', hrefTo('members'), 'empty'],
  ['account', hrefTo('account'), 'full'],
  ['workspace and mail', hrefTo('workspace'), 'full'],
  ['no mail', hrefTo('workspace'), 'empty'],
  ['join', `${hrefTo('join')}#${'I'.repeat(43)}`, 'fresh'],
  ['join, cut off', hrefTo('join'), 'fresh'],
  ['forgotten password', hrefTo('forgotten'), 'fresh'],
  ['new password', `${hrefTo('new_password')}#${'R'.repeat(43)}`, 'fresh'],
  ['new password, cut off', hrefTo('new_password'), 'fresh'],
  ['page not found', '/console/nothing', 'full'],
  ['contact not found', hrefTo('contact', { contact_id: '019a0000-0000-7000-8000-ffffffffffff' }), 'full'],
];

const combinations = (['en', 'ms', 'zh-Hans'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).flatMap((theme) => ([320, 1280] as const).map((width) => ({ locale, theme, width }))),
);

describe.each(combinations)('$locale, $theme, $width px', ({ locale, theme, width }) => {
  test.each(PAGES)('%s has no accessibility violation and nothing wider than the screen', async (_, path, scenario) => {
    const world = SCENARIOS[scenario]();
    // Only the sign-up page stands where there is no owner yet.
    if (path !== hrefTo('setup')) world.setupNeeded = false;
    const { app } = await openConsole(path, { world, locale, theme, size: [width, 800] });
    const { violations } = await axe.run(app, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // The frame the tests run in has a title of its own.
      rules: { 'page-has-heading-one': { enabled: true } },
    });
    expect(
      violations.map(({ id, nodes }) => [
        id,
        ...nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`),
      ]),
    ).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
    expect(spillsOf(document)).toEqual([]);
    expect(document.documentElement.lang).toBe(locale);
  });
});
