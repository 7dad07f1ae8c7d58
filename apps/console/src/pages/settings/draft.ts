import { type Bot, isWidgetLocale, UpdateBotBody } from '@chatku/schemas';

/** What the forms of a bot's settings change together: one draft, one button, one version. */
const PARTS = [
  'looks',
  'guests_allowed',
  'guest_flow_id',
  'known_flow_id',
  'identified_flow_id',
  'page_rights',
  'behaviour',
  'guest_limits',
] as const;
export type Settings = Pick<Bot, (typeof PARTS)[number]>;

/** Every setting that is named, compared and chosen by itself. A bot's picture is not here: it is stored at once. */
export const SETTINGS = [
  'looks.title',
  'looks.subtitle',
  'looks.colour',
  'looks.colour_dark',
  'looks.layout',
  'looks.icon',
  'looks.position',
  'looks.scheme',
  'looks.radius',
  'looks.font',
  'looks.locale',
  'behaviour.hidden',
  'guests_allowed',
  'guest_limits',
  'guest_flow_id',
  'known_flow_id',
  'identified_flow_id',
  'behaviour.greeting',
  'behaviour.opens',
  'behaviour.starters',
  'behaviour.menu',
  'behaviour.pre_chat',
  'behaviour.typing',
  'behaviour.hours',
  'behaviour.guest_history',
  'page_rights',
  'behaviour.texts',
] as const;
export type SettingName = (typeof SETTINGS)[number];

export type Change = { readonly name: SettingName; readonly before: unknown; readonly after: unknown };
/** Both changed it since they began, to different values. */
export type Conflict = { readonly name: SettingName; readonly theirs: unknown; readonly mine: unknown };
export type Issue = { readonly path: string; readonly message: string };

type Tree = { readonly [key: string]: unknown };

/** The settings of a bot, for editing. */
export const settingsOf = (bot: Bot): Settings =>
  structuredClone(Object.fromEntries(PARTS.map((part) => [part, bot[part]])) as Settings);

/** The value at a dotted path; undefined where there is none. */
export const readAt = (tree: unknown, path: string): unknown =>
  path.split('.').reduce((at: unknown, key) => (at === null || at === undefined ? at : (at as Tree)[key]), tree);

/** A copy with another value at a dotted path; undefined takes the key away. */
export const writeAt = <T>(tree: T, path: string, value: unknown): T => {
  const [key = '', ...rest] = path.split('.');
  const copy = (Array.isArray(tree) ? [...tree] : { ...tree }) as Record<string, unknown>;
  const next = rest.length === 0 ? value : writeAt(copy[key] ?? {}, rest.join('.'), value);
  if (next === undefined) delete copy[key];
  else copy[key] = next;
  return copy as T;
};

/** Are two values alike, whatever the order of their keys? */
export const alike = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? '';

const isEmptied = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.trim() === '');

/** Texts, and forms of texts, that are not empty. */
const written = (words: object): object =>
  Object.fromEntries(
    Object.entries(words)
      .map(([key, text]) => [key, typeof text === 'object' && text !== null ? written(text) : text] as const)
      .filter(([, text]) => (typeof text === 'object' ? Object.keys(text).length > 0 : !isEmptied(text))),
  );

/** A draft as it will be stored: without the blank lines and spaces that typing leaves behind. */
export const tidied = (draft: Settings): Settings => {
  const { looks, behaviour } = draft;
  const trimmed = Object.entries(looks).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value]);
  const texts = Object.entries(behaviour.texts).flatMap(([code, words]) => {
    const kept = written(words);
    // A language of the bot's own is there before its first word.
    return Object.keys(kept).length === 0 && isWidgetLocale(code) ? [] : [[code, kept]];
  });
  return {
    ...draft,
    looks: Object.fromEntries(trimmed.filter(([key, value]) => key === 'title' || !isEmptied(value))) as never,
    page_rights: { ...draft.page_rights, tags: lines(draft.page_rights.tags) },
    behaviour: {
      ...behaviour,
      greeting: behaviour.greeting && { ...behaviour.greeting, paths: lines(behaviour.greeting.paths) },
      opens: { ...behaviour.opens, paths: lines(behaviour.opens.paths) },
      hidden: { ...behaviour.hidden, paths: lines(behaviour.hidden.paths) },
      texts: Object.fromEntries(texts) as never,
    },
  };
};

const lines = (typed: readonly string[]): string[] => typed.map((one) => one.trim()).filter((one) => one !== '');

/** What is different, setting by setting. */
export const changesOf = (before: Settings, after: Settings): Change[] =>
  SETTINGS.map((name) => ({ name, before: readAt(before, name), after: readAt(after, name) })).filter(
    (change) => !alike(change.before, change.after),
  );

/** The body that makes one of the other: every part that differs, whole. */
export const patchOf = (before: Settings, after: Settings): Omit<UpdateBotBody, 'version'> =>
  Object.fromEntries(PARTS.filter((part) => !alike(before[part], after[part])).map((part) => [part, after[part]]));

/**
 * Puts a draft onto what somebody else has stored meanwhile. What only one of the two changed is taken from them; what both
 * changed to different values keeps mine, and is told.
 */
export const rebase = (
  base: Settings,
  theirs: Settings,
  mine: Settings,
): { draft: Settings; conflicts: Conflict[] } => {
  let draft = structuredClone(theirs);
  const conflicts: Conflict[] = [];
  for (const { name, after } of changesOf(base, mine)) {
    const stored = readAt(theirs, name);
    if (!alike(stored, readAt(base, name)) && !alike(stored, after)) {
      conflicts.push({ name, theirs: stored, mine: after });
    }
    draft = writeAt(draft, name, after);
  }
  return { draft, conflicts };
};

/** What the contract finds wrong in a change, by the path of the value. */
export const issuesOf = (patch: Omit<UpdateBotBody, 'version'>): Issue[] => {
  const result = UpdateBotBody['~standard'].validate({ version: 0, ...patch });
  if (result instanceof Promise || result.issues === undefined) return [];
  return result.issues.map(({ path, message }) => ({
    path: (path ?? []).map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
    message,
  }));
};
