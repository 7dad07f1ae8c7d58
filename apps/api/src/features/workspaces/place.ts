import { callingCode } from '@chatku/flow';

/** What is paid with where the widget is most likely to be at home; other countries choose for themselves. */
const CURRENCIES: Readonly<Record<string, string>> = {
  AE: 'AED',
  AU: 'AUD',
  BD: 'BDT',
  BN: 'BND',
  BR: 'BRL',
  CA: 'CAD',
  CH: 'CHF',
  CN: 'CNY',
  GB: 'GBP',
  HK: 'HKD',
  ID: 'IDR',
  IN: 'INR',
  JP: 'JPY',
  KH: 'KHR',
  KR: 'KRW',
  LA: 'LAK',
  LK: 'LKR',
  MM: 'MMK',
  MO: 'MOP',
  MX: 'MXN',
  MY: 'MYR',
  NG: 'NGN',
  NP: 'NPR',
  NZ: 'NZD',
  PH: 'PHP',
  PK: 'PKR',
  SA: 'SAR',
  SG: 'SGD',
  TH: 'THB',
  TR: 'TRY',
  TW: 'TWD',
  US: 'USD',
  VN: 'VND',
  ZA: 'ZAR',
};
const EURO = 'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Time zones of a region, as ICU lists them. Node 20 has the property, later ones the method. */
const zonesOf = (country: string): readonly string[] => {
  const region = new Intl.Locale(`und-${country}`) as Intl.Locale & {
    timeZones?: readonly string[];
    getTimeZones?: () => readonly string[] | undefined;
  };
  return region.getTimeZones?.() ?? region.timeZones ?? [];
};

/** Is it a country (ISO 3166, two letters) whose phone numbers are known? */
export const isCountry = (code: string): boolean => callingCode(code) !== null;

/** Is it a currency (ISO 4217) of this machine's lists? */
export const isCurrency = (code: string): boolean => Intl.supportedValuesOf('currency').includes(code);

/** The country a time zone lies in; null where that is not one country, or not known. */
export function countryOf(timezone: string): string | null {
  const found = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter(
    (code) => isCountry(code) && zonesOf(code).includes(timezone),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** What is paid with in a country; null where the list does not say. */
export const currencyOf = (country: string): string | null =>
  CURRENCIES[country] ?? (EURO.split(' ').includes(country) ? 'EUR' : null);

/** For example `+60`; null without a country. */
export function phonePrefixOf(country: string | null): string | null {
  const code = country === null ? null : callingCode(country);
  return code === null ? null : `+${code}`;
}
