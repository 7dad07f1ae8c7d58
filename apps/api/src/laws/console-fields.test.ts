import { randomUUID } from 'node:crypto';
import type { Comparison, ConditionNode, ContactDetail, FieldDefinition, FlowGraph } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuditService } from '../features/workspaces/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

/* Fields of contacts and of the bot: defined, renamed, taken away, and read by flows. */

let world: World;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

const fields = (rest = ''): string => `/v1/console/bots/${world.bot.id}/fields${rest}`;
const BASICS = { type: 'text', page_writable: true, minimum_provenance: 'page' };
const put = (field: Record<string, unknown>) => owner.put(fields(), { ...BASICS, ...field });
const find = async (name: string): Promise<FieldDefinition | undefined> =>
  ((await owner.get(fields('?limit=100')).expect(200)).body.items as FieldDefinition[]).find(
    (field) => field.name === name,
  );
const detail = async (id: string): Promise<ContactDetail> =>
  (await owner.get(`/v1/console/contacts/${id}`).expect(200)).body as ContactDetail;
const valuesOf = async (id: string) => (await detail(id)).fields.map(({ name, value }) => [name, value]);
const lastAct = async () =>
  (await world.harness.get(AuditService).list(world.harness.reader, world.bot.workspaceId, 1))[0];
const say = (text: string) => ({
  start: 'hello',
  steps: [{ id: 'hello', kind: 'send_message' as const, blocks: [{ kind: 'text' as const, text }] }],
});

describe('a field', () => {
  test('has a folder and a note, which stay when they are left out', async () => {
    await put({ name: 'size', folder: 'Clothes', description: 'As on the label.' }).expect(200);
    const { body } = await put({ name: 'Size', page_writable: false }).expect(200);
    expect(body).toEqual({
      name: 'Size',
      type: 'text',
      page_writable: false,
      minimum_provenance: 'page',
      scope: 'user',
      folder: 'Clothes',
      description: 'As on the label.',
      value: null,
    });
    expect(await find('Size')).toEqual(body);
    expect(await find('size')).toBeUndefined();
  });

  test('keeps its type and what it is for', async () => {
    await put({ name: 'fixed' }).expect(200);
    expect((await put({ name: 'FIXED', type: 'number' }).expect(409)).body.code).toBe('conflict');
    expect((await put({ name: 'fixed', scope: 'bot' }).expect(409)).body.code).toBe('conflict');
  });

  test.each([
    ['date', '2026-11-24', '2026-11-24', '24.11.2026'],
    ['datetime', '2026-11-24T09:30:00+08:00', '2026-11-24T01:30:00.000Z', 'tomorrow'],
    ['json', '{ "a": [1] }', '{"a":[1]}', '{a:1}'],
  ])('of type %s keeps what fits, and refuses the rest', async (type, given, kept, wrong) => {
    const name = `typed_${type}`;
    await put({ name, type }).expect(200);
    const { contactId } = await world.page().becomeUser(randomUUID());
    const path = `/v1/console/contacts/${contactId}/fields`;
    await owner.patch(path, { fields: { [name]: given } }).expect(204);
    expect(await valuesOf(contactId)).toEqual([[name, kept]]);
    await owner.patch(path, { fields: { [name]: wrong } }).expect(400);
    expect(await valuesOf(contactId)).toEqual([[name, kept]]);
  });
});

describe('a field of the bot', () => {
  test('holds one value for everybody, of its type', async () => {
    await put({ name: 'opens_at', type: 'number', scope: 'bot', value: '9' }).expect(200);
    expect(await find('opens_at')).toMatchObject({ scope: 'bot', value: 9, page_writable: false });
    expect((await put({ name: 'opens_at', type: 'number', value: 'nine' }).expect(400)).body.issues).toEqual([
      { path: 'value', message: 'must be a number' },
    ]);
    await put({ name: 'opens_at', type: 'number', folder: 'Hours' }).expect(200);
    expect(await find('opens_at')).toMatchObject({ value: 9, folder: 'Hours' });
  });

  test('is no field of a contact, whoever writes', async () => {
    await put({ name: 'bot_only', scope: 'bot', value: 'ours' }).expect(200);
    const page = await world.page().becomeUser(randomUUID(), { attributes: { bot_only: 'mine' } });
    await owner.patch(`/v1/console/contacts/${page.contactId}/fields`, { fields: { bot_only: 'x' } }).expect(400);
    expect(await valuesOf(page.contactId)).toEqual([]);
    expect(await find('bot_only')).toMatchObject({ value: 'ours' });
  });

  test('is what flows say, as it is now', async () => {
    await put({ name: 'hours', scope: 'bot', value: '9 to 5' }).expect(200);
    await world.changeBot({ guestFlowId: await world.publish(say('Open {{bot.HOURS}}.')) });
    const open = async () => {
      const page = await world.page().becomeGuest();
      await page.call('post', 'open').send({}).expect(200);
      return page.texts();
    };
    expect(await open()).toEqual(['Open 9 to 5.']);
    await put({ name: 'hours', value: '10 to 6' }).expect(200);
    expect(await open()).toEqual(['Open 10 to 6.']);
    await world.changeBot({ guestFlowId: null });
  });

  test('has a value, and a field of contacts has none', async () => {
    await put({ name: 'of_contacts', value: 'x' }).expect(400);
    expect(await find('of_contacts')).toBeUndefined();
  });
});

