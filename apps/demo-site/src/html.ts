/**
 * Markup that may be sent as it is. Only {@link html} and {@link scriptBody} make it, so a plain string can never
 * slip into a page unescaped.
 */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  /** @internal for the two makers in this file */
  static trusted(text: string): Html {
    return new Html(text);
  }
}

/** What may stand between `${` and `}` of an {@link html} template. `null`, `undefined` and `false` print nothing. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe both between tags and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
}

function print(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return value.map(print).join('');
}

/**
 * A page, or a piece of one. Every value is escaped unless it is {@link Html} itself; lists are printed one after
 * another. Attributes must be quoted in the template, because the escaping counts on it.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = strings[0] as string;
  values.forEach((value, at) => {
    text += print(value) + (strings[at + 1] as string);
  });
  return Html.trusted(text);
}

/**
 * JavaScript for the inside of a script element, where entities mean nothing and only the parser's own end marks count.
 * @throws {TypeError} if the code could end or derail the element; make its values with `scriptString`
 * @see https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export function scriptBody(code: string): Html {
  if (/<\/script|<script|<!--/i.test(code)) throw new TypeError('this code would end its own script element');
  return Html.trusted(code);
}

/**
 * A value for the inside of a double-quoted JavaScript string that itself stands in an HTML page: quotes, back-slashes
 * and line ends are escaped, and so is every character by which the HTML parser could be drawn out of the script.
 */
export function scriptString(value: string): string {
  return JSON.stringify(value)
    .slice(1, -1)
    .replace(/[<>&'\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
