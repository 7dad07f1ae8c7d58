import type { KeyForm } from '@chatku/schemas';

/** A key as it may be written somewhere. */
interface Needle {
  readonly keyId: string;
  readonly form: KeyForm;
  readonly bytes: Buffer;
}

/** Shorter texts than this are found by chance. No key's form is: the shortest key has 16 bytes. */
const SHORTEST = 12;

/** Finds keys in whatever a website serves, however they are written there. */
export class KeyNeedles {
  readonly #byStart = new Map<number, Needle[]>();
  /** Which pairs of bytes any needle begins with: nearly all places are passed over with one look. */
  readonly #begins = new Uint8Array(65_536);

  constructor(keys: readonly { readonly id: string; readonly key: string }[]) {
    for (const { id, key } of keys) {
      for (const [form, text] of formsOf(key)) this.#add({ keyId: id, form, bytes: Buffer.from(text) });
    }
  }

  /** Each key that stands in these bytes, once, in the form that was met first. */
  findIn(bytes: Buffer): { keyId: string; form: KeyForm }[] {
    const found = new Map<string, KeyForm>();
    for (let at = 0; at + SHORTEST <= bytes.length; at += 1) {
      if (this.#begins[bytes.readUInt16LE(at)] === 0) continue;
      for (const needle of this.#byStart.get(bytes.readUInt32LE(at)) ?? []) {
        const end = at + needle.bytes.length;
        if (found.has(needle.keyId) || end > bytes.length) continue;
        if (bytes.compare(needle.bytes, 0, needle.bytes.length, at, end) === 0) found.set(needle.keyId, needle.form);
      }
    }
    return [...found].map(([keyId, form]) => ({ keyId, form }));
  }

  #add(needle: Needle): void {
    if (needle.bytes.length < SHORTEST) return;
    const start = needle.bytes.readUInt32LE(0);
    this.#begins[needle.bytes.readUInt16LE(0)] = 1;
    this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), needle]);
  }
}

/** A key's text as pages and scripts carry it. The same text twice is given once. */
function formsOf(key: string): [KeyForm, string][] {
  const bytes = Buffer.from(key);
  const hex = bytes.toString('hex');
  const forms: [KeyForm, string][] = [
    ['plain', key],
    // Letter case hides nothing from whoever knows hexadecimal.
    ...(/^[0-9a-fA-F]+$/.test(key) ? [key.toUpperCase(), key.toLowerCase()] : []).map((text): [KeyForm, string] => [
      'plain',
      text,
    ]),
    ['hex', hex],
    ['hex', hex.toUpperCase()],
    ...[0, 1, 2].flatMap((offset): [KeyForm, string][] => {
      const text = base64Within(bytes, offset);
      return [
        ['base64', text],
        ['base64', text.replaceAll('+', '-').replaceAll('/', '_')],
      ];
    }),
    ['url_encoded', encodeURIComponent(key)],
    ['url_encoded', [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')],
    ['url_encoded', [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('')],
    ['escaped', JSON.stringify(key).slice(1, -1)],
    ['escaped', JSON.stringify(key).slice(1, -1).replaceAll("'", "\\'")],
    ['escaped', htmlEscaped(key)],
    ['escaped', unicodeEscaped(key)],
  ];
  const seen = new Set<string>();
  return forms.filter(([, text]) => !seen.has(text) && seen.add(text));
}

/** The part of a Base64 text that depends on these bytes alone, when so many others (modulo 3) stand before them. */
function base64Within(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const whole = Math.floor(((before + bytes.length) * 8) / 6);
  return text.slice(Math.ceil((before * 8) / 6), whole);
}

const htmlEscaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

const unicodeEscaped = (text: string): string =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
