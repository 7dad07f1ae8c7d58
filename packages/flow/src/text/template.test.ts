import type { FieldValue } from '@chatku/schemas';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasFixedHost, placeholdersOf, renderText, renderUrl, renderValue } from './template.js';

const values: Record<string, FieldValue> = {
  name: 'Aisyah',
  'user.n': 12,
  'user.yes': true,
  'user.none': null,
  q: 'a "b" & c/d',
};
const lookup = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
const render = (template: string) => renderText(template, lookup);

describe('a placeholder', () => {
  test.each([
    ['Hi {{name}}!', 'Hi Aisyah!'],
    ['{{ name | upper }} {{name|lower}}', 'AISYAH aisyah'],
    ['{{user.n}} {{user.yes}}', '12 true'],
    ['{{nobody | default:"there"}}', 'there'],
    ['{{nobody | default:"a|b" | upper}}', 'A|B'],
    ['{{nobody | default:“there”}}', 'there'],
    ['{{name | default:"there"}}', 'Aisyah'],
    ['{{user.none | default:"there"}}', 'there'],
    ['{{user.n | json}} {{name | json}} {{q | json}} {{user.none | json}}', '12 "Aisyah" "a \\"b\\" & c/d" null'],
    ['{{q | url}}', 'a%20%22b%22%20%26%20c%2Fd'],
    ['[{{nobody}}][{{user.none}}]', '[][]'],
    ['{{name}}{{name}}', 'AisyahAisyah'],
  ])('%s reads %s', (template, text) => {
    expect(render(template)).toBe(text);
  });

  test.each([
    '{{}}',
    '{{ }}',
    '{{a b}}',
    '{{1a}}',
    '{{a.b.c}}',
    '{{name |}}',
    '{{name | default:there}}',
    '{{name | "x"}}',
    '{{__proto__}}',
  ])('%s cannot be read, is empty and is found at publishing', (template) => {
    expect(render(template)).toBe('');
    expect(placeholdersOf(template)).toEqual([{ ok: false, source: template, code: 'malformed_placeholder' }]);
  });

  test('with a filter nobody knows is empty and is found at publishing', () => {
    expect(render('{{name | shout}}')).toBe('');
    expect(placeholdersOf('{{name | shout}}')).toMatchObject([{ ok: false, code: 'unknown_filter' }]);
  });

  test.each(['{{name', 'name}}', '{name}', '{ {name} }'])('%s is none', (template) => {
    expect(render(template)).toBe(template);
    expect(placeholdersOf(template)).toEqual([]);
  });

  test('names that every object inherits are no values', () => {
    expect(render('{{constructor}}{{toString}}{{hasOwnProperty}}')).toBe('');
  });
});

test('a value is never read as a template', () => {
  fc.assert(
    fc.property(fc.string(), (noise) => {
      const hostile = `{{name}}$&$1${noise}{{name | upper}}`;
      expect(renderText('<{{x}}>', (name) => (name === 'x' ? hostile : 'EXPANDED'))).toBe(`<${hostile}>`);
    }),
  );
});

test('a text of nothing but openings is read in a moment', () => {
  const hostile = '{{a|'.repeat(200_000);
  expect(render(hostile)).toBe(hostile);
});

test('text comes out well-formed and without NUL, halves that meet included', () => {
  expect(renderText('{{x}}', () => '\udc00\0b')).toBe('\ufffdb');
  expect(renderText('\ud83d{{x}}', () => '\ude00')).toBe('😀');
});

describe('in an address', () => {
  test('a value is one part of a path or query, encoded once', () => {
    expect(renderUrl('https://shop.example/{{q}}?x={{q | url}}', lookup)).toBe(
      'https://shop.example/a%20%22b%22%20%26%20c%2Fd?x=a%20%22b%22%20%26%20c%2Fd',
    );
    expect(renderUrl('https://shop.example/{{x}}', () => '\ud800')).toBe('https://shop.example/%EF%BF%BD');
  });

  test.each([
    ['https://shop.example', true],
    ['http://localhost:4000/a', true],
    ['https://shop.example/{{x}}', true],
    ['https://shop.example?{{x}}', true],
    ['{{x}}', false],
    ['https://{{x}}/', false],
    ['https://shop.example{{x}}', false],
    ['https://shop.example@{{x}}', false],
    ['javascript:alert(1)', false],
    ['//shop.example', false],
    ['https:///x', false],
  ])('%s has a host of its own: %s', (url, fixed) => {
    expect(hasFixedHost(url)).toBe(fixed);
  });
});

describe('a value', () => {
  test('that is one placeholder keeps its type', () => {
    expect(renderValue(' {{user.n}} ', lookup)).toBe(12);
    expect(renderValue('{{user.yes}}', lookup)).toBe(true);
  });

  test('with anything else around it is text', () => {
    expect(renderValue('{{user.n}}.', lookup)).toBe('12.');
    expect(renderValue('{{user.n | json}}', lookup)).toBe('12');
    expect(renderValue('{{nobody}}', lookup)).toBe('');
  });
});
