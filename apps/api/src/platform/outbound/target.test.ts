import { expect, test } from 'vitest';
import type { AppError } from '../errors/app-error.js';
import { parseTarget } from './target.js';

const codeOf = (url: string): string => {
  try {
    return `reaches ${parseTarget(url).host}`;
  } catch (error) {
    return (error as AppError).code;
  }
};

test.each([
  ['http://Shop.Example.COM./a?b#c', 'http://shop.example.com/a?b', 'shop.example.com', 80],
  ['https://shop.example.com:8443/', 'https://shop.example.com:8443/', 'shop.example.com', 8443],
  ['https://bücher.example.com/ü', 'https://xn--bcher-kva.example.com/%C3%BC', 'xn--bcher-kva.example.com', 443],
  ['http://134744072/', 'http://8.8.8.8/', '8.8.8.8', 80],
  ['http://[::ffff:808:808]/', 'http://8.8.8.8/', '8.8.8.8', 80],
  ['http://[2606:4700:0:0::1111]:81/', 'http://[2606:4700::1111]:81/', '2606:4700::1111', 81],
  ['http://a_b.example.com/', 'http://a_b.example.com/', 'a_b.example.com', 80],
])('%s has one spelling', (text, href, host, port) => {
  const target = parseTarget(text);
  expect(target.url.href).toBe(href);
  expect(target).toMatchObject({ host, port, secure: href.startsWith('https:') });
});

test.each([
  '',
  'shop.example.com',
  '//shop.example.com',
  'ftp://shop.example.com',
  'file:///etc/passwd',
  'unix:/var/run/docker.sock',
  'http+unix://%2Fvar%2Frun%2Fdocker.sock/info',
  'gopher://shop.example.com',
  'data:text/plain,a',
  'javascript:alert(1)',
  'http://user@shop.example.com',
  'http://user:pass@shop.example.com',
  'http://:pass@shop.example.com',
  'http://shop.example.com@127.0.0.1',
  'http://1.1.1.1 &@2.2.2.2# @3.3.3.3/',
  'http://shop.example.com\\@127.0.0.1',
  'http:\\\\127.0.0.1',
  'http://shop.example.com/a\\b',
  'http://shop.exam\tple.com',
  'http://shop.example.com/\r\nHost: other',
  'http://shop.example.com/\u0000',
  'http://127.0.0.1%00.example.com',
  'http://127.0.0.1%2f.example.com',
  'http://[fe80::1%25eth0]/',
  'http://[fe80::1%eth0]/',
  'http://[127.0.0.1]/',
  'http://[::1',
  'http://256.256.256.256/',
  'http://1.2.3.4.5/',
  'http://127.0.0.1../',
  'http://shop.example.com../',
  'http://shop..example.com/',
  'http://./',
  'http://*.example.com/',
  'http://a!b.example.com/',
  'http://-shop.example.com/',
  `http://${'a'.repeat(64)}.example.com/`,
  `http://${'a.'.repeat(127)}example.com/`,
  'http://shop.example.com:65536/',
  'http://shop.example.com:0/',
  'http://shop.example.com:22/',
  'http://shop.example.com:25/',
  'https://shop.example.com:587/',
  'http://shop.example.com:10080/',
  `http://shop.example.com/${'a'.repeat(9000)}`,
])('%j cannot be called', (url) => {
  expect(codeOf(url)).toBe('outbound_bad_url');
});

test('an error does not repeat the URL', () => {
  try {
    parseTarget('http://user:sentinel@shop.example.com/sentinel?key=sentinel');
    expect.unreachable();
  } catch (error) {
    expect(JSON.stringify([error, String(error), (error as AppError).fix])).not.toContain('sentinel');
  }
});
