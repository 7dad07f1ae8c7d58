import { randomBytes } from 'node:crypto';
import { link, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Refusal } from '../errors/refusal.js';

/** File systems without hard links (some sticks, some network folders) say one of these. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Writes a file that is there wholly or not at all: under another name first, mode 0600, synced, then given its own name,
 * never over another file.
 *
 * @param write gets the draft's path, where an empty file waits.
 * @throws {Refusal} when there is a file of this name already.
 */
export async function writeWhole<T>(file: string, write: (draft: string) => Promise<T>): Promise<T> {
  await refuseExisting(file);
  const draft = `${file}.${randomBytes(6).toString('hex')}.part`;
  await (await open(draft, 'wx', 0o600)).close();
  try {
    const result = await write(draft);
    await syncPath(draft);
    await giveName(draft, file);
    await syncPath(dirname(file));
    return result;
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

async function giveName(draft: string, file: string): Promise<void> {
  try {
    await link(draft, file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') throw isThere(file);
    if (!NO_LINKS.has(code)) throw error;
    await refuseExisting(file);
    await rename(draft, file);
  }
}

async function refuseExisting(file: string): Promise<void> {
  const there = await stat(file).then(
    () => true,
    () => false,
  );
  if (there) throw isThere(file);
}

const isThere = (file: string): Refusal => new Refusal(`There is a file ${file} already, and it is left as it is.`);

/** Waits until a file, or the names in a folder, are on disk. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
