import fc from 'fast-check';
import { expect, it } from 'vitest';
import { panelStyles } from '../panel.styles.js';
import { contrast, onColour } from './on-colour.js';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const parts = (given: string): number[] => [1, 3, 5].map((at) => Number.parseInt(given.slice(at, at + 2), 16));

/** As `color-mix(in srgb, ...)` does. */
const mix = (one: string, other: string, share: number): string =>
  `#${parts(one)
    .map((part, at) =>
      Math.round(part * share + (parts(other)[at] as number) * (1 - share))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

/** The colours of a scheme, read from the style sheet. */
const coloursIn = (sheet: string): Record<string, string> =>
  Object.fromEntries(
    [...sheet.matchAll(/--_(\w+): (?:var\([^,]+, )?(#[0-9a-f]{3,6})\b/g)].map(([, name, value = '']) => [
      name,
      value.length === 4 ? value.replace(/\w/g, '$&$&') : value,
    ]),
  );

it('knows the contrasts of the standard', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

it('what stands on any colour is readable', () => {
  fc.assert(fc.property(colour, (given) => contrast(given, onColour(given)) >= 4.5));
});

it('prefers white where white is readable', () => {
  expect(onColour('#0f6b5c')).toBe('#ffffff');
  expect(onColour('#ffe14d')).toBe('#000000');
});

const [light = '', dark = ''] = panelStyles.split('.dark');

it.each([
  ['light', coloursIn(light)],
  ['dark', coloursIn(dark.slice(0, dark.indexOf('}')))],
])('text is readable on surface and bubbles of any accent, %s', (_, scheme) => {
  const { surface, text, muted, danger, gray } = scheme as Record<string, string>;
  for (const ink of [text, muted, danger]) expect(contrast(ink as string, surface as string)).toBeGreaterThan(4.5);
  fc.assert(
    fc.property(colour, (accent) => {
      const tint = mix(accent, gray as string, 0.05);
      return contrast(tint, text as string) >= 4.5 && contrast(tint, muted as string) >= 4.5;
    }),
  );
});
