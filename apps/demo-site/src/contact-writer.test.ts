import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContactUpdate, ContactWriter } from './contact-writer.js';
import { FakeChatku } from './far-end.fixture.js';

const API_KEY = 'hush-api-key';
const UPDATE: ContactUpdate = {
  user_id: 'cust_1001',
  name: 'Aisyah Rahman',
  email: 'aisyah@example.com',
  fields: { last_order_id: 'KS-1', last_order_status: 'being packed', last_order_total: 'RM 1.00' },
};

describe('ContactWriter', () => {
  let chatku: FakeChatku;
  let writer: ContactWriter;
  let lines: string[];
  let pauses: number[];

  const open = (apiUrl: string): ContactWriter =>
    new ContactWriter({
      apiUrl,
      apiKey: API_KEY,
      log: { info: (line) => lines.push(line), warn: (line) => lines.push(line) },
      pause: async (ms) => void pauses.push(ms),
      random: () => 1,
    });

  beforeEach(async () => {
    lines = [];
    pauses = [];
    chatku = await FakeChatku.open();
    writer = open(chatku.url);
  });
  afterEach(async () => {
    await writer.close();
    await chatku.close();
  });

  it('puts the contact with the API key, as a server and not as a browser', async () => {
    writer.write(UPDATE);
    await writer.settled();
    expect(chatku.seen).toHaveLength(1);
    const { method, path, headers, body } = chatku.seen[0]!;
    expect({ method, path, body }).toEqual({ method: 'PUT', path: '/v1/contacts', body: UPDATE });
    expect(headers).toMatchObject({ authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' });
    expect(headers).not.toHaveProperty('origin');
    expect(headers).not.toHaveProperty('cookie');
  });

  it('tries again, later and later, until it is taken', async () => {
    chatku.answers.push({ status: 503 }, 'hang up', { status: 500 }, { status: 429 });
    writer.write(UPDATE);
    await writer.settled();
    expect(chatku.seen).toHaveLength(5);
    expect(pauses).toEqual([500, 1000, 2000, 4000]);
  });

  it('waits as long as it is asked to, within reason', async () => {
    chatku.answers.push(
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 503, headers: { 'retry-after': '999999' } },
    );
    writer.write(UPDATE);
    await writer.settled();
    expect(pauses).toEqual([7000, 60_000]);
  });

  it('does not repeat what is refused for good', async () => {
    for (const status of [400, 401, 403, 404, 422]) chatku.answers.push({ status });
    for (let times = 0; times < 5; times++) {
      writer.write(UPDATE);
      await writer.settled();
    }
    expect(chatku.seen).toHaveLength(5);
    expect(pauses).toEqual([]);
  });

  it('does not follow a redirect with a customer in hand', async () => {
    chatku.answers.push({ status: 307, headers: { location: `${chatku.url}/elsewhere` } });
    writer.write(UPDATE);
    await writer.settled();
    expect(chatku.seen.map(({ path }) => path)).toEqual(['/v1/contacts', '/v1/contacts']);
  });

  it('sends only the latest of what changed while it was busy', async () => {
    for (const status of ['a', 'b', 'c']) writer.write({ ...UPDATE, fields: { last_order_status: status } });
    await writer.settled();
    expect(chatku.seen.at(-1)?.body['fields']).toEqual({ last_order_status: 'c' });
    expect(chatku.seen.length).toBeLessThan(3);
  });

  it('logs the code and the request, never a key, a name, an address or an id', async () => {
    const problem = { code: 'forbidden', request_id: 'req-1', detail: `${API_KEY} ${UPDATE.email}` };
    chatku.answers.push('hang up', { status: 503, body: problem }, { status: 403, body: problem });
    writer.write(UPDATE);
    await writer.settled();
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).toContain('HTTP 403 forbidden (request req-1)');
    for (const secret of [API_KEY, UPDATE.name, UPDATE.email, UPDATE.user_id]) {
      expect(lines.join('\n')).not.toContain(secret);
    }
  });

  it('says once that Chatku is away, however often it tries, and once that it is back', async () => {
    for (let times = 0; times < 6; times++) chatku.answers.push({ status: 503, body: { request_id: `r${times}` } });
    writer.write(UPDATE);
    writer.write({ ...UPDATE, user_id: 'cust_1002' });
    await writer.settled();
    expect(lines).toEqual([expect.stringContaining('not at Chatku yet: HTTP 503'), expect.stringContaining('again')]);
  });

  it('can be closed while Chatku is away', async () => {
    const patient = new ContactWriter({
      apiUrl: chatku.url,
      apiKey: API_KEY,
      log: { info() {}, warn: (l) => lines.push(l) },
    });
    chatku.answers.push({ status: 503, headers: { 'retry-after': '60' } });
    patient.write(UPDATE);
    await expect.poll(() => lines.length).toBe(1);
    await patient.close();
    patient.write(UPDATE);
    await patient.settled();
    expect(chatku.seen).toHaveLength(1);
  });
});
