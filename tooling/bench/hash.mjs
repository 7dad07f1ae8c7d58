/** Hash creation beside node:crypto; measured by the crypto package's own benchmark, in a process of its own. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../bootstrap/workspace.mjs';

const SCRIPT = join(ROOT, 'packages', 'crypto', 'bench', 'hash.bench.mjs');

/** @returns {Promise<import('./report.mjs').Finding[]>} */
export async function benchHash() {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT]);
  const { chatku, nodeCrypto, ratio, ratioChangingKeys, rounds, floorRatio } = JSON.parse(stdout);
  return [
    {
      name: 'identifier hashes made',
      value: chatku,
      unit: '/s',
      note: `node:crypto ${nodeCrypto.toLocaleString('en-US')} /s`,
    },
    {
      name: 'hash creation beside node:crypto',
      value: ratio,
      unit: 'x',
      atLeast: floorRatio,
      note: `median of ${rounds} rounds`,
    },
    {
      name: 'the same, with a new key each time',
      value: ratioChangingKeys,
      unit: 'x',
      note: 'recorded: a server that holds many keys',
    },
  ];
}
