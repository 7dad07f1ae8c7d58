import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { ERROR_CODES } from '@chatku/schemas';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { notFound } from '../errors/app-error.js';
import { PROBLEMS } from '../errors/problem-table.js';
import { StaticFile, StaticFolder, sendStaticFile } from '../static/static-folder.js';

/** The page needs its own scripts and style sheet and this server's document, and nothing else in the world. */
const DOCS_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The files of Swagger UI that a page needs; its source maps are three times as large and stay where they are. */
const UI_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'] as const;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Chatku API</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <main id="docs"></main>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  supportedSubmitMethods: [],
  validatorUrl: null,
});
`;

/** One section a code, so that the `type` of a problem leads to it. */
function errorsPage(): string {
  const sections = ERROR_CODES.map((code) => {
    const { status, title } = PROBLEMS[code];
    return `    <dt id="${code}"><code>${code}</code></dt>\n    <dd>${status}: ${title}.</dd>`;
  });
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Chatku API: error codes</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/docs/errors.css">
  </head>
  <body>
    <h1>Error codes</h1>
    <p>Every refused request is answered with <code>application/problem+json</code> (RFC 9457). Its <code>code</code> is one
    of these and never changes its meaning; <code>detail</code> says what went wrong, <code>fix</code> what to do, and
    <code>request_id</code> names the request in the server's log.</p>
    <dl>
${sections.join('\n')}
    </dl>
  </body>
</html>
`;
}

const ERRORS_CSS = `body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 44rem; padding: 0 1rem; }
dt { margin-top: 1rem; }
dt:target { background: #fff3bf; }
dd { margin: 0; }
`;

/** The folder of Swagger UI's built files. */
function swaggerUiFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
}

/**
 * Serves `/openapi.json`, the page `/docs` that shows it, and `/docs/errors`. All from this server, so that it works
 * offline and under a policy without inline scripts.
 */
export function serveDocs(fastify: FastifyInstance, document: () => Promise<OpenAPIObject>): void {
  /** Read when the page is first looked at. */
  let ui: StaticFolder | null = null;
  const own = new Map<string, StaticFile>([
    ['start.js', StaticFile.ofText(START, 'text/javascript; charset=utf-8')],
    ['errors', StaticFile.ofText(errorsPage(), 'text/html; charset=utf-8')],
    ['errors.css', StaticFile.ofText(ERRORS_CSS, 'text/css; charset=utf-8')],
  ]);
  const page = StaticFile.ofText(PAGE, 'text/html; charset=utf-8');
  let json: StaticFile | null = null;

  fastify.get('/openapi.json', async (request, reply) => {
    json ??= StaticFile.ofText(JSON.stringify(await document()), 'application/json; charset=utf-8');
    return sendStaticFile(request, reply, json, 'revalidate');
  });
  fastify.get('/docs', async (request, reply) => {
    reply.header('content-security-policy', DOCS_CSP);
    return sendStaticFile(request, reply, page, 'revalidate');
  });
  fastify.get<{ Params: { file: string } }>('/docs/:file', async (request, reply) => {
    const { file } = request.params;
    ui ??= new StaticFolder(swaggerUiFolder(), UI_FILES);
    const found = own.get(file) ?? ui.find(file);
    if (found === null) throw notFound('page of the documentation');
    reply.header('content-security-policy', DOCS_CSP);
    return sendStaticFile(request, reply, found, 'revalidate');
  });
}
