import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';

/** The program in one file, beside `main.js`: a function of `exports, require, module, __filename, __dirname`, as Node wraps a module. */
export const BUNDLE = 'chatku.cjs';
/** What V8 made of it when it was built, behind the digest of the program and one of its own. */
export const CODE_CACHE = 'chatku.cache';

/** The program begins with a comment that holds its digest: `// ` and 64 hexadecimal digits. */
const DIGEST = { from: 3, to: 67 } as const;

/**
 * Loads the program from its one file and begins to run it. With the code cache beside it nothing has to be compiled anew. A cache
 * of another program, or a damaged one, is not looked at, and one of another V8 or of other flags is refused by V8: the start then takes as long as
 * without one.
 *
 * @param folder where the build has put both.
 * @returns the script, of which a code cache can be made.
 * @throws when the file is not there: the API has not been built.
 */
export function loadBundle(folder: string): Script {
  const file = join(folder, BUNDLE);
  // The build writes nothing but ASCII, and the function around it. So the text lies outside of V8's heap, one byte a character, once.
  const program = readFileSync(file, 'latin1');
  const script = new Script(program, {
    // As errors name it; a path would be the one of the machine that made the cache.
    filename: BUNDLE,
    cachedData: readCache(join(folder, CODE_CACHE), digestOf(program)),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, folder);
  return script;
}

/** What the file of the code cache holds: all that V8 has compiled of a program until now. */
export function codeCacheOf(folder: string, script: Script): Buffer {
  const program = readFileSync(join(folder, BUNDLE), 'latin1');
  const compiled = script.createCachedData();
  return Buffer.concat([Buffer.from(digestOf(program) + checksumOf(compiled), 'latin1'), compiled]);
}

function digestOf(program: string): string {
  return program.slice(DIGEST.from, DIGEST.to);
}

function checksumOf(compiled: Buffer): string {
  return createHash('sha256').update(compiled).digest('hex');
}

/**
 * Nothing where there is none of this program, or it is not as it was written: it runs without. (V8 itself compares no more than the
 * program's length, and a damaged cache would end the process.)
 */
function readCache(file: string, digest: string): Buffer | undefined {
  try {
    const cache = readFileSync(file);
    const compiled = cache.subarray(2 * digest.length);
    return cache.toString('latin1', 0, 2 * digest.length) === digest + checksumOf(compiled) ? compiled : undefined;
  } catch {
    return undefined;
  }
}
