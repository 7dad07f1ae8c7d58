import { expect, test } from 'vitest';
import { applyEffects, type ContactSnapshot } from './index.js';

const contact: ContactSnapshot = { fields: { Size: 'S' }, tags: ['VIP'], system: { name: 'Aisyah' } };

test('a field keeps the spelling of its name, and an attribute is one, however it is written', () => {
  const after = applyEffects(contact, [
    { type: 'set_field', name: 'size', value: 'M' },
    { type: 'set_field', name: 'Email', value: 'a@b.example' },
    { type: 'clear_field', name: 'NAME' },
  ]);
  expect(after).toEqual({ fields: { Size: 'M' }, tags: ['VIP'], system: { name: null, email: 'a@b.example' } });
});

test('a tag is on a contact once, whatever its case', () => {
  expect(applyEffects(contact, [{ type: 'add_tag', tag: 'vip' }]).tags).toEqual(['VIP']);
  expect(applyEffects(contact, [{ type: 'remove_tag', tag: 'vip' }]).tags).toEqual([]);
  expect(applyEffects(contact, [{ type: 'add_tag', tag: 'new' }]).tags).toEqual(['VIP', 'new']);
});

test('other effects change nothing', () => {
  expect(
    applyEffects(contact, [
      { type: 'unhandled', text: 'x' },
      { type: 'send', message: { text: 'x' } },
    ]),
  ).toBe(contact);
});
