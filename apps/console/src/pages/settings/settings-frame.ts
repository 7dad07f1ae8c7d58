import { may, type Role } from '@chatku/schemas';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Bot } from '../../data/bots.js';
import { botPageHead } from '../../elements/bot-page-head.js';
import type { Dictionary } from '../../locale/dictionary.js';
import { hrefTo } from '../../router/paths.js';

/** The tabs of a bot's Webchat Widget Settings, in their order. */
export const SETTINGS_TABS = ['install', 'display_style', 'behaviour', 'languages', 'api_keys'] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number];

export const settingsFrameStyles = css`
  .tabs {
    overflow-x: auto;
    border-block-end: 1px solid var(--line);
    scrollbar-width: none;
  }
  .tabs ul {
    display: flex;
    gap: var(--gap-1);
    list-style: none;
  }
  .tabs a {
    display: block;
    padding-block: var(--gap-2);
    padding-inline: var(--gap-3);
    border-block-end: 2px solid transparent;
    color: var(--ink-soft);
    font-weight: 550;
    text-decoration: none;
    white-space: nowrap;
  }
  .tabs a:hover {
    color: var(--ink);
  }
  .tabs a:focus-visible {
    outline-offset: -2px;
  }
  .tabs a[aria-current] {
    border-block-end-color: var(--accent);
    color: var(--accent-text);
  }
`;

/** The head of a settings page: crumbs down to where it is, and for the tabs themselves the row of tabs. */
export const settingsFrame = (
  bot: Bot | undefined,
  botId: string,
  at: SettingsTab | 'custom_user_id',
  t: Dictionary,
  role: Role,
): TemplateResult => {
  const params = { bot_id: botId };
  if (at === 'custom_user_id') {
    return botPageHead(bot, botId, t, {
      title: t.custom_user_id.title,
      lead: t.custom_user_id.lead,
      between: [
        { label: t.settings.title, href: hrefTo('install', params) },
        { label: t.settings.tabs.display_style, href: hrefTo('display_style', params) },
      ],
    });
  }
  return html`
    ${botPageHead(bot, botId, t, { title: t.settings.title })}
    <nav class="tabs" aria-label=${t.settings.title}>
      <ul role="list">
        ${SETTINGS_TABS.filter((tab) => tab !== 'api_keys' || may(role, 'api_keys.manage')).map(
          (tab) => html`<li>
            <a href=${hrefTo(tab, params)} aria-current=${tab === at ? 'page' : nothing}>${t.settings.tabs[tab]}</a>
          </li>`,
        )}
      </ul>
    </nav>
  `;
};
