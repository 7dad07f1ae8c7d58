import { CONDITION_DEPTH_MAX, FlowGraph } from '@chatku/schemas';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

const accepts = (step: object) => v.is(FlowGraph, { start: 'a', steps: [{ id: 'a', ...step }] });
const action = { kind: 'action', actions: [{ kind: 'add_tag', tag: 'x' }] };

describe('the wire shape of a graph', () => {
  test('refuses unknown kinds and unknown keys, at every depth', () => {
    expect(accepts(action)).toBe(true);
    expect(accepts({ ...action, position: { x: 1, y: -2.5 }, title: 'Tag' })).toBe(true);
    expect(accepts({ kind: 'teleport' })).toBe(false);
    expect(accepts({ ...action, extra: 1 })).toBe(false);
    expect(accepts({ ...action, position: { x: 1, y: 2, z: 3 } })).toBe(false);
    expect(accepts({ kind: 'action', actions: [{ kind: 'add_tag', tag: 'x', extra: 1 }] })).toBe(false);
    expect(accepts({ kind: 'go_to', target: { step_id: 'a', extra: 1 } })).toBe(false);
    expect(accepts({ kind: 'go_to', target: {} })).toBe(false);
    expect(v.is(FlowGraph, { start: 'a', steps: [] })).toBe(false);
    expect(v.is(FlowGraph, [])).toBe(false);
  });

  test('takes ports as an object of plain names: no array, no key an object would swallow', () => {
    const ports = (value: unknown) => accepts({ ...action, ports: value });
    expect(ports({ next: 'b' })).toBe(true);
    expect(ports([])).toBe(false);
    expect(ports(['b'])).toBe(false);
    expect(ports({ Next: 'b' })).toBe(false);
    expect(ports({ next: 'no such id!' })).toBe(false);
    expect(ports({ constructor: 'b' })).toBe(false);
    expect(ports(JSON.parse('{"__proto__":"b"}'))).toBe(false);
    const button = (port: string) => ({
      kind: 'send_message',
      blocks: [{ kind: 'text', text: 'x' }],
      quick_replies: [{ id: 'q', label: 'Q', port }],
    });
    expect(accepts(button('more'))).toBe(true);
    expect(accepts(button('constructor'))).toBe(false);
  });

  test('takes conditions as deep as it says, and a hostile one costs no stack', () => {
    const nested = (depth: number) => {
      let when: object = { kind: 'tag', tag: 'x', has: true };
      for (let level = 1; level < depth; level++) when = { kind: 'group', match: 'all', conditions: [when] };
      return { kind: 'condition', branches: [{ port: 'yes', when }] };
    };
    expect(accepts(nested(CONDITION_DEPTH_MAX))).toBe(true);
    expect(accepts(nested(CONDITION_DEPTH_MAX + 1))).toBe(false);
    expect(accepts(nested(100_000))).toBe(false);
  });

  test('takes waits of a second to 30 days, and times a clock can show', () => {
    const span = (amount: number, unit: string) => accepts({ kind: 'wait', time: { kind: 'span', amount, unit } });
    const clock = (at: string, days?: number) =>
      accepts({ kind: 'wait', time: { kind: 'clock', at, ...(days === undefined ? {} : { days }) } });
    expect([span(1, 'seconds'), span(30, 'days'), span(720, 'hours')]).toEqual([true, true, true]);
    expect([span(0, 'minutes'), span(1.5, 'minutes'), span(31, 'days'), span(721, 'hours')]).toEqual(
      Array.from({ length: 4 }, () => false),
    );
    expect([clock('00:00'), clock('23:59', 29)]).toEqual([true, true]);
    expect([clock('24:00'), clock('9:00'), clock('09:60'), clock('09:00', 30)]).toEqual(
      Array.from({ length: 4 }, () => false),
    );
  });

  test('refuses text no database keeps, and numbers JSON has no word for', () => {
    const say = (text: string) => accepts({ kind: 'send_message', blocks: [{ kind: 'text', text }] });
    expect(say('Hello 😀')).toBe(true);
    expect(say('')).toBe(false);
    expect(say('a\ud800')).toBe(false);
    expect(say('a\0')).toBe(false);
    expect(accepts({ ...action, position: { x: Number.POSITIVE_INFINITY, y: 0 } })).toBe(false);
  });
});
