import { connect } from 'node:net';
import { shape } from '@chatku/schemas';
import { Body, Controller, Get, HttpException, Module, Param, Post, Query } from '@nestjs/common';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../errors/app-error.js';
import { Answer } from '../openapi/answer.js';
import { Harness } from '../testing/harness.js';
import { BodyLimit } from './body-limit.js';
import { ClientAddress, RequestId } from './caller.js';
import { uncheckedInputs } from './handler-schemas.js';
import { RequestHooks } from './request-hooks.js';

const NoteBody = shape({ text: v.pipe(v.string(), v.maxLength(5)), tags: v.optional(v.array(v.string())) });
const NoteParams = shape({ id: v.pipe(v.string(), v.regex(/^\d{1,3}$/)) });
const NoteQuery = shape({ limit: v.optional(v.pipe(v.string(), v.regex(/^\d+$/), v.toNumber()), '50') });
const Note = shape({ id: v.string(), text: v.string() });
const Limit = shape({ limit: v.number() });
const Caller = shape({ request_id: v.string(), address: v.string() });

@Controller('notes')
class NotesController {
  @Post(':id')
  @Answer(201, Note)
  create(
    @Param({ schema: NoteParams }) params: v.InferOutput<typeof NoteParams>,
    @Body({ schema: NoteBody }) body: v.InferOutput<typeof NoteBody>,
  ): v.InferOutput<typeof Note> {
    return { id: params.id, text: body.text };
  }

  @Get()
  @Answer(200, Limit)
  list(@Query({ schema: NoteQuery }) query: v.InferOutput<typeof NoteQuery>): v.InferOutput<typeof Limit> {
    return { limit: query.limit };
  }

  @Get('caller')
  @Answer(200, Caller)
  caller(@RequestId() requestId: string, @ClientAddress() address: string): v.InferOutput<typeof Caller> {
    return { request_id: requestId, address };
  }

  @Get('bug')
  bug(): never {
    throw new Error('the secret cause sentinel-7431');
  }

  @Get('lie')
  @Answer(200, Note)
  lie(): unknown {
    return { id: 7 };
  }

  @Post('small/body')
  @BodyLimit(100)
  @Answer(204)
  small(@Body({ schema: NoteBody }) _body: v.InferOutput<typeof NoteBody>): void {}

  @Get('refused')
  refused(): never {
    throw new AppError('conflict', 'Too late.', { fix: 'Be faster.' });
  }

  @Get('framework')
  framework(): never {
    throw new HttpException('sentinel-5512 from a framework', 418);
  }
}

@Module({ controllers: [NotesController] })
class NotesModule {
  constructor(hooks: RequestHooks) {
    hooks.add((request, reply) => {
      if (request.headers.origin === undefined) return;
      reply.header('access-control-allow-origin', request.headers.origin);
      if (request.method === 'OPTIONS') void reply.code(204).send();
    });
  }
}

let harness: Harness;

beforeAll(async () => {
  harness = await Harness.start({
    features: [{ name: 'notes', module: NotesModule }],
    env: { CHATKU_TRUSTED_PROXIES: '10.0.0.0/8' },
  });
});
afterAll(() => harness.stop());

const codeOf = (answer: { body: { code?: string } }) => answer.body.code;

describe('a refused request is a problem document with a code', () => {
  const cases: ReadonlyArray<readonly [title: string, send: () => PromiseLike<unknown>, status: number, code: string]> =
    [
      ['an unknown address', () => harness.request.get('/nothing/here'), 404, 'not_found'],
      ['a known address, another method', () => harness.request.delete('/notes'), 405, 'method_not_allowed'],
      ['an unknown key', () => harness.request.post('/notes/1').send({ text: 'a', more: 1 }), 400, 'invalid_request'],
      ['a wrong type', () => harness.request.post('/notes/1').send({ text: 1 }), 400, 'invalid_request'],
      ['an array for an object', () => harness.request.post('/notes/1').send([]), 400, 'invalid_request'],
      ['no body', () => harness.request.post('/notes/1'), 400, 'invalid_request'],
      ['a bad parameter', () => harness.request.post('/notes/x').send({ text: 'a' }), 400, 'invalid_request'],
      ['a parameter longer than any id', () => harness.request.post(`/notes/${'9'.repeat(600)}`), 404, 'not_found'],
      ['a malformed address', () => harness.request.get('/notes/%zz'), 400, 'invalid_request'],
      ['an unknown query key', () => harness.request.get('/notes?limt=5'), 400, 'invalid_request'],
      ['a query key given twice', () => harness.request.get('/notes?limit=5&limit=6'), 400, 'invalid_request'],
      ['a query where none is known', () => harness.request.get('/notes/caller?a=1'), 400, 'invalid_request'],
      [
        'broken JSON',
        () => harness.request.post('/notes/1').set('content-type', 'application/json').send('{"a":'),
        400,
        'malformed_json',
      ],
      [
        'an empty JSON body',
        () => harness.request.post('/notes/1').set('content-type', 'application/json').send(''),
        400,
        'malformed_json',
      ],
      [
        'a key that poisons prototypes',
        () => harness.request.post('/notes/1').set('content-type', 'application/json').send('{"__proto__":{"a":1}}'),
        400,
        'malformed_json',
      ],
      [
        'JSON a hundred thousand deep',
        () => harness.request.post('/notes/1').set('content-type', 'application/json').send('['.repeat(60_000)),
        400,
        'malformed_json',
      ],
      ['two megabytes', () => harness.request.post('/notes/1').send({ text: 'x'.repeat(2e6) }), 413, 'body_too_large'],
      ['a form', () => harness.request.post('/notes/1').type('form').send('text=a'), 415, 'unsupported_media_type'],
      [
        'plain text',
        () => harness.request.post('/notes/1').set('content-type', 'text/plain').send('{"text":"a"}'),
        415,
        'unsupported_media_type',
      ],
      ['what a service refuses', () => harness.request.get('/notes/refused'), 409, 'conflict'],
      ['what a framework refuses', () => harness.request.get('/notes/framework'), 400, 'invalid_request'],
      ['a fault of the server', () => harness.request.get('/notes/bug'), 500, 'internal_error'],
      ['an answer that is not what it says', () => harness.request.get('/notes/lie'), 500, 'internal_error'],
    ];

  test.each(cases)('%s', async (_title, send, status, code) => {
    const answer = (await send()) as Awaited<ReturnType<typeof harness.request.get>>;
    expect(answer.status).toBe(status);
    expect(codeOf(answer)).toBe(code);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.body.status).toBe(status);
    expect(answer.body.request_id).toBe(answer.headers['x-request-id']);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(JSON.stringify(answer.body)).not.toContain('sentinel');
    expect(JSON.stringify(answer.body)).not.toContain('node_modules');
  });
});

