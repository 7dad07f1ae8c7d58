import { QueryFailedError } from 'typeorm';
import { describe, expect, test } from 'vitest';
import { humanLine } from './human-lines.js';
import { Logger } from './logger.js';
import { NestLogger } from './nest-logger.js';

const collected = () => {
  const lines: string[] = [];
  const logger = Logger.create({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
};

describe('what must not be logged is not', () => {
  test.each([
    { authorization: 'Bearer sentinel' },
    { headers: { authorization: 'sentinel', cookie: 'sentinel', 'set-cookie': 'sentinel', 'x-api-key': 'sentinel' } },
    { request: { headers: { cookie: 'sentinel' } } },
    { token: 'sentinel', password: 'sentinel', body: { identifier_hash: 'sentinel', guest_secret: 'sentinel' } },
  ])('%o', (fields) => {
    const { logger, lines } = collected();
    logger.info('line', fields);
    expect(lines.join()).toContain('[redacted]');
    expect(lines.join()).not.toContain('sentinel');
  });

  test('the parameters of a failed query', () => {
    const { logger, lines, last } = collected();
    const driverError = Object.assign(new Error('SQLITE_CONSTRAINT: UNIQUE constraint failed'), {
      code: 'SQLITE_CONSTRAINT',
    });
    const cause = new QueryFailedError('INSERT INTO x VALUES (?)', ['sentinel@example.com'], driverError);
    logger.error('failed', { err: new Error('outer', { cause }) });
    expect(lines.join()).not.toContain('sentinel');
    expect(last()).toMatchObject({ level: 'error', err: { message: 'outer', cause: { code: 'SQLITE_CONSTRAINT' } } });
  });
});

test('a line carries time, level, message and fields', () => {
  const { logger, last } = collected();
  logger.child({ part: 'gate' }).warn('Slow', { ms: 7 });
  expect(last()).toMatchObject({ level: 'warn', msg: 'Slow', part: 'gate', ms: 7, time: expect.stringMatching(/Z$/) });
});

test('a line for a person shows message, fields and stack', () => {
  const line = JSON.stringify({
    level: 'error',
    time: '2026-01-02T03:04:05.678Z',
    msg: 'Failed',
    a: 1,
    err: { stack: 'Error: x\n at y' },
  });
  expect(humanLine(line).replace(/\u001b\[\d+m/g, '')).toBe('03:04:05 error Failed a=1\nError: x\n at y\n');
  expect(humanLine('not json')).toBe('not json');
});

test('Nest’s own lines come with their context', () => {
  const { logger, lines, last } = collected();
  const nest = new NestLogger(logger);
  nest.log('Nest application started', 'NestApplication');
  expect(last()).toMatchObject({ level: 'debug', msg: 'Nest application started', nest: 'NestApplication' });
  nest.error(new Error('broken'), 'Gateway');
  expect(last()).toMatchObject({ level: 'error', msg: 'broken', nest: 'Gateway' });
  nest.error('text', 'Error: text\n at z', 'Gateway');
  expect(last()).toMatchObject({ stack: 'Error: text\n at z' });
  nest.warn({ odd: true });
  expect(lines).toHaveLength(4);
});
