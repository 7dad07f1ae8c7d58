import { expect, test } from 'vitest';
import { countryOf, currencyOf, isCountry, isCurrency, phonePrefixOf } from './place.js';

test.each([
  ['Asia/Kuala_Lumpur', 'MY', 'MYR', '+60'],
  ['Asia/Kuching', 'MY', 'MYR', '+60'],
  ['Asia/Singapore', 'SG', 'SGD', '+65'],
  ['Asia/Jakarta', 'ID', 'IDR', '+62'],
  ['Europe/Berlin', 'DE', 'EUR', '+49'],
  ['America/New_York', 'US', 'USD', '+1'],
])('%s lies in %s', (timezone, country, currency, prefix) => {
  expect(countryOf(timezone)).toBe(country);
  expect(currencyOf(country)).toBe(currency);
  expect(phonePrefixOf(country)).toBe(prefix);
});

test('UTC lies nowhere', () => {
  expect(countryOf('UTC')).toBeNull();
  expect(phonePrefixOf(null)).toBeNull();
});

test('a country and a currency are ones', () => {
  expect(isCountry('MY')).toBe(true);
  for (const code of ['', 'my', 'ZZ', 'MYS', '__proto__', 'toString']) expect(isCountry(code)).toBe(false);
  expect(isCurrency('MYR')).toBe(true);
  for (const code of ['', 'RM', 'myr', 'XXY']) expect(isCurrency(code)).toBe(false);
});
