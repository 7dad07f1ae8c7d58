import { type Behaviour, isWidgetLocale, type Looks } from '@chatku/schemas';

/** Does a bot's chat need the file `more.js`? A plain one's visitors never load it. */
export function needsMore(looks: Looks, behaviour: Behaviour): boolean {
  const { hidden, opens, greeting, starters, menu, pre_chat, typing, hours, texts } = behaviour;
  return (
    (looks.icon !== undefined && looks.icon !== 'chat') ||
    [looks.colour_dark, looks.layout, looks.radius, looks.font].some((value) => value !== undefined) ||
    [greeting, opens.after_seconds, opens.after_scroll_percent, pre_chat, hours].some((value) => value !== null) ||
    [hidden.paths, starters, menu].some((list) => list.length > 0) ||
    hidden.on_phones ||
    typing.per_character_ms * typing.at_most_ms > 0 ||
    // A language of the bot's own changes more than words: formats, and which way it runs.
    Object.entries(texts).some(([code, words]) => !isWidgetLocale(code) || Object.keys(words).length > 0)
  );
}
