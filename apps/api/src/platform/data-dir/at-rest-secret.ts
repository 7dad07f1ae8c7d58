import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { link, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataDirError } from './data-dir-error.js';
import type { SecretRing } from './secret-box.js';

export { fingerprintOf } from './secret-box.js';

const SECRET_BYTES = 32;

/** What the settings say of the at-rest secret. */
export interface SecretSettings {
  /** `CHATKU_SECRET`; null where the data folder keeps it. */
  readonly atRestSecret: string | null;
  /** `CHATKU_SECRET_PREVIOUS`: opens what was sealed before the secret was changed. */
  readonly previousAtRestSecret?: string | null;
}

export const secretFileOf = (folder: string): string => join(folder, 'secret');
const fingerprintFileOf = (folder: string): string => join(folder, 'secret.fingerprint');

/** A new secret, as the file keeps it. */
export const freshSecret = (): Buffer => randomBytes(SECRET_BYTES);

/**
 * The secrets of a data folder: from the settings, else from its file, whose first line seals and whose others, while a rotation is under
 * way, still open.
 *
 * @returns null where there is none yet.
 * @throws {DataDirError} the file does not hold secrets.
 */
export async function readRing(folder: string, settings: SecretSettings): Promise<SecretRing | null> {
  const given = ringOfSettings(settings);
  if (given !== null) return given;
  const text = await readIfThere(secretFileOf(folder));
  return text === null ? null : ringOfText(text, secretFileOf(folder));
}

function ringOfSettings({ atRestSecret, previousAtRestSecret = null }: SecretSettings): SecretRing | null {
  if (atRestSecret === null) return null;
  return {
    current: Buffer.from(atRestSecret, 'utf8'),
    previous: previousAtRestSecret === null ? [] : [Buffer.from(previousAtRestSecret, 'utf8')],
  };
}

/** The secrets in the text of a file `secret`. @throws {DataDirError} it holds none. */
export function ringOfText(text: string, file: string): SecretRing {
  const secrets = text
    .trim()
    .split('\n')
    .map((line) => Buffer.from(line.trim(), 'base64url'));
  const [current, ...previous] = secrets;
  if (current === undefined || secrets.some((secret) => secret.length !== SECRET_BYTES)) {
    throw new DataDirError(
      'unreadable_secret',
      `The file ${file} does not hold a secret of ${SECRET_BYTES} bytes. Restore it from a backup; without it the special keys in the database cannot be read.`,
    );
  }
  return { current, previous };
}

/** The text of the file `secret`. */
export function textOfRing({ current, previous }: SecretRing): string {
  return [current, ...previous].map((secret) => `${secret.toString('base64url')}\n`).join('');
}

/**
 * The ring as it is at each moment: `rotate-secret` changes the file while a server runs, and the server must seal with the new
 * secret from then on.
 */
export function liveRing(folder: string, settings: SecretSettings, first: SecretRing): () => SecretRing {
  if (settings.atRestSecret !== null) return () => first;
  const file = secretFileOf(folder);
  const stamp = (): string => {
    // A rename brings another file, so the inode alone would do; the time is for file systems that reuse it at once.
    const { ino, mtimeMs, size } = statSync(file);
    return `${ino}.${mtimeMs}.${size}`;
  };
  let ring = first;
  let seen: string | null = null;
  return () => {
    try {
      const now = stamp();
      if (now === seen) return ring;
      const read = ringOfText(readFileSync(file, 'utf8'), file);
      if (textOfRing(read) !== textOfRing(ring)) ring = read;
      seen = now;
    } catch {
      // Removed or damaged under a running server: what it knows is still right, and the next start tells.
    }
    return ring;
  };
}

/** The check values a folder keeps: of the secrets its rows may be sealed with, the newest last. */
export async function readFingerprints(folder: string): Promise<string[]> {
  const text = await readIfThere(fingerprintFileOf(folder));
  return text === null ? [] : text.trim().split('\n');
}

export async function writeFingerprints(folder: string, fingerprints: readonly string[]): Promise<void> {
  await replaceFile(fingerprintFileOf(folder), fingerprints.map((fingerprint) => `${fingerprint}\n`).join(''));
}

/** Puts other secrets into the folder's file, at once or not at all. */
export async function writeRing(folder: string, ring: SecretRing): Promise<void> {
  await replaceFile(secretFileOf(folder), textOfRing(ring));
}

export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes a whole file with mode 0600, synced, or none at all: a crash in between leaves no half secret. Never over another. */
export async function writeOnce(file: string, content: string): Promise<void> {
  await drafted(file, content, async (draft) => {
    try {
      await link(draft, file);
    } finally {
      await unlink(draft);
    }
  });
}

/** The same, in the place of what is there. */
export async function replaceFile(file: string, content: string): Promise<void> {
  await drafted(file, content, (draft) => rename(draft, file));
}

async function drafted(file: string, content: string, name: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await name(draft);
  const folder = await open(dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
