import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * The phone number a person wrote, as E.164 (`+60123456789`). National numbers are read as numbers of `country`, an
 * ISO 3166 code; without one only international numbers are understood. Undefined where the numbering plan knows no
 * such number, or where it carries an extension, which E.164 cannot hold.
 *
 * @see https://www.itu.int/rec/T-REC-E.164
 */
export const readPhone = (text: string, country: string | undefined): string | undefined => {
  const written = text.normalize('NFKC').trim();
  // Letters would be read as keys of the dial ("1800-FLOWERS") or as an extension.
  if (written.length > 40 || !/^[+\d\s().\-–/]+$/u.test(written)) return undefined;
  const options = { extract: false } as const;
  const number = parsePhoneNumberFromString(
    written,
    country !== undefined && isSupportedCountry(country) ? { ...options, defaultCountry: country } : options,
  );
  return number?.isValid() === true && number.ext === undefined ? number.number : undefined;
};

/** The digits that reach a country from abroad, `60` for `MY`; null for what is no country (ISO 3166, two letters). */
export const callingCode = (country: string): string | null =>
  isSupportedCountry(country) ? getCountryCallingCode(country) : null;
