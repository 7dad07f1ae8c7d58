import { readFileSync } from 'node:fs';

/** The version of this product, as its package says; `unknown` where the package's own file was not shipped. */
export const PRODUCT_VERSION: string = readVersion();

function readVersion(): string {
  try {
    const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(text) as { version?: unknown };
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unknown';
  }
}
