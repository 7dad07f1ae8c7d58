import { fittingTexts, type WidgetTexts } from '@chatku/schemas';

/** Bots whose texts are remembered at the most; a text may be some kilobytes. */
const REMEMBERED_MAX = 200;

/** By what is stored. Bots are read many times a second, and looking through every sentence of one takes milliseconds. */
const remembered = new Map<string, WidgetTexts>();

/** What of a bot's stored texts this version takes. @see fittingTexts */
export function storedTexts(stored: WidgetTexts): WidgetTexts {
  const key = JSON.stringify(stored);
  if (key === '{}') return stored;
  const known = remembered.get(key);
  const texts = known ?? fittingTexts(stored);
  // Read last, forgotten last.
  remembered.delete(key);
  remembered.set(key, texts);
  if (remembered.size > REMEMBERED_MAX) remembered.delete(remembered.keys().next().value ?? '');
  return texts;
}
