/** Has anything changed since last time? Answered from the contents of files, so that it holds without git, too. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * Lists the files under a folder, sorted, with paths relative to `root` and forward slashes.
 *
 * @param {string} root
 * @param {string} folder absolute
 * @param {(path: string) => boolean} isWanted asked for files and folders alike; an unwanted folder is not entered
 * @returns {string[]}
 */
export function listFiles(root, folder, isWanted) {
  /** @type {string[]} */
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const absolute = join(folder, entry.name);
    const path = relative(root, absolute).split(sep).join('/');
    if (!isWanted(path)) continue;
    if (entry.isDirectory()) found.push(...listFiles(root, absolute, isWanted));
    else if (entry.isFile()) found.push(path);
  }
  return found.sort();
}

/**
 * A digest over names and contents of files. A file that is missing counts as missing, not as an error.
 *
 * @param {string} root
 * @param {string[]} paths relative to the root
 * @param {string[]} [facts] anything else that matters, such as the platform
 * @returns {string} hexadecimal
 */
export function fingerprintOfContents(root, paths, facts = []) {
  const digest = createHash('sha256');
  for (const fact of facts) digest.update(`fact ${fact}\0`);
  for (const path of paths) {
    const file = join(root, path);
    if (existsSync(file)) {
      const content = readFileSync(file);
      digest.update(`file ${path} ${content.length}\0`).update(content);
    } else {
      digest.update(`none ${path}\0`);
    }
  }
  return digest.digest('hex');
}

/**
 * A quick digest over names, sizes and times: for built files, of which there are many and which nobody edits.
 *
 * @param {string} root
 * @param {string[]} paths relative to the root
 * @returns {string} hexadecimal
 */
export function fingerprintOfTimes(root, paths) {
  const digest = createHash('sha256');
  for (const path of paths) {
    const { size, mtimeMs } = statSync(join(root, path));
    digest.update(`${path} ${size} ${mtimeMs}\0`);
  }
  return digest.digest('hex');
}

/**
 * Where stamps are kept: inside node_modules, so that removing it removes them.
 *
 * @param {string} root
 * @param {string} name
 * @returns {string}
 */
function stampFile(root, name) {
  return join(root, 'node_modules', '.chatku', `${name}.stamp`);
}

/**
 * @param {string} root
 * @param {string} name
 * @returns {string | undefined} what was written last
 */
export function readStamp(root, name) {
  const file = stampFile(root, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/**
 * @param {string} root
 * @param {string} name
 * @param {string} value
 */
export function writeStamp(root, name, value) {
  const file = stampFile(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
}