test('a route may take less than the others', async () => {
  const answer = await harness.request.post('/notes/small/body').send({ text: 'a', tags: ['x'.repeat(200)] });
  expect([answer.status, codeOf(answer)]).toEqual([413, 'body_too_large']);
  expect((await harness.request.post('/notes/small/body').send({ text: 'a' })).status).toBe(204);
});

test.each([
  ['a good answer', () => harness.request.get('/notes').set('origin', 'https://shop.my'), 200],
  ['an unknown address', () => harness.request.get('/nothing').set('origin', 'https://shop.my'), 404],
  [
    'a body too large',
    () =>
      harness.request
        .post('/notes/1')
        .set('origin', 'https://shop.my')
        .send({ text: 'x'.repeat(1e5) }),
    413,
  ],
  ['a fault', () => harness.request.get('/notes/bug').set('origin', 'https://shop.my'), 500],
  ['a hook’s own answer', () => harness.request.options('/notes').set('origin', 'https://shop.my'), 204],
])('what a feature says about every request is on %s', async (_title, send, status) => {
  const answer = await send();
  expect(answer.status).toBe(status);
  expect(answer.headers['access-control-allow-origin']).toBe('https://shop.my');
});

test('a refusal never repeats what was sent', async () => {
  const answer = await harness.request.post('/notes/1').send({ text: { deep: 'sentinel-input-9' } });
  expect(answer.status).toBe(400);
  expect(answer.body.issues).toEqual([{ path: 'text', message: expect.stringContaining('Expected string') }]);
  const parameter = await harness.request.post('/notes/sentinel').send({ text: 'a' });
  expect(parameter.body.issues[0].path).toBe('id');
  expect(JSON.stringify(parameter.body)).not.toContain('sentinel');
  expect(JSON.stringify(answer.body)).not.toContain('sentinel');
});

test('a body of a hundred thousand mistakes is answered with one', async () => {
  const answer = await harness.request.post('/notes/1').send({ text: 'a', tags: new Array(20_000).fill(1) });
  expect(answer.status).toBe(400);
  expect(answer.body.issues).toHaveLength(1);
});

test('the method that is missing is answered with the methods there are', async () => {
  const answer = await harness.request.put('/notes/1');
  expect(answer.status).toBe(405);
  expect(answer.headers['allow']).toBe('POST');
});

test('a fault of the server is logged under the id that the caller got', async () => {
  const answer = await harness.request.get('/notes/bug');
  const line = harness.log.find((entry) => entry['request_id'] === answer.body.request_id);
  expect(line).toMatchObject({
    level: 'error',
    route: '/notes/bug',
    err: { message: expect.stringContaining('7431') },
  });
});

test('a good request is answered', async () => {
  const answer = await harness.request.post('/notes/12').send({ text: 'hello' });
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({ id: '12', text: 'hello' });
  expect((await harness.request.get('/notes')).body).toEqual({ limit: 50 });
  expect((await harness.request.get('/notes?limit=7')).body).toEqual({ limit: 7 });
});

test('a request id is made here, never taken from the caller', async () => {
  const answer = await harness.request.get('/notes/caller').set('x-request-id', 'mine');
  expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.body.request_id).toBe(answer.headers['x-request-id']);
});

test('an address in a header is believed only from a trusted proxy', async () => {
  const answer = await harness.request.get('/notes/caller').set('x-forwarded-for', '203.0.113.9');
  expect(answer.body.address).toBe('127.0.0.1');
});

test('no handler takes input that nothing checks', () => {
  expect(uncheckedInputs(harness.api.nest)).toEqual([]);
});

test('every code has a section in the page that problems point to', async () => {
  const problem = await harness.request.get('/nothing');
  const [page, code] = String(problem.body.type).split('#');
  const answer = await harness.request.get(page ?? '');
  expect(answer.status).toBe(200);
  expect(answer.text).toContain(`id="${code}"`);
});

test('what is not HTTP at all is answered and closed', async () => {
  const url = new URL(await harness.listen());
  const text = await new Promise<string>((resolve) => {
    const socket = connect(Number(url.port), url.hostname, () => socket.write('hello there\r\n\r\n'));
    let received = '';
    socket.on('data', (chunk) => {
      received += String(chunk);
    });
    socket.on('close', () => resolve(received));
  });
  expect(text).toContain('HTTP/1.1 400');
  expect(text).toContain('application/problem+json');
});