describe('renaming', () => {
  const rename = (name: string, to: string) => owner.post(fields(`/${name}/rename`), { name: to });

  test('takes the values along, and is audited', async () => {
    await put({ name: 'colour' }).expect(200);
    const { contactId } = await world.page().becomeUser(randomUUID(), { attributes: { colour: 'red' } });
    await rename('colour', 'shade').expect(200);
    expect(await valuesOf(contactId)).toEqual([['shade', 'red']]);
    expect(await find('colour')).toBeUndefined();
    expect(await lastAct()).toMatchObject({ action: 'field.renamed', detail: { name: 'colour', to: 'shade' } });
  });

  test('leaves the fields of other bots alone', async () => {
    const { body: other } = await owner.post('/v1/console/bots', { name: 'Other' }).expect(201);
    await owner.put(`/v1/console/bots/${other.id}/fields`, { ...BASICS, name: 'shared' }).expect(200);
    await put({ name: 'shared' }).expect(200);
    await rename('shared', 'ours').expect(200);
    await owner.post(`/v1/console/bots/${other.id}/fields/shared/rename`, { name: 'theirs' }).expect(200);
    expect(await find('ours')).toBeDefined();
  });

  test('to a name that is taken, or an attribute’s, is refused', async () => {
    await put({ name: 'one' }).expect(200);
    await put({ name: 'two' }).expect(200);
    expect((await rename('one', 'TWO').expect(409)).body.code).toBe('already_exists');
    await rename('one', 'Email').expect(400);
    await rename('one', '1one').expect(400);
    await rename('nothing', 'something').expect(404);
    expect(await find('one')).toBeDefined();
  });

  test('is refused while the form before the chat asks for it', async () => {
    await put({ name: 'company' }).expect(200);
    const form = { fields: [{ name: 'Company', label: 'Company', required: true }], consent: null };
    await world.changeBot({ behaviour: { ...world.bot.behaviour, pre_chat: form } });
    const answer = await rename('company', 'firm').expect(409);
    expect(answer.body).toMatchObject({ code: 'field_in_use', issues: [{ path: 'behaviour.pre_chat' }] });
    await world.changeBot({ behaviour: { ...world.bot.behaviour, pre_chat: null } });
    await rename('company', 'firm').expect(200);
  });

  test('is refused with the places while flows use the name; another spelling of it is not', async () => {
    await put({ name: 'member_no' }).expect(200);
    const flowId = await world.publish(say('{{user.member_no}}'));
    const answer = await rename('member_no', 'card_no').expect(409);
    expect(answer.body).toMatchObject({
      code: 'field_in_use',
      issues: [{ path: 'hello', message: 'in the flow "Flow"' }],
    });
    await rename('member_no', 'Member_No').expect(200);
    await owner.post(`/v1/console/bots/${world.bot.id}/flows/${flowId}/publish`, { graph: say('Hello') }).expect(200);
    await rename('Member_No', 'card_no').expect(200);
  });
});

describe('a conversation that runs in an older version of its flow', () => {
  const rename = (name: string, to: string) => owner.post(fields(`/${name}/rename`), { name: to }).expect(200);
  const asks = (field: string): FlowGraph => ({
    start: 'ask',
    steps: [
      {
        id: 'ask',
        kind: 'question',
        text: 'Which plan?',
        answer: { type: 'text' },
        save_to: field,
        ports: { answered: 'say' },
      },
      {
        id: 'say',
        kind: 'send_message',
        blocks: [{ kind: 'text', text: `Yours: {{user.${field}}} ({{bot.desk}})` }],
      },
    ],
  });
  /** A guest who was asked, and then the flow was published anew without the field. */
  const waiting = async (field: string) => {
    await put({ name: field }).expect(200);
    const flowId = await world.publish(asks(field));
    await world.changeBot({ guestFlowId: flowId });
    const page = await world.page().becomeGuest();
    await page.call('post', 'open').send({}).expect(200);
    await owner.post(`/v1/console/bots/${world.bot.id}/flows/${flowId}/publish`, { graph: say('Hello') }).expect(200);
    await world.changeBot({ guestFlowId: null });
    return page;
  };

  test('goes on with a field that was renamed meanwhile, and renamed again', async () => {
    await put({ name: 'counter', scope: 'bot', value: 'Desk 4' }).expect(200);
    const page = await waiting('tariff');
    await rename('tariff', 'scheme');
    await rename('scheme', 'Package');
    await rename('counter', 'desk');
    await page.send('Gold').expect(200);
    expect(await valuesOf(page.contactId)).toEqual([['Package', 'Gold']]);
    expect((await page.texts()).at(-1)).toBe('Yours: Gold (Desk 4)');
  });

  test('and back again', async () => {
    const page = await waiting('there');
    await rename('there', 'elsewhere');
    await rename('elsewhere', 'there');
    await page.send('Silver').expect(200);
    expect(await valuesOf(page.contactId)).toEqual([['there', 'Silver']]);
    expect((await page.texts()).at(-1)).toContain('Silver');
  });

  test('knows the field by the old name until another is given that name', async () => {
    const first = await waiting('level');
    await rename('level', 'rank');
    await put({ name: 'LEVEL' }).expect(200);
    await first.send('Gold').expect(200);
    expect(await valuesOf(first.contactId)).toEqual([['LEVEL', 'Gold']]);

    const second = await waiting('grade');
    await rename('grade', 'mark');
    await put({ name: 'note' }).expect(200);
    await rename('note', 'grade');
    await second.send('A').expect(200);
    expect(await valuesOf(second.contactId)).toEqual([['grade', 'A']]);
  });
});

