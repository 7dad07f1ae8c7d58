import { expect, test } from 'vitest';
import { acknowledgedUnsynced, readTrace } from './system-calls.js';

const WAL = '/data/chatku.db-wal';
const WATCHED = { log: WAL, port: 3000, marks: ['id-1'] };
const WRITE = `12 pwrite64(20<${WAL}>, "\\0\\0id-1\\0", 4096, 56) = 4096`;
const SYNC = `12 fdatasync(20<${WAL}>) = 0`;
const SEND =
  '10 write(23<TCP:[127.0.0.1:3000->127.0.0.1:5000]>, "HTTP/1.1 200 OK\\r\\n\\"client_id\\":\\"id-1\\"", 40) = 40';

const wrongOf = (...lines: string[]) => acknowledgedUnsynced(readTrace(lines.join('\n')), WATCHED);

test('a whole call, and one that other threads interrupt, are read with where they began and ended', () => {
  const trace = [
    `12 fdatasync(20<${WAL}> <unfinished ...>`,
    '10 write(1<pipe:[5]>, "a) = 3", 6) = 6',
    '--- SIGTERM {si_signo=SIGTERM} ---',
    '12 <... fdatasync resumed>) = 0',
    '12 write(23<TCP:[127.0.0.1:3000->127.0.0.1:5000]>, "x", 1) = -1 EAGAIN (Resource temporarily unavailable)',
    '12 +++ exited with 0 +++',
  ];
  expect(readTrace(trace.join('\n'))).toEqual([
    { name: 'fdatasync', args: `20<${WAL}>`, beganAt: 0, endedAt: 3, result: 0 },
    { name: 'write', args: '1<pipe:[5]>, "a) = 3", 6', beganAt: 1, endedAt: 1, result: 6 },
    { name: 'write', args: '23<TCP:[127.0.0.1:3000->127.0.0.1:5000]>, "x", 1', beganAt: 4, endedAt: 4, result: -1 },
  ]);
});

test('a call that never ended has no result', () => {
  expect(readTrace(`12 fdatasync(20<${WAL}> <unfinished ...>`)).toMatchObject([
    { result: null, endedAt: Number.POSITIVE_INFINITY },
  ]);
});

test('written, synced, acknowledged: nothing is wrong', () => {
  expect(wrongOf(WRITE, SYNC, SEND)).toEqual([]);
  expect(wrongOf(WRITE, SYNC.replace('fdatasync', 'fsync'), SEND)).toEqual([]);
});

test('acknowledged without a sync, or before it, or while it is under way', () => {
  expect(wrongOf(WRITE, SEND)).toEqual([expect.stringContaining('synced (line never)')]);
  expect(wrongOf(WRITE, SEND, SYNC)).toEqual([expect.stringContaining('before the log was synced (line 2)')]);
  expect(
    wrongOf(WRITE, `12 fdatasync(20<${WAL}> <unfinished ...>`, SEND, '12 <... fdatasync resumed>) = 0'),
  ).toHaveLength(1);
});

test('a sync before the write, of another file, or one that failed, is none', () => {
  expect(wrongOf(SYNC, WRITE, SEND)).toHaveLength(1);
  expect(
    wrongOf(`12 fdatasync(20<${WAL}> <unfinished ...>`, WRITE, '12 <... fdatasync resumed>) = 0', SEND),
  ).toHaveLength(1);
  expect(wrongOf(WRITE, SYNC.replace('chatku.db-wal', 'chatku.db'), SEND)).toHaveLength(1);
  expect(wrongOf(WRITE, SYNC.replace('= 0', '= -1 EIO (Input/output error)'), SEND)).toHaveLength(1);
});

test('the first that is sent counts, whoever gets it and by whichever call', () => {
  const push = `10 writev(24<TCP:[127.0.0.1:3000->127.0.0.1:5001]>, [{iov_base="\\"id-1\\"", iov_len=6}], 1) = 6`;
  expect(wrongOf(WRITE, push, SYNC, SEND)).toHaveLength(1);
  expect(wrongOf(push, WRITE, SYNC, SEND)).toEqual([expect.stringContaining('before it was written')]);
  expect(wrongOf(WRITE, push.replace('3000->', '9->'), SYNC, SEND)).toEqual([]);
});

test('a trace in which a message was not seen proves nothing', () => {
  expect(wrongOf(SYNC, SEND)).toEqual(['id-1 was not seen being written to the log']);
  expect(wrongOf(WRITE, SYNC)).toEqual(['id-1 was not seen being acknowledged']);
});
