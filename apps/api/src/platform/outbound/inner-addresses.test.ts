import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../config/config.js';
import { AppError } from '../errors/app-error.js';
import { FakeNetwork } from '../testing/fake-network.js';
import { FarEnd } from '../testing/far-end.js';
import { Dialer } from './dialer.js';
import { type Network, SystemNetwork } from './network.js';
import { OutboundHttp, type OutboundRequest } from './outbound-http.js';

const clientOf = (network: Network, allow = '') =>
  new OutboundHttp(new Dialer(readConfig({ CHATKU_OUTBOUND_ALLOW: allow }).config, network));

/** The code of the refusal, or what was answered. */
async function outcomeOf(client: OutboundHttp, url: string, more: Partial<OutboundRequest> = {}): Promise<string> {
  try {
    return `answered ${(await client.request({ url, method: 'GET', ...more })).body.toString()}`;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** Spellings of 127.0.0.1 that `URL` understands. */
const SPELLINGS = [
  '127.0.0.1',
  '127.0.0.1.',
  '2130706433',
  '0x7f000001',
  '017700000001',
  '0177.0.0.1',
  '0x7f.0.0.1',
  '0x7f.1',
  '127.1',
  '127.0.1',
  '0177.0x0.01',
  '１２７.0.0.1',
  '①②⑦.0.0.1',
  '127。0。0。1',
  '127．0．0．1',
  '%31%32%37.0.0.1',
  '%31%32%37%2e0%2e0%2e1',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
];

describe('this machine', () => {
  test.each([
    ...SPELLINGS,
    '0',
    '0.0.0.0',
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'ⓛocalhost',
    '\u200blocalhost',
    'a.localhost',
    'localhost.localdomain',
  ])('is not reached as %s', async (host) => {
    const farEnd = await FarEnd.http();
    expect(await outcomeOf(clientOf(new SystemNetwork()), `http://${host}:${farEnd.port}/`)).toBe(
      'outbound_address_refused',
    );
    expect(farEnd.connections).toBe(0);
  });

  test.each([
    'http://shop.example.com@127.0.0.1:PORT/',
    'http://shop.example.com:80@127.0.0.1:PORT/',
    'http://127.0.0.1:PORT@shop.example.com/',
    'http://shop.example.com\\@127.0.0.1:PORT/',
    'http:\\\\127.0.0.1:PORT/',
    'http://127.0.0.1:PORT\\@shop.example.com/',
    'http://[::1%25lo]:PORT/',
    'http://[::1%lo]:PORT/',
    'http://[fe80::1%25eth0]:PORT/',
    'http://127.0.0.1\t:PORT/',
    'http://127.0.0.1..:PORT/',
  ])('is not reached through %s', async (url) => {
    const farEnd = await FarEnd.http();
    const outcome = await outcomeOf(clientOf(new SystemNetwork()), url.replace('PORT', String(farEnd.port)));
    expect(outcome).toBe('outbound_bad_url');
    expect(farEnd.connections).toBe(0);
  });

  test.each(SPELLINGS)('is reached as %s where the operator allows it', async (host) => {
    const farEnd = await FarEnd.http();
    const allowing = clientOf(new SystemNetwork(), `127.0.0.1:${farEnd.port}`);
    expect(await outcomeOf(allowing, `http://${host}:${farEnd.port}/`)).toBe('answered far');
    expect(farEnd.connections).toBe(1);
  });

  test('is reached by its name where the operator allows the name', async () => {
    const farEnd = await FarEnd.http();
    const allowing = clientOf(new SystemNetwork(), `localhost:${farEnd.port}`);
    expect(await outcomeOf(allowing, `http://localhost:${farEnd.port}/`)).toBe('answered far');
    expect(await outcomeOf(allowing, `http://127.0.0.1:${farEnd.port}/`)).toBe('outbound_address_refused');
    expect(farEnd.connections).toBe(1);
  });

  test('at one port is not at another', async () => {
    const allowed = await FarEnd.http();
    const other = await FarEnd.http();
    const client = clientOf(new SystemNetwork(), `127.0.0.1:${allowed.port}`);
    expect(await outcomeOf(client, `http://127.0.0.1:${other.port}/`)).toBe('outbound_address_refused');
    expect(other.connections).toBe(0);
  });
});

describe('other inner places', () => {
  test.each([
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '0xa9fea9fe',
    '169.254.170.2',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
    '[ff02::1]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::a9fe:a9fe]',
    '[::ffff:169.254.169.254]',
    '[2001:0:7f00:1::]',
    '[2002:a9fe:a9fe::]',
  ])('%s is not dialled', async (host) => {
    const network = new FakeNetwork();
    expect(await outcomeOf(clientOf(network), `http://${host}/latest/meta-data/`)).toBe('outbound_address_refused');
    expect(network.dialled).toEqual([]);
  });

  test.each([
    'crm',
    'metadata',
    'metadata.google.internal',
    'metadata.google.internal.',
    'METADATA.GOOGLE.INTERNAL',
    'metadata.goog',
    'instance-data.ec2.internal',
    'metadata.azure.internal',
    'metadata.tencentyun.com',
    'printer.local',
    'router.lan',
    'host.docker.internal',
    'router.home.arpa',
  ])('%s is not even looked up', async (host) => {
    const network = new FakeNetwork().name(host, ['8.8.8.8']);
    expect(await outcomeOf(clientOf(network), `http://${host}/`)).toBe('outbound_address_refused');
    expect(network).toMatchObject({ asked: [], dialled: [] });
  });
});

describe('a name', () => {
  const URL_OF_SHOP = 'http://shop.example.com/';

  test('is looked up as it stands, and what it leads to is dialled', async () => {
    const farEnd = await FarEnd.http();
    const network = new FakeNetwork().name('shop.example.com', ['8.8.4.4']).place('8.8.4.4', farEnd.port);
    expect(await outcomeOf(clientOf(network), 'http://shop.example.com.:8080/')).toBe('answered far');
    expect(network).toMatchObject({ asked: ['shop.example.com'], dialled: ['8.8.4.4 8080'] });
    expect(farEnd.arrivals[0]?.headers.host).toBe('shop.example.com:8080');
  });

  test.each([
    ['127.0.0.1'],
    ['::1'],
    ['::'],
    ['::ffff:127.0.0.1'],
    ['10.1.2.3'],
    ['169.254.169.254'],
    ['64:ff9b::10.0.0.1'],
    ['fd00::1'],
    ['fe80::1%eth0'],
    ['elsewhere.example.com'],
    ['127.1'],
    ['8.8.8.8', '10.0.0.1'],
    ['10.0.0.1', '8.8.8.8'],
    ['8.8.8.8', '2606:4700:4700::1111', '::ffff:10.0.0.1'],
  ])('that leads to %s is refused as a whole', async (...answers) => {
    const network = new FakeNetwork().name('shop.example.com', answers);
    expect(await outcomeOf(clientOf(network), URL_OF_SHOP)).toBe('outbound_address_refused');
    expect(network.dialled).toEqual([]);
  });

  test('that changes its mind is dialled where it was judged', async () => {
    const farEnd = await FarEnd.http();
    const network = new FakeNetwork()
      .name('shop.example.com', ['8.8.8.8'], ['127.0.0.1'])
      .place('8.8.8.8', farEnd.port)
      .place('127.0.0.1', farEnd.port);
    const client = clientOf(network);
    expect(await outcomeOf(client, URL_OF_SHOP)).toBe('answered far');
    expect(network).toMatchObject({ asked: ['shop.example.com'], dialled: ['8.8.8.8 80'] });
    expect(await outcomeOf(client, URL_OF_SHOP)).toBe('outbound_address_refused');
    expect(network.dialled).toEqual(['8.8.8.8 80']);
  });

  test('that changes its mind between two hops is refused at the second', async () => {
    const farEnd = await FarEnd.http((_request, answer) => void answer.writeHead(302, { location: '/next' }).end());
    const network = new FakeNetwork()
      .name('shop.example.com', ['8.8.8.8'], ['127.0.0.1'])
      .place('8.8.8.8', farEnd.port)
      .place('127.0.0.1', farEnd.port);
    expect(await outcomeOf(clientOf(network), URL_OF_SHOP)).toBe('outbound_address_refused');
    expect(network).toMatchObject({ asked: ['shop.example.com', 'shop.example.com'], dialled: ['8.8.8.8 80'] });
  });

  test('cannot be dialled, only an address can', () => {
    expect(() => new SystemNetwork().connect('localhost', 80)).toThrow(TypeError);
  });

  test('with several addresses is dialled until one accepts, IPv4 first', async () => {
    const farEnd = await FarEnd.http();
    const network = new FakeNetwork()
      .name('shop.example.com', ['2606:4700::1', '8.8.8.8', '8.8.4.4'])
      .place('2606:4700::1', farEnd.port);
    expect(await outcomeOf(clientOf(network), URL_OF_SHOP)).toBe('answered far');
    expect(network.dialled).toEqual(['8.8.8.8 80', '8.8.4.4 80', '2606:4700::1 80']);
  });

  test.each([[[]], [undefined]])('without an address (%j) fails', async (answers) => {
    const network = new FakeNetwork();
    if (answers !== undefined) network.name('shop.example.com', answers);
    expect(await outcomeOf(clientOf(network), URL_OF_SHOP)).toBe('outbound_failed');
  });
});

describe('a name that the operator allows', () => {
  test('is looked up as this machine does, and may lead to private addresses', async () => {
    const farEnd = await FarEnd.http();
    const network = new FakeNetwork().name('crm', ['10.1.2.3']).place('10.1.2.3', farEnd.port);
    expect(await outcomeOf(clientOf(network, 'crm:8080'), 'http://crm:8080/')).toBe('answered far');
    expect(network).toMatchObject({ asked: ['inner crm'], dialled: ['10.1.2.3 8080'] });
  });

  test.each(['169.254.169.254', '100.100.100.200', 'fd00:ec2::254', 'fe80::1', '0.0.0.0', '::', '224.0.0.1'])(
    'may not lead to %s',
    async (answer) => {
      const network = new FakeNetwork().name('crm', [answer]);
      expect(await outcomeOf(clientOf(network, 'crm'), 'http://crm/')).toBe('outbound_address_refused');
      expect(network.dialled).toEqual([]);
    },
  );

  test('lets no other name to the same address', async () => {
    const network = new FakeNetwork().name('crm', ['10.1.2.3']).name('shop.example.com', ['10.1.2.3']);
    const client = clientOf(network, 'crm');
    expect(await outcomeOf(client, 'http://shop.example.com/')).toBe('outbound_address_refused');
    expect(await outcomeOf(client, 'http://10.1.2.3/')).toBe('outbound_address_refused');
    expect(network.dialled).toEqual([]);
  });
});

test('an address that the operator allows may be reached by a public name, by an inner one only if that is named', async () => {
  const farEnd = await FarEnd.http();
  const network = new FakeNetwork()
    .name('crm.example.com', ['10.1.2.3'])
    .name('crm.internal', ['10.1.2.3'])
    .place('10.1.2.3', farEnd.port);
  const client = clientOf(network, '10.1.2.0/24');
  expect(await outcomeOf(client, 'http://crm.example.com/')).toBe('answered far');
  expect(await outcomeOf(client, 'http://10.1.2.3/')).toBe('answered far');
  expect(await outcomeOf(client, 'http://crm.internal/')).toBe('outbound_address_refused');
});

/** IPv4 addresses that are nobody's on the internet, as four bytes. */
const innerIpv4 = fc
  .tuple(
    fc.constantFrom<readonly (number | null)[]>(
      [10, null, null, null],
      [127, null, null, null],
      [0, null, null, null],
      [172, 16, null, null],
      [172, 31, null, null],
      [192, 168, null, null],
      [169, 254, null, null],
      [100, 64, null, null],
      [100, 127, null, null],
      [198, 19, null, null],
      [192, 0, 0, null],
      [224, null, null, null],
      [255, null, null, null],
    ),
    fc.array(fc.nat(255), { minLength: 4, maxLength: 4 }),
  )
  .map(([range, bytes]) => range.map((fixed, index) => fixed ?? bytes[index]!));

const bases = fc.array(fc.constantFrom(8, 10, 16), { minLength: 4, maxLength: 4 });
const inBase = (value: number, base: number | undefined): string =>
  base === 8 ? `0${value.toString(8)}` : base === 16 ? `0X${value.toString(16)}` : String(value);
const hex = (high: number, low: number): string => (high * 256 + low).toString(16);

/** A spelling of the address: with 1 to 4 parts, each in a base of its own, or inside of an IPv6 address. */
const spelt = fc.tuple(innerIpv4, bases, fc.nat(8), fc.constantFrom('', '.')).map(([bytes, radix, form, dot]) => {
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  const groups = `${hex(a, b)}:${hex(c, d)}`;
  const parts = (values: number[]): string => values.map((value, index) => inBase(value, radix[index])).join('.') + dot;
  switch (form) {
    case 0:
      return parts([((a * 256 + b) * 256 + c) * 256 + d]);
    case 1:
      return parts([a, (b * 256 + c) * 256 + d]);
    case 2:
      return parts([a, b, c * 256 + d]);
    case 3:
      return parts(bytes);
    case 4:
      return `[::ffff:${groups}]`;
    case 5:
      return `[0:0::ffff:${bytes.join('.')}]`;
    case 6:
      return `[64:ff9b::${groups}]`;
    case 7:
      return `[2002:${groups}::1]`;
    default:
      return `[::${groups}]`;
  }
});

/** Letters that mean the same in a host: as they are, percent-encoded, full width. */
const disguised = fc.tuple(spelt, fc.array(fc.nat(5), { minLength: 48, maxLength: 48 })).map(([host, how]) =>
  host.startsWith('[')
    ? host
    : [...host]
        .map((letter, index) => {
          if (how[index] === 0) return `%${letter.charCodeAt(0).toString(16)}`;
          if (how[index] === 1) return String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
          return letter;
        })
        .join(''),
);

test('no inner address is dialled in any spelling', async () => {
  const network = new FakeNetwork();
  const client = clientOf(network);
  await fc.assert(
    fc.asyncProperty(disguised, fc.constantFrom('http', 'https'), async (host, scheme) => {
      expect(await outcomeOf(client, `${scheme}://${host}:8080/`)).toBe('outbound_address_refused');
      expect(network).toMatchObject({ asked: [], dialled: [] });
    }),
    { numRuns: 2000 },
  );
});

test('no name leads to an inner address', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(innerIpv4, { minLength: 1, maxLength: 3 }), fc.nat(3), async (inner, place) => {
      const answers = inner.map((bytes) => bytes.join('.'));
      answers.splice(place, 0, '8.8.8.8');
      const network = new FakeNetwork().name('shop.example.com', answers);
      expect(await outcomeOf(clientOf(network), 'http://shop.example.com/')).toBe('outbound_address_refused');
      expect(network.dialled).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
