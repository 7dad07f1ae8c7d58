import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lack } from './form.js';

/** A file system of a few megabytes of this test's own, in memory. It is taken away again with `remove`. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** @throws with what the system said, where mounting is not permitted */
  static make(megabytes: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), 'chatku-small-disk-'));
    const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], {
      encoding: 'utf8',
    });
    if (status === 0) return new SmallDisk(folder);
    rmSync(folder, { recursive: true });
    throw new Error(`mounting a file system was refused: ${error?.message ?? stderr.trim()}`);
  }

  /** Why none can be made here; null where one can. */
  static lack(): Lack | null {
    if (process.platform !== 'linux') return { why: 'a small file system is mounted on Linux only.', isProgram: false };
    if (process.getuid?.() !== 0) return { why: 'mounting a small file system needs root.', isProgram: false };
    try {
      SmallDisk.make(1).remove();
      return null;
    } catch (error) {
      return { why: error instanceof Error ? error.message : String(error), isProgram: false };
    }
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Leaves no byte free. */
  fill(): void {
    const handle = openSync(this.#filler, 'a');
    try {
      const block = Buffer.alloc(4096, 1);
      for (;;) writeSync(handle, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(handle);
    }
  }

  /** Takes away what `fill` has put there. */
  free(): void {
    rmSync(this.#filler, { force: true });
  }

  remove(): void {
    spawnSync('umount', [this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #filler(): string {
    return join(this.folder, 'filler');
  }
}
