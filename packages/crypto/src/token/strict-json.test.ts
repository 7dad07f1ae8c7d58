import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonObject } from './strict-json.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('parseJsonObject', () => {
  it('reads every object that JSON can say', () => {
    const jsonValue = fc.dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 });
    fc.assert(
      fc.property(jsonValue, (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(parseJsonObject(bytes(text)))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it.each([
    '{"sub":"a","sub":"b"}',
    '{"sub":"a","sub":"a"}',
    '{"sub":"a","\\u0073ub":"b"}',
    '{"a":1,"b":{"c":1,"c":2}}',
    '{"a":[{"c":1,"d":[],"c":2}]}',
    '{"a":{"x":1},"b":[1,{"y":"}"}],"a":2}',
    '{"":1,"":2}',
    '{"a\\"":1,"b":"a\\"","a\\"":2}',
    '{"__proto__":1,"__proto__":2}',
  ])('refuses a name that is said twice: %s', (text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(parseJsonObject(bytes(text))).toBeNull();
  });

  it.each([
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '{"a":[{"x":1},{"x":1}],"x":1}',
    '{"a":"\\"a\\":1,\\"a\\":2","b":"{","c":"]:"}',
    '{"a":"\\\\","b":1}',
  ])('takes a name again in another object, and what only looks like one: %s', (text) => {
    expect(parseJsonObject(bytes(text))).toEqual(JSON.parse(text));
  });

  it.each(['', 'null', '7', '"a"', '[]', '[{}]', '{', '{"a":1}x', "{'a':1}", '{"a":1,}', '\ufeff{"a":1}', '{"a":NaN}'])(
    'is null for what is no object of JSON: %j',
    (text) => {
      expect(parseJsonObject(bytes(text))).toBeNull();
    },
  );

  it('is null for bytes that are not UTF-8', () => {
    expect(parseJsonObject(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d))).toBeNull();
  });

  it('never throws, however deep', () => {
    expect(parseJsonObject(bytes(`{"a":${'['.repeat(6000)}${']'.repeat(6000)}}`))).not.toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        parseJsonObject(noise);
      }),
    );
  });
});
