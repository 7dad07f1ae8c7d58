import type { FieldValue } from '@chatku/schemas';
import { wellFormed } from './clean.js';

/** Filters of a placeholder, applied from left to right. `default` answers for an empty value. */
export const FILTERS = ['default', 'upper', 'lower', 'json', 'url'] as const;
export type FilterName = (typeof FILTERS)[number];

/** One `{{...}}`: a name and its filters, or why it could not be read. */
export type Placeholder =
  | { ok: true; source: string; name: string; filters: { name: FilterName; argument: string }[] }
  | { ok: false; source: string; code: 'malformed_placeholder' | 'unknown_filter' };

/** Finds a value by its name as written, such as `name` or `user.order_no`; undefined where there is none. */
export type Lookup = (name: string) => FieldValue | undefined;

// Neither part can hold a brace, so every `{{` is tried once and the scan is linear in the text.
const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const NAME = /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)?$/;
const FILTER = /^([a-z]+)(?:\s*:\s*"([^"]*)")?$/;

/** Every placeholder of a text, in order. */
export const placeholdersOf = (template: string): Placeholder[] =>
  Array.from(template.matchAll(PLACEHOLDER), ([source, inner = '']) => parsePlaceholder(source, inner));

const parsePlaceholder = (source: string, inner: string): Placeholder => {
  // Phones write curly quotes; the author meant plain ones.
  const parts = splitOutsideQuotes(inner.replace(/[“”]/g, '"'));
  const name = (parts[0] ?? '').trim();
  if (!NAME.test(name)) return { ok: false, source, code: 'malformed_placeholder' };
  const filters: { name: FilterName; argument: string }[] = [];
  for (const part of parts.slice(1)) {
    const match = FILTER.exec(part.trim());
    if (match === null) return { ok: false, source, code: 'malformed_placeholder' };
    const filter = FILTERS.find((known) => known === match[1]);
    if (filter === undefined) return { ok: false, source, code: 'unknown_filter' };
    filters.push({ name: filter, argument: match[2] ?? '' });
  }
  return { ok: true, source, name, filters };
};

const splitOutsideQuotes = (text: string): string[] => {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === '|' && !quoted) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  parts.push(part);
  return parts;
};

/** How a value reads in a text. */
export const valueText = (value: FieldValue | undefined): string =>
  value === undefined || value === null ? '' : String(value);

const filtered = (placeholder: Placeholder, lookup: Lookup): string => {
  if (!placeholder.ok) return '';
  const value = lookup(placeholder.name);
  let text = valueText(value);
  placeholder.filters.forEach(({ name, argument }, index) => {
    if (name === 'default') text = text === '' ? argument : text;
    else if (name === 'upper') text = text.toUpperCase();
    else if (name === 'lower') text = text.toLowerCase();
    else if (name === 'url') text = encodeURIComponent(wellFormed(text));
    // As the first filter it sees the value with its type (12, true, null); later, the text made so far.
    else text = JSON.stringify(index === 0 ? (value ?? null) : text);
  });
  return text;
};

/**
 * The text with its placeholders filled in, well-formed and without NUL. Single pass: what a value contains is never
 * read as a placeholder. What is unknown or malformed is empty here and listed by `checkFlow`. Never throws.
 */
export const renderText = (template: string, lookup: Lookup): string =>
  wellFormed(
    template.replace(PLACEHOLDER, (source, inner: string) => filtered(parsePlaceholder(source, inner), lookup)),
  );

/** Does the address name its scheme and host itself, leaving no placeholder a say in where it leads? */
export const hasFixedHost = (template: string): boolean => /^https?:\/\/[^/?#{}\s]+(?:[/?#]|$)/i.test(template);

/** As `renderText`, for an address: each value is percent-encoded, so that it stays one part of a path or query. */
export const renderUrl = (template: string, lookup: Lookup): string =>
  wellFormed(
    template.replace(PLACEHOLDER, (source, inner: string) => {
      const placeholder = parsePlaceholder(source, inner);
      const text = filtered(placeholder, lookup);
      const encoded = placeholder.ok && placeholder.filters.at(-1)?.name === 'url';
      return encoded ? text : encodeURIComponent(wellFormed(text));
    }),
  );

/** The value itself, with its type, where the template is one placeholder and nothing else; else the rendered text. */
export const renderValue = (template: string, lookup: Lookup): FieldValue => {
  const [only] = placeholdersOf(template);
  if (only?.ok && only.source === template.trim() && only.filters.length === 0) {
    const value = lookup(only.name);
    return typeof value === 'string' ? wellFormed(value) : (value ?? '');
  }
  return renderText(template, lookup);
};
