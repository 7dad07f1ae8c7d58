import * as v from 'valibot';
import { fieldName } from './identity.js';
import { flowRef } from './page-acts.js';
import { record, shape } from './shape.js';
import { line, text, uuid, webUrl } from './text.js';
import type { Looks } from './widget.js';
import { WidgetTexts } from './widget-texts.js';

/**
 * How a bot's web chat behaves on a page: the tab *Behaviour* and the words of the tab *Languages*. Public, like its
 * looks: every visitor's page may read it, so nothing in here is a secret or a permission.
 */

const whole = (min: number, max: number) => v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

/** Pages by their path, with `*` for any run of characters: `/checkout`, `/blog/*`. Matched against the whole path. */
export const pathPattern = v.pipe(
  text(200, 1),
  v.regex(/^\/[^\s<>"'\\\u0000-\u001f\u007f-\u009f]*$/, 'must begin with a slash'),
);
const paths = v.pipe(v.array(pathPattern), v.maxLength(20));

/** A bubble beside the launcher, until the visitor opens the chat or sends it away. */
export const Greeting = shape({
  text: line(200, 1),
  /** Seconds after the page is ready. */
  after_seconds: whole(0, 300),
  /** Pages it shows on; empty: all. */
  paths,
});
export type Greeting = v.InferOutput<typeof Greeting>;

/** When the chat opens by itself. A visitor who closed it is left alone until the tab is closed. */
export const OpensBy = shape({
  /** Seconds after the page is ready; 0 opens it at once, null never. */
  after_seconds: v.nullable(whole(0, 3600)),
  /** Once this much of the page has been scrolled past; null never. */
  after_scroll_percent: v.nullable(whole(1, 100)),
  /** Pages on which it does; empty: all. */
  paths,
});
export type OpensBy = v.InferOutput<typeof OpensBy>;

const label = line(40, 1);
/** What choosing it does: says a text as the visitor's, opens a page, or starts a flow of the bot. */
const chosen = [
  shape({ kind: v.literal('say'), id: flowRef, label, text: line(200, 1) }),
  shape({ kind: v.literal('url'), id: flowRef, label, url: webUrl }),
  shape({ kind: v.literal('flow'), id: flowRef, label, flow_id: uuid }),
] as const;

/** A conversation starter, shown while a chat has no messages. */
export const Starter = v.variant('kind', [chosen[0], chosen[2]]);
export type Starter = v.InferOutput<typeof Starter>;

/** An item of the persistent menu; one of kind `menu` holds a second level. */
export const MenuItem = v.variant('kind', [
  ...chosen,
  shape({
    kind: v.literal('menu'),
    id: flowRef,
    label,
    items: v.pipe(v.array(v.variant('kind', [...chosen])), v.minLength(1), v.maxLength(5)),
  }),
]);
export type MenuItem = v.InferOutput<typeof MenuItem>;

/** What a guest is asked before the chat. Its values have provenance `visitor`. */
export const PreChatForm = shape({
  fields: v.pipe(
    v.array(
      shape({
        /** `name`, `email`, `phone`, or a field of the bot. */
        name: fieldName,
        label: line(80, 1),
        required: v.boolean(),
      }),
    ),
    v.maxLength(5),
  ),
  /** A box that must be ticked; null: none. */
  consent: v.nullable(shape({ text: line(300, 1), url: v.nullable(webUrl) })),
});
export type PreChatForm = v.InferOutput<typeof PreChatForm>;

const timeOfDay = v.pipe(v.string(), v.regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:30'));
const hoursOfDay = v.pipe(
  v.array(
    v.pipe(
      shape({ from: timeOfDay, to: timeOfDay }),
      v.check(({ from, to }) => from < to, 'must end after it begins'),
    ),
  ),
  v.maxLength(4),
);

/** When people answer, in the time zone of the team. */
export const BusinessHours = shape({
  /** IANA name, for example `Asia/Kuala_Lumpur`. */
  timezone: line(64, 1),
  mon: hoursOfDay,
  tue: hoursOfDay,
  wed: hoursOfDay,
  thu: hoursOfDay,
  fri: hoursOfDay,
  sat: hoursOfDay,
  sun: hoursOfDay,
  /** Shown in the chat outside of these hours. */
  offline_message: text(500, 1),
});
export type BusinessHours = v.InferOutput<typeof BusinessHours>;

/** Where a guest's history is kept: with the browser, with the tab, or nowhere. */
export const GUEST_HISTORIES = ['device', 'session', 'none'] as const;

/** The ids of all starters and items, on both levels of the menu. */
const chosenIds = (starters: readonly Starter[], menu: readonly MenuItem[]): string[] => [
  ...starters.map(({ id }) => id),
  ...menu.flatMap((item) => [item.id, ...(item.kind === 'menu' ? item.items.map(({ id }) => id) : [])]),
];

const behaviour = shape({
  greeting: v.nullable(Greeting),
  opens: OpensBy,
  /** Where there is no chat: on phones, or on these pages. */
  hidden: shape({ on_phones: v.boolean(), paths }),
  starters: v.pipe(v.array(Starter), v.maxLength(4)),
  menu: v.pipe(v.array(MenuItem), v.maxLength(5)),
  pre_chat: v.nullable(PreChatForm),
  /** Milliseconds the bot seems to type for each character of an answer, and at most for one; 0: it shows at once. */
  typing: shape({ per_character_ms: whole(0, 100), at_most_ms: whole(0, 8000) }),
  hours: v.nullable(BusinessHours),
  guest_history: v.picklist(GUEST_HISTORIES),
  texts: WidgetTexts,
});

/** The whole of a bot's behaviour. */
export const Behaviour = v.pipe(
  behaviour,
  v.check(({ starters, menu }) => {
    const ids = chosenIds(starters, menu);
    return new Set(ids).size === ids.length;
  }, 'must not use the id of a starter or menu item twice'),
);
export type Behaviour = v.InferOutput<typeof Behaviour>;

/** A new bot's. */
export const DEFAULT_BEHAVIOUR: Behaviour = {
  greeting: null,
  opens: { after_seconds: null, after_scroll_percent: null, paths: [] },
  hidden: { on_phones: false, paths: [] },
  starters: [],
  menu: [],
  pre_chat: null,
  typing: { per_character_ms: 0, at_most_ms: 0 },
  hours: null,
  guest_history: 'device',
  texts: {},
};

/** The flow that a starter or an item of the menu starts, by its id; undefined where none does. */
export const flowOfChosen = (
  { starters, menu }: Pick<Behaviour, 'starters' | 'menu'>,
  id: string,
): string | undefined => {
  const all = [...starters, ...menu.flatMap((item) => (item.kind === 'menu' ? item.items : [item]))];
  const found = all.find((item) => item.id === id);
  return found?.kind === 'flow' ? found.flow_id : undefined;
};

/** How much guests may do, of one bot. */
export const GuestLimits = shape({
  /** Messages of one guest within a minute. */
  messages_per_minute: whole(1, 120),
  /** New guests from one address within a minute. */
  new_guests_per_minute: whole(1, 600),
});
export type GuestLimits = v.InferOutput<typeof GuestLimits>;
export const DEFAULT_GUEST_LIMITS: GuestLimits = { messages_per_minute: 60, new_guests_per_minute: 60 };

/** `POST .../pre-chat`: what a guest answers before the chat. Only what the form asks for is taken. */
export const PreChatBody = shape({
  /** The same id again is the same answer. */
  client_id: uuid,
  values: record(fieldName, text(500)),
  /** The box was ticked. */
  consent: v.optional(v.boolean()),
});
export type PreChatBody = v.InferOutput<typeof PreChatBody>;

/**
 * What the preview shows of a chat: what a text that is being written is seen in. `talk` unless told; a reason shows the chat
 * that refuses for it.
 */
export const PREVIEW_SCENES = [
  ...['talk', 'empty', 'states', 'typing', 'settling', 'reconnecting', 'reconnectingSafe', 'link'],
  ...['origin_not_allowed', 'guests_not_allowed', 'protocol_too_old', 'bot_disabled'],
] as const;
export type PreviewScene = (typeof PREVIEW_SCENES)[number];

/**
 * What the console posts to the preview (`GET /w/preview` in a frame of its own origin) after each change of the form. The
 * preview takes it from its parent only, shows it at once, and keeps and sends nothing.
 */
export type PreviewMessage = {
  type: 'chatku-preview';
  /** Whose picture `looks.avatar` is. */
  bot_id: string;
  looks: Looks;
  behaviour: Behaviour;
  /** A BCP 47 tag or `auto`. */
  locale: string;
  scheme: 'auto' | 'light' | 'dark';
  scene?: PreviewScene;
  /** Is the panel open? The visitor's own press on the launcher works as well. */
  open: boolean;
};

/** What the preview posts to its parent: it listens now, or the visitor opened or closed the panel in it. */
export type PreviewReply = { type: 'chatku-preview-ready' } | { type: 'chatku-preview-open'; open: boolean };
