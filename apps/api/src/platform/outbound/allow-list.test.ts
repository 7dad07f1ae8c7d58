import { expect, test } from 'vitest';
import { type KnownAddress, knownAddress } from './address-kind.js';
import { AllowList } from './allow-list.js';

const at = (address: string): KnownAddress => knownAddress(address)!;
const listOf = (text: string): AllowList => AllowList.parse(text).list;

test('an empty list lets nothing through', () => {
  const empty = listOf(' , ');
  expect(empty.size).toBe(0);
  expect(empty.hasName('crm.internal', 443)).toBe(false);
  expect(empty.hasAddress(at('10.0.0.1'), 443)).toBe(false);
});

test('a name lets itself through, not what is above, below or beside it', () => {
  const list = listOf('CRM.internal., bücher.example');
  expect(list.hasName('crm.internal', 80)).toBe(true);
  expect(list.hasName('crm.internal', 8443)).toBe(true);
  expect(list.hasName('xn--bcher-kva.example', 80)).toBe(true);
  for (const other of ['internal', 'a.crm.internal', 'xcrm.internal', 'crm.internal.example.com']) {
    expect(list.hasName(other, 80)).toBe(false);
  }
});

test('a port lets through this port only', () => {
  const list = listOf('crm:8443, 10.0.0.1:81, [fd00::1]:82');
  expect(list.hasName('crm', 8443)).toBe(true);
  expect(list.hasName('crm', 443)).toBe(false);
  expect(list.hasAddress(at('10.0.0.1'), 81)).toBe(true);
  expect(list.hasAddress(at('10.0.0.1'), 80)).toBe(false);
  expect(list.hasAddress(at('fd00::1'), 82)).toBe(true);
  expect(list.hasAddress(at('fd00::1'), 80)).toBe(false);
});

test('an address or range lets through what lies in it', () => {
  const list = listOf('10.1.2.0/24, 192.168.0.7, fd12::/16, ::1, ::ffff:10.9.9.9');
  for (const inside of ['10.1.2.0', '10.1.2.255', '::ffff:10.1.2.3', '192.168.0.7', 'fd12::9', '::1', '10.9.9.9']) {
    expect(list.hasAddress(at(inside), 80)).toBe(true);
  }
  for (const outside of ['10.1.3.0', '10.1.1.255', '192.168.0.8', 'fd13::1', '::2', '127.0.0.1', '64:ff9b::10.1.2.3']) {
    expect(list.hasAddress(at(outside), 80)).toBe(false);
  }
  expect(list.hasName('10.1.2.3', 80)).toBe(false);
});

test.each([
  '*',
  '*.internal',
  'http://crm.internal',
  'crm.internal/path',
  'user@crm.internal',
  'crm.internal:0',
  'crm.internal:65536',
  'crm.internal:port',
  'crm.internal:',
  'crm internal',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0/8',
  '127.1',
  '2130706433',
  '0x7f.0.0.1',
  '[10.0.0.1]',
  '[fd00::1',
  'fd00::1]:80',
  'fe80::1%eth0',
  'a..b',
])('%s is not understood', (part) => {
  const { list, wrong } = AllowList.parse(`crm.internal,${part}`);
  expect(wrong).toEqual([part]);
  expect(list.size).toBe(1);
});
