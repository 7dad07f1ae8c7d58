import type { Permission } from '@chatku/schemas';
import { html, type TemplateResult } from 'lit';
import type { SettingsTab } from '../pages/settings/settings-frame.js';
import type { PageName, ParamsOf } from '../router/paths.js';

type PageView<N extends PageName> = {
  /** `anyone`: also before signing in, without the shell. */
  readonly audience: 'anyone' | 'member';
  /** What a member's role must allow; a page without it is for every member. */
  readonly permission?: Permission;
  /** Which entry of the navigation it belongs to. */
  readonly section?: 'conversations' | 'contacts' | 'bots';
  /** Brings the page's code; each page is its own file in the build. */
  readonly load: () => Promise<unknown>;
  readonly view: (params: ParamsOf<N>, query: URLSearchParams) => TemplateResult;
};

/** One template for all tabs: the element lives on from tab to tab, and with it what is typed. */
const settingsTab = (botId: string, tab: SettingsTab) =>
  html`<console-bot-settings-page .botId=${botId} .tab=${tab}></console-bot-settings-page>`;

const settings = {
  audience: 'member',
  permission: 'bots.write',
  section: 'bots',
  load: () => import('../pages/settings/bot-settings-page.js'),
} as const;

const inbox = {
  audience: 'member',
  section: 'conversations',
  load: () => import('../pages/inbox/inbox-page.js'),
} as const;

/** Every page: who may see it, where its code is, and how it is drawn. A path without a row does not compile. */
export const PAGES: { readonly [N in PageName]: PageView<N> } = {
  home: {
    audience: 'member',
    section: 'bots',
    load: () => import('../pages/home/home-page.js'),
    view: () => html`<console-home-page></console-home-page>`,
  },
  setup: {
    audience: 'anyone',
    load: () => import('../pages/setup/setup-page.js'),
    view: () => html`<console-setup-page></console-setup-page>`,
  },
  sign_in: {
    audience: 'anyone',
    load: () => import('../pages/sign-in/sign-in-page.js'),
    view: () => html`<console-sign-in-page></console-sign-in-page>`,
  },
  join: {
    audience: 'anyone',
    load: () => import('../pages/join/join-page.js'),
    view: () => html`<console-join-page></console-join-page>`,
  },
  forgotten: {
    audience: 'anyone',
    load: () => import('../pages/password-reset/forgotten-page.js'),
    view: () => html`<console-forgotten-page></console-forgotten-page>`,
  },
  new_password: {
    audience: 'anyone',
    load: () => import('../pages/password-reset/new-password-page.js'),
    view: () => html`<console-new-password-page></console-new-password-page>`,
  },
  members: {
    audience: 'member',
    permission: 'members.read',
    load: () => import('../pages/members/members-page.js'),
    view: () => html`<console-members-page></console-members-page>`,
  },
  account: {
    audience: 'member',
    load: () => import('../pages/account/account-page.js'),
    view: () => html`<console-account-page></console-account-page>`,
  },
  workspace: {
    audience: 'member',
    permission: 'workspace.write',
    load: () => import('../pages/workspace/workspace-page.js'),
    view: () => html`<console-workspace-page></console-workspace-page>`,
  },
  bots: {
    audience: 'member',
    section: 'bots',
    load: () => import('../pages/bots/bots-page.js'),
    view: () => html`<console-bots-page></console-bots-page>`,
  },
  bot: {
    audience: 'member',
    section: 'bots',
    load: () => import('../pages/bot/bot-page.js'),
    view: (params) => html`<console-bot-page .botId=${params.bot_id}></console-bot-page>`,
  },
  install: {
    ...settings,
    view: (params) => settingsTab(params.bot_id, 'install'),
  },
  display_style: {
    ...settings,
    view: (params) => settingsTab(params.bot_id, 'display_style'),
  },
  behaviour: {
    ...settings,
    view: (params) => settingsTab(params.bot_id, 'behaviour'),
  },
  languages: {
    ...settings,
    view: (params) => settingsTab(params.bot_id, 'languages'),
  },
  api_keys: {
    ...settings,
    permission: 'api_keys.manage',
    view: (params) => settingsTab(params.bot_id, 'api_keys'),
  },
  fields: {
    audience: 'member',
    permission: 'fields.read',
    section: 'bots',
    load: () => import('../pages/fields/fields-page.js'),
    view: (params) => html`<console-fields-page .botId=${params.bot_id}></console-fields-page>`,
  },
  flow: {
    audience: 'member',
    permission: 'flows.read',
    section: 'bots',
    load: () => import('../pages/flow/flow-page.js'),
    view: (params, query) =>
      html`<console-flow-page
        .botId=${params.bot_id}
        .flowId=${params.flow_id}
        .stepId=${query.get('step')}
      ></console-flow-page>`,
  },
  error_log: {
    audience: 'member',
    permission: 'error_log.read',
    section: 'bots',
    load: () => import('../pages/error-log/error-log-page.js'),
    view: (params) => html`<console-error-log-page .botId=${params.bot_id}></console-error-log-page>`,
  },
  retention: {
    audience: 'member',
    permission: 'retention.manage',
    section: 'bots',
    load: () => import('../pages/retention/retention-page.js'),
    view: (params) => html`<console-retention-page .botId=${params.bot_id}></console-retention-page>`,
  },
  audit_log: {
    audience: 'member',
    permission: 'audit.read',
    load: () => import('../pages/audit-log/audit-log-page.js'),
    view: (_, query) => html`<console-audit-log-page .query=${query}></console-audit-log-page>`,
  },
  background_jobs: {
    audience: 'member',
    permission: 'jobs.manage',
    load: () => import('../pages/background-jobs/background-jobs-page.js'),
    view: () => html`<console-background-jobs-page></console-background-jobs-page>`,
  },
  custom_user_id: {
    audience: 'member',
    section: 'bots',
    load: () => import('../pages/custom-user-id/custom-user-id-page.js'),
    view: (params, query) =>
      html`<console-custom-user-id-page
        .botId=${params.bot_id}
        .requestId=${query.get('request')}
      ></console-custom-user-id-page>`,
  },
  conversations: {
    ...inbox,
    view: (_, query) => html`<console-inbox-page .conversationId=${null} .query=${query}></console-inbox-page>`,
  },
  conversation: {
    ...inbox,
    view: (params, query) =>
      html`<console-inbox-page .conversationId=${params.conversation_id} .query=${query}></console-inbox-page>`,
  },
  contacts: {
    audience: 'member',
    section: 'contacts',
    load: () => import('../pages/contacts/contacts-page.js'),
    view: (_, query) => html`<console-contacts-page .query=${query}></console-contacts-page>`,
  },
  contact: {
    audience: 'member',
    section: 'contacts',
    load: () => import('../pages/contact/contact-page.js'),
    view: (params) => html`<console-contact-page .contactId=${params.contact_id}></console-contact-page>`,
  },
};
