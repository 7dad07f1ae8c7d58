/** Every page of the console and its path under `/console`. A parameter is one non-empty path segment. */
export const PATHS = {
  home: '/',
  setup: '/setup',
  sign_in: '/sign-in',
  join: '/join',
  forgotten: '/forgotten',
  new_password: '/new-password',
  bots: '/bots',
  bot: '/bots/:bot_id',
  install: '/bots/:bot_id/settings/install',
  display_style: '/bots/:bot_id/settings/display-style',
  custom_user_id: '/bots/:bot_id/settings/display-style/custom-user-id',
  behaviour: '/bots/:bot_id/settings/behaviour',
  languages: '/bots/:bot_id/settings/languages',
  api_keys: '/bots/:bot_id/settings/api-keys',
  fields: '/bots/:bot_id/fields',
  flow: '/bots/:bot_id/flows/:flow_id',
  error_log: '/bots/:bot_id/error-log',
  retention: '/bots/:bot_id/retention',
  conversations: '/conversations',
  conversation: '/conversations/:conversation_id',
  contacts: '/contacts',
  contact: '/contacts/:contact_id',
  audit_log: '/audit-log',
  background_jobs: '/background-jobs',
  members: '/members',
  account: '/account',
  workspace: '/workspace',
} as const;

export type PageName = keyof typeof PATHS;

type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** Parameters a page's path needs. */
export type ParamsOf<N extends PageName> = { readonly [K in NamesIn<(typeof PATHS)[N]>]: string };

/** A place in the console: a page, its parameters and the query. */
export type Place = {
  [N in PageName]: { readonly page: N; readonly params: ParamsOf<N>; readonly query: URLSearchParams };
}[PageName];

export type Query = Readonly<Record<string, string | null | undefined>>;

/** Where the console is served. */
export const BASE = '/console';

type HrefArgs<N extends PageName> = [NamesIn<(typeof PATHS)[N]>] extends [never]
  ? [params?: ParamsOf<N>, query?: Query]
  : [params: ParamsOf<N>, query?: Query];

/**
 * The address of a page.
 *
 * @throws TypeError where a parameter is empty, `.` or `..`: the browser would resolve it to another page.
 */
export const hrefTo = <N extends PageName>(page: N, ...[params, query]: HrefArgs<N>): string => {
  const filled = PATHS[page].replace(/:(\w+)/g, (_, name: string) => {
    const value = (params as Record<string, string> | undefined)?.[name];
    if (value === undefined || /^\.{0,2}$/.test(value)) throw new TypeError(`the page ${page} needs ${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, value);
  }
  return BASE + filled + (search.size === 0 ? '' : `?${search}`);
};

const patterns = (Object.keys(PATHS) as PageName[]).map((page) => ({
  page,
  segments: PATHS[page].split('/').slice(1),
}));

const decode = (segment: string): string | null => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
};

/** The place an address names; null where there is no such page. Never throws. */
export const placeAt = (url: { pathname: string; search: string }): Place | null => {
  if (url.pathname !== BASE && !url.pathname.startsWith(`${BASE}/`)) return null;
  const path = url.pathname.slice(BASE.length).replace(/\/$/, '');
  const segments = path === '' ? [''] : path.split('/').slice(1);
  for (const pattern of patterns) {
    if (pattern.segments.length !== segments.length) continue;
    const params: Record<string, string> = {};
    const fits = pattern.segments.every((expected, i) => {
      const segment = segments[i] ?? '';
      if (!expected.startsWith(':')) return expected === segment;
      const value = decode(segment);
      if (value === null || value === '') return false;
      params[expected.slice(1)] = value;
      return true;
    });
    // The names and values of `params` are those of the pattern that fitted.
    if (fits) return { page: pattern.page, params, query: new URLSearchParams(url.search) } as unknown as Place;
  }
  return null;
};
