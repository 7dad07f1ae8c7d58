import type { Behaviour, Looks } from '@chatku/schemas';

/**
 * Does a bot's chat need the file `more.js`? 0: no; 1: yes; 2: yes, and the launcher stays out of sight until it is here,
 * since it shows something else, or on this page or phone nothing at all.
 */
export function needOfMore(looks: Looks, behaviour: Behaviour): 0 | 1 | 2 {
  const { hidden, opens } = behaviour;
  if (hidden.on_phones || hidden.paths.length > 0) return 2;
  if (looks.icon !== undefined && looks.icon !== 'chat') return 2;
  if (looks.colour_dark !== undefined) return 2;
  if (looks.layout !== undefined || looks.radius !== undefined || looks.font !== undefined) return 1;
  if (opens.after_seconds !== null || opens.after_scroll_percent !== null) return 1;
  return isQuiet(behaviour) ? 0 : 1;
}

function isQuiet({ greeting, starters, menu, pre_chat, typing, hours, texts }: Behaviour): boolean {
  return (
    greeting === null &&
    pre_chat === null &&
    hours === null &&
    starters.length === 0 &&
    menu.length === 0 &&
    (typing.per_character_ms === 0 || typing.at_most_ms === 0) &&
    Object.values(texts).every((words) => Object.keys(words).length === 0)
  );
}
