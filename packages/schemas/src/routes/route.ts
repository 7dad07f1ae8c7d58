import type { Permission } from '../permissions.js';

/**
 * Who a route is for.
 * - `anyone`: no credential; - `setup`: the code in the terminal; - `member`: a console session (cookie and CSRF
 * header) whose role has the route's permission; - `bot_key`: a bot's API key, never from a browser; - `page`: any page
 * of an allowed origin with a page header; - `visitor`: a page with a guest's or a verified token; - `verified`: a page
 * with a verified token.
 */
export type Audience = 'anyone' | 'setup' | 'member' | 'bot_key' | 'page' | 'visitor' | 'verified';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A route of the console: a member needs the permission, and where it says so the password within the last five minutes. */
export type MemberRoute = {
  method: Method;
  path: string;
  audience: 'member';
  permission: Permission;
  recent_password?: true;
};

export type Route = MemberRoute | { method: Method; path: string; audience: Exclude<Audience, 'member'> };
