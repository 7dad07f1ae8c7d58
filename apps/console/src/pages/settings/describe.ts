import type { Behaviour, Bot, Looks, PageRights } from '@chatku/schemas';
import type { FlowSummary } from '../../data/bots.js';
import type { Words } from '../../locale/words.js';
import { alike, type SettingName } from './draft.js';
import { nameOfLanguage } from './language-names.js';

const nameOfFlow = (id: string, flows: readonly FlowSummary[] | undefined): string =>
  flows?.find((flow) => flow.id === id)?.name ?? id;

const list = (parts: readonly (string | null | false)[]): string => parts.filter(Boolean).join(', ');

/** A setting's value in words, short enough for a list of changes. */
export const describe = (
  name: SettingName,
  value: unknown,
  { t, locale }: Words,
  flows: readonly FlowSummary[] | undefined,
): string => {
  const { value: words, layouts, icons, histories, form } = t.webchat;
  const nothing = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
  switch (name) {
    case 'looks.layout':
      return nothing ? layouts.standard : layouts[value as NonNullable<Looks['layout']>];
    case 'looks.icon':
      return icons[(value as Looks['icon']) ?? 'chat'];
    case 'looks.position':
      return t.display_style.positions[value as Looks['position']];
    case 'looks.scheme':
      return t.shell.themes[value as Looks['scheme']];
    case 'looks.locale':
      return value === 'auto' ? t.languages.auto : nameOfLanguage(String(value), locale);
    case 'looks.font':
    case 'looks.radius':
      return nothing ? words.standard : String(value);
    case 'looks.title':
    case 'looks.subtitle':
    case 'looks.colour':
    case 'looks.colour_dark':
      return nothing || value === '' ? words.none : String(value);
    case 'guests_allowed':
      return value ? t.common.yes : t.common.no;
    case 'guest_limits': {
      const limits = value as Bot['guest_limits'];
      return words.per_minute(limits.messages_per_minute, limits.new_guests_per_minute);
    }
    case 'guest_flow_id':
    case 'known_flow_id':
    case 'identified_flow_id':
      return nothing ? words.none : nameOfFlow(String(value), flows);
    case 'behaviour.guest_history':
      return histories[value as Behaviour['guest_history']];
    case 'behaviour.greeting':
      return nothing ? words.none : `“${(value as NonNullable<Behaviour['greeting']>).text}”`;
    case 'behaviour.opens': {
      const opens = value as Behaviour['opens'];
      return (
        list([
          opens.after_seconds !== null && words.seconds(opens.after_seconds),
          opens.after_scroll_percent !== null && words.scrolled(opens.after_scroll_percent),
          ...opens.paths,
        ]) || words.never
      );
    }
    case 'behaviour.hidden': {
      const hidden = value as Behaviour['hidden'];
      return list([hidden.on_phones && words.on_phones, ...hidden.paths]) || words.everywhere;
    }
    case 'behaviour.starters':
    case 'behaviour.menu':
      return nothing ? words.none : list((value as Behaviour['menu']).map(({ label }) => label || '…'));
    case 'behaviour.pre_chat': {
      const preChat = value as Behaviour['pre_chat'];
      return preChat === null
        ? words.none
        : list([...preChat.fields.map(({ label }) => label || '…'), preChat.consent !== null && form.consent]) ||
            t.common.yes;
    }
    case 'behaviour.typing': {
      const typing = value as Behaviour['typing'];
      return typing.per_character_ms === 0 ? words.none : `${typing.per_character_ms} / ${typing.at_most_ms} ms`;
    }
    case 'behaviour.hours':
      return nothing ? words.none : hoursOf(value as NonNullable<Behaviour['hours']>);
    case 'page_rights': {
      const rights = value as PageRights;
      return (
        list([
          rights.track_events && form.events,
          ...rights.tags,
          ...rights.flows.map(({ ref, flow_id }) => `${ref || '…'} (${nameOfFlow(flow_id, flows)})`),
        ]) || words.none
      );
    }
    case 'behaviour.texts':
      return list(textsOf(value as Behaviour['texts'], locale)) || words.none;
  }
};

/** The languages, each with what it says: `العربية: “إرسال”`. */
const textsOf = (texts: Behaviour['texts'], reader: string): string[] =>
  Object.entries(texts).map(([code, said]) => {
    const all = Object.values(said).flatMap((text) => (typeof text === 'string' ? [text] : Object.values(text ?? {})));
    return `${nameOfLanguage(code, reader)}${all.length === 0 ? '' : `: ${all.map((one) => `“${one}”`).join(', ')}`}`;
  });

/** What one tree of texts has that the other has not, or has differently: of sixty texts the one that changes is shown. */
export const textsApart = <T extends object>(texts: T, others: object): T =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => {
      const other: unknown = (others as Record<string, unknown>)[key];
      if (alike(text, other)) return [];
      if (typeof text !== 'object' || typeof other !== 'object' || other === null) return [[key, text]];
      const apart = textsApart(text as object, other);
      return Object.keys(apart).length === 0 ? [] : [[key, apart]];
    }),
  ) as T;

const hoursOf = (hours: NonNullable<Behaviour['hours']>): string =>
  list([
    hours.timezone,
    ...[hours.mon, hours.tue, hours.wed, hours.thu, hours.fri, hours.sat, hours.sun].map((spans) =>
      spans.length === 0 ? '–' : spans.map(({ from, to }) => `${from}–${to}`).join(' '),
    ),
  ]);
