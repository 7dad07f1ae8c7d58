import { ACCOUNT_ROUTES } from './routes/account.js';
import { BOT_ROUTES } from './routes/bots.js';
import { CONTACT_ROUTES } from './routes/contacts.js';
import { CONVERSATION_ROUTES } from './routes/conversations.js';
import { FLOW_ROUTES } from './routes/flows.js';
import { IDENTITY_ROUTES } from './routes/identity.js';
import { PAGE_ROUTES } from './routes/page.js';
import { RECORD_ROUTES } from './routes/records.js';
import type { Route } from './routes/route.js';
import { WORKSPACE_ROUTES } from './routes/workspace.js';

export type { Audience, MemberRoute, Route } from './routes/route.js';

/**
 * Every HTTP route of the API. A test holds it against the running application in both directions, so a route that is
 * not listed here cannot exist. A route stands in the table of its subject, in `routes/`.
 */
export const ROUTES = {
  ...PAGE_ROUTES,
  ...ACCOUNT_ROUTES,
  ...WORKSPACE_ROUTES,
  ...BOT_ROUTES,
  ...IDENTITY_ROUTES,
  ...RECORD_ROUTES,
  ...FLOW_ROUTES,
  ...CONTACT_ROUTES,
  ...CONVERSATION_ROUTES,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** Paths of the two sockets. */
export const WIDGET_SOCKET_PATH = '/v1/widget/socket';
export const CONSOLE_SOCKET_PATH = '/v1/console/socket';

/** A route's path with its parameters filled in, each percent-encoded. */
export const pathOf = (name: RouteName, params: Readonly<Record<string, string>> = {}): string =>
  ROUTES[name].path.replace(/:(\w+)/g, (_, key: string) => {
    const value = params[key];
    if (value === undefined) throw new TypeError(`route ${name} needs the parameter ${key}`);
    return encodeURIComponent(value);
  });