describe('conditions', () => {
  const asked = async (when: ConditionNode, attributes: Record<string, unknown>) => {
    const graph: FlowGraph = {
      start: 'if',
      steps: [
        { id: 'if', kind: 'condition', branches: [{ port: 'yes', when }], ports: { yes: 'yes', else: 'no' } },
        { id: 'yes', kind: 'send_message', blocks: [{ kind: 'text', text: 'yes' }] },
        { id: 'no', kind: 'send_message', blocks: [{ kind: 'text', text: 'no' }] },
      ],
    };
    await world.changeBot({ knownFlowId: await world.publish(graph) });
    const page = await world.page().becomeUser(randomUUID(), { attributes });
    await page.call('post', 'open').send({}).expect(200);
    await world.changeBot({ knownFlowId: null });
    return page.texts();
  };
  const compare = (value: string, op: Comparison, to: string): ConditionNode => ({ kind: 'compare', value, op, to });

  test('compare by the type a field was defined with, a contact’s or the bot’s', async () => {
    await put({ name: 'zip', type: 'text' }).expect(200);
    await put({ name: 'visits', type: 'number' }).expect(200);
    await put({ name: 'seen_at', type: 'datetime' }).expect(200);
    await put({ name: 'limit', type: 'text', scope: 'bot', value: '10' }).expect(200);
    // As numbers neither would be.
    expect(await asked(compare('user.zip', 'less_than', '9'), { zip: '10' })).toEqual(['yes']);
    expect(await asked(compare('bot.limit', 'less_than', '9'), {})).toEqual(['yes']);
    expect(await asked(compare('user.visits', 'greater_than', '9'), { visits: 10 })).toEqual(['yes']);
    // As text it would not be: the two are written in different hours.
    const at = compare('user.seen_at', 'equals', '2026-11-24T09:30:00+08:00');
    expect(await asked(at, { seen_at: '2026-11-24T01:30:00Z' })).toEqual(['yes']);
  });

  test('that ask what no value of the field can answer are not true, and the error log names the step', async () => {
    await put({ name: 'age', type: 'number' }).expect(200);
    expect(await asked(compare('user.age', 'at_least', 'eighteen'), { age: 20 })).toEqual(['no']);
    const { body } = await owner.get(`/v1/console/bots/${world.bot.id}/error-log?code=comparison_mismatch`).expect(200);
    expect(body.items).toMatchObject([{ count: 1, place: { step_id: 'if' } }]);
    expect(body.items[0].detail).not.toContain('eighteen');
  });
});

describe('taking a field away', () => {
  test('takes its values in all contacts, and is audited', async () => {
    await put({ name: 'gone' }).expect(200);
    await put({ name: 'kept' }).expect(200);
    const { contactId } = await world.page().becomeUser(randomUUID(), { attributes: { gone: 'x', kept: 'y' } });
    await owner.delete(fields('/GONE')).expect(204);
    expect(await find('gone')).toBeUndefined();
    expect(await valuesOf(contactId)).toEqual([['kept', 'y']]);
    expect(await lastAct()).toMatchObject({ action: 'field.deleted', detail: { name: 'GONE', values: 1 } });
    await owner.delete(fields('/gone')).expect(404);
  });

  test('is refused with the places while flows use it', async () => {
    await put({ name: 'price', type: 'number', scope: 'bot', value: 5 }).expect(200);
    await world.publish(say('{{bot.price}} ringgit'));
    expect((await owner.delete(fields('/price')).expect(409)).body.code).toBe('field_in_use');
    expect(await find('price')).toMatchObject({ value: 5 });
  });
});

test('a copy of the bot has its fields, and what they hold', async () => {
  await put({ name: 'copied', scope: 'bot', value: 'held', folder: 'F' }).expect(200);
  const { body: copy } = await owner.post(`/v1/console/bots/${world.bot.id}/duplicate`).expect(201);
  const { body } = await owner.get(`/v1/console/bots/${copy.id}/fields?limit=100`).expect(200);
  expect(body.items).toContainEqual(expect.objectContaining({ name: 'copied', value: 'held', folder: 'F' }));
});
