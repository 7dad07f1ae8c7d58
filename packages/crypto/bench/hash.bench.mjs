// How fast is createIdentifierHash, beside node:crypto doing the same in the same run? Prints one JSON object.
// The two take turns, round by round, so that a machine that slows down slows both; the median of the rounds' ratios
// is what counts. Reads the built package: build it first.
import { createHmac } from 'node:crypto';
import { createIdentifierHash } from '../dist/index.js';

const ROUNDS = 21;
const HASHES_PER_ROUND = 10_000;
const FLOOR_RATIO = 0.4;
const key = 'k'.repeat(64);
const otherKey = 'o'.repeat(64);
let turn = 0;
const userIds = Array.from({ length: 1_000 }, (_, at) => `3f2504e0-4f89-41d3-9a0c-${String(at).padStart(12, '0')}`);

const contestants = {
  chatku: (userId) => createIdentifierHash({ userId, key }),
  chatkuChangingKeys: (userId) => createIdentifierHash({ userId, key: turn++ % 2 === 0 ? otherKey : key }),
  nodeCrypto: (userId) => createHmac('sha256', key).update(userId).digest('hex'),
};

for (const userId of userIds) {
  if (contestants.chatku(userId) !== contestants.nodeCrypto(userId))
    throw new Error('The two disagree; nothing to time.');
}

function hashesPerSecond(make) {
  const begun = process.hrtime.bigint();
  for (let at = 0; at < HASHES_PER_ROUND; at++) make(userIds[at % userIds.length]);
  return (HASHES_PER_ROUND * 1e9) / Number(process.hrtime.bigint() - begun);
}

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];

const rounds = [];
for (let round = -2; round < ROUNDS; round++) {
  // Who goes first alternates too. Rounds below zero warm both up.
  const order = Object.keys(contestants);
  if (round % 2 !== 0) order.reverse();
  const speeds = Object.fromEntries(order.map((name) => [name, hashesPerSecond(contestants[name])]));
  if (round >= 0) rounds.push(speeds);
}

const ratioOf = (name) => Number(median(rounds.map((round) => round[name] / round.nodeCrypto)).toFixed(3));
const ratio = ratioOf('chatku');
console.log(
  JSON.stringify({
    name: 'identifier hash creation',
    unit: 'hashes/s',
    rounds: ROUNDS,
    hashesPerRound: HASHES_PER_ROUND,
    chatku: Math.round(median(rounds.map((round) => round.chatku))),
    nodeCrypto: Math.round(median(rounds.map((round) => round.nodeCrypto))),
    ratio,
    ratioChangingKeys: ratioOf('chatkuChangingKeys'),
    floorRatio: FLOOR_RATIO,
    ok: ratio >= FLOOR_RATIO,
  }),
);
