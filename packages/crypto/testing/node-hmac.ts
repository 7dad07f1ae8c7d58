declare module 'vitest/browser' {
  interface BrowserCommands {
    nodeHmac(algorithm: string, pairs: [key: string, message: string][]): Promise<string[]>;
  }
}

/**
 * HMACs by node:crypto, as hex, of UTF-8 texts: called directly on Node, asked over the test server from a browser, so
 * that the tests of agreement run in both. For tests only.
 */
export async function nodeHmac(algorithm: string, pairs: [key: string, message: string][]): Promise<string[]> {
  if (typeof document === 'undefined') {
    const { createHmac } = await import('node:crypto');
    return pairs.map(([key, message]) => createHmac(algorithm, key).update(message).digest('hex'));
  }
  const { commands } = await import('vitest/browser');
  return commands.nodeHmac(algorithm, pairs);
}
