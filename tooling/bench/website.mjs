/** A website of its own origin that embeds one script, and a place on yet another origin to serve a script from. */
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

/**
 * @param {(request: import('node:http').IncomingMessage) => { type: string, text: string } | null} answer
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startWebsite(answer) {
  const server = createServer((request, response) => {
    const found = answer(request);
    if (found === null) {
      response.writeHead(404, { 'content-length': 0 }).end();
      return;
    }
    const bytes = brotliCompressSync(found.text);
    response.writeHead(200, {
      'content-type': `${found.type}; charset=utf-8`,
      'content-encoding': 'br',
      'content-length': bytes.length,
      'cache-control': 'public, max-age=60',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    response.end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://localhost:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/**
 * The page of a small shop, with one script in its head as an installer puts it.
 *
 * @param {string} scriptUrl
 */
export function shopPage(scriptUrl) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
<meta name="viewport" content="width=device-width"><script src="${scriptUrl}" async></script></head>
<body><h1>Shop</h1><p>Lamps, batik and tea.</p></body></html>`;
}
