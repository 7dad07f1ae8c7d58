const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Strings, brackets and colons: in a text that is JSON, a colon outside of a string follows a name. */
const MARKS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * The JSON object in these bytes, or null: not UTF-8, not JSON, no object, or a name that is said twice in one object
 * (at any depth), which two readers may read as two different things. Never throws.
 */
export function parseJsonObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const text = decoder.decode(bytes);
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value) || saysANameTwice(text)) return null;
    return value as Record<string, unknown>;
  } catch {
    return null;
  }
}

function saysANameTwice(json: string): boolean {
  const names: Set<string>[] = [];
  let lastString = '';
  for (const [mark] of json.matchAll(MARKS)) {
    if (mark === '{' || mark === '[') names.push(new Set());
    else if (mark === '}' || mark === ']') names.pop();
    else if (mark !== ':') lastString = mark;
    else {
      // Unescaped first: "\u0073ub" is "sub".
      const name: string = JSON.parse(lastString);
      const said = names.at(-1);
      if (said?.has(name)) return true;
      said?.add(name);
    }
  }
  return false;
}
