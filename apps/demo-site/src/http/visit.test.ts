import { expect, it } from 'vitest';
import { otherAddress, ownPath } from './visit.js';

it('after a form, nobody is sent anywhere but to a page of the shop', () => {
  for (const own of ['/', '/orders', '/plain', '/products/wau-bulan']) expect(ownPath(own)).toBe(own);
  for (const foreign of [
    null,
    '',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/orders\r\nset-cookie: a=b',
    '/orders?x',
    '/login',
    '/logout',
  ]) {
    expect(ownPath(foreign)).toBe('/');
  }
});

it('the second device is the same shop under its other loopback name', () => {
  expect(otherAddress('localhost:4000')).toBe('http://127.0.0.1:4000');
  expect(otherAddress('127.0.0.1:4000')).toBe('http://localhost:4000');
  for (const host of [
    '',
    'shop.example',
    'localhost.evil.example',
    'localhost:4000@evil',
    '127.0.0.10:4000',
    '[::1]:4000',
  ]) {
    expect(otherAddress(host)).toBeNull();
  }
});
