import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { SystemNetwork } from './network.js';

const TYPES: Readonly<Record<number, 'A' | 'AAAA'>> = { 1: 'A', 28: 'AAAA' };
type Answer = readonly number[] | 'no such name' | 'failure' | 'silence';

/** A name server of this machine (RFC 1035, section 4). */
async function nameServer(answer: (name: string, type: 'A' | 'AAAA') => Answer) {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    let end = 12;
    const labels: string[] = [];
    for (let length = query[end]!; length > 0; length = query[end]!) {
      labels.push(query.toString('latin1', end + 1, end + 1 + length));
      end += length + 1;
    }
    const type = TYPES[query.readUInt16BE(end + 1)]!;
    const name = labels.join('.');
    asked.push(`${type} ${name}`);
    const data = answer(name, type);
    if (data === 'silence') return;
    const records = typeof data !== 'string' && data.length > 0 ? 1 : 0;
    const code = data === 'no such name' ? 3 : data === 'failure' ? 2 : 0;
    const head = Buffer.from([query[0]!, query[1]!, 0x81, 0x80 + code, 0, 1, 0, records, 0, 0, 0, 0]);
    const bytes = typeof data === 'string' ? [] : data;
    const record = Buffer.from([0xc0, 12, 0, query[end + 2]!, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes]);
    const question = query.subarray(12, end + 5);
    socket.send(Buffer.concat([head, question, ...(records === 1 ? [record] : [])]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { asked, network: new SystemNetwork([`127.0.0.1:${socket.address().port}`]) };
}

const IPV6 = [0x26, 0x06, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const never = new AbortController().signal;

test('a name is asked for as it stands, in both families', async () => {
  const { asked, network } = await nameServer((_name, type) => (type === 'A' ? [8, 8, 8, 8] : IPV6));
  expect(await network.addressesOf('shop.example.com', false, never)).toEqual(['8.8.8.8', '2606:4700::1']);
  expect(asked.sort()).toEqual(['A shop.example.com', 'AAAA shop.example.com']);
});

test('one family is enough', async () => {
  const { network } = await nameServer((_name, type) => (type === 'A' ? [] : IPV6));
  expect(await network.addressesOf('shop.example.com', false, never)).toEqual(['2606:4700::1']);
  const failing = await nameServer((_name, type) => (type === 'A' ? [8, 8, 8, 8] : 'failure'));
  expect(await failing.network.addressesOf('shop.example.com', false, never)).toEqual(['8.8.8.8']);
});

test('a name that is not there has no addresses, and no search domain is tried', async () => {
  const { asked, network } = await nameServer(() => 'no such name');
  expect(await network.addressesOf('shop.example.com', false, never)).toEqual([]);
  expect(new Set(asked)).toEqual(new Set(['A shop.example.com', 'AAAA shop.example.com']));
});

test('a server that fails is an error', async () => {
  const { network } = await nameServer(() => 'failure');
  await expect(network.addressesOf('shop.example.com', false, never)).rejects.toMatchObject({ code: 'ESERVFAIL' });
});

test('a question can be called off', async () => {
  const controller = new AbortController();
  const { network } = await nameServer(() => {
    controller.abort();
    return 'silence';
  });
  await expect(network.addressesOf('shop.example.com', false, controller.signal)).rejects.toMatchObject({
    code: 'ECANCELLED',
  });
});

test('an inner name is looked up as every program of the machine does', async () => {
  const { asked, network } = await nameServer(() => 'failure');
  expect(await network.addressesOf('localhost', true, never)).toContain('127.0.0.1');
  expect(asked).toEqual([]);
});
