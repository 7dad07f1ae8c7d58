import { type PluralForm, type PreviewScene, pluralFormsOf, type WidgetTextKey } from '@chatku/schemas';

/** The widget's strings in the order in which a visitor meets them. A test holds that every one of them is in one group. */
export const TEXT_GROUPS = {
  begin: [
    ...['open', 'emptyTitle', 'emptyText', 'starters', 'dismiss'],
    ...['preChat', 'startChat', 'required', 'fillIn', 'fillInRight', 'tick', 'readMore'],
  ],
  talk: [
    ...['write', 'send', 'agent', 'you', 'asGuest', 'typing', 'replies', 'menu', 'back', 'newTab'],
    ...['left', 'over', 'close', 'mute'],
  ],
  messages: [
    ...['queued', 'sending', 'sent', 'seen', 'failed', 'retry', 'today', 'yesterday', 'unread', 'newCount', 'toNewest'],
    ...['older', 'loading', 'log', 'agent_joined', 'agent_left', 'conversation_done', 'conversation_reopened'],
  ],
  trouble: [
    ...['settling', 'reconnecting', 'reconnectingSafe', 'origin_not_allowed', 'guests_not_allowed', 'bot_disabled'],
    ...['protocol_too_old', 'reload', 'browser_too_old'],
  ],
  earlier: ['linkTitle', 'linkText', 'linkNo', 'linkYes'],
} as const satisfies Record<string, readonly WidgetTextKey[]>;
export type TextGroup = keyof typeof TEXT_GROUPS;

const SCENES: Readonly<Partial<Record<WidgetTextKey, PreviewScene>>> = {
  emptyTitle: 'empty',
  emptyText: 'empty',
  asGuest: 'states',
  agent: 'states',
  typing: 'typing',
  settling: 'settling',
  reconnecting: 'reconnecting',
  reconnectingSafe: 'reconnectingSafe',
  origin_not_allowed: 'origin_not_allowed',
  guests_not_allowed: 'guests_not_allowed',
  bot_disabled: 'bot_disabled',
  protocol_too_old: 'protocol_too_old',
  reload: 'protocol_too_old',
};

/** In which chat the preview shows a text, as far as there is something to see of it. */
export const sceneOf = (group: TextGroup, key: WidgetTextKey): PreviewScene =>
  SCENES[key] ?? (group === 'messages' ? 'states' : group === 'earlier' ? 'link' : 'talk');

const MANY = 1_000_000;
const SHOWN = 3;

/** The forms a language has for whole numbers, each with the first numbers that are said so. */
export const formsWithNumbers = (code: string): { form: PluralForm; numbers: number[]; isMore: boolean }[] => {
  const rules = new Intl.PluralRules(code);
  const counts = [...Array.from({ length: 200 }, (_, n) => n), MANY];
  const forms = pluralFormsOf(code);
  return forms.flatMap((form) => {
    const numbers = forms.length === 1 ? counts : counts.filter((n) => rules.select(n) === form);
    return numbers.length === 0 ? [] : [{ form, numbers: numbers.slice(0, SHOWN), isMore: numbers.length > SHOWN }];
  });
};
