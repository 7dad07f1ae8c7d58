import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const API = fileURLToPath(new URL('../../apps/api/', import.meta.url));
const WIDGET = fileURLToPath(new URL('../../packages/widget/', import.meta.url));

/**
 * The product as an upgrade leaves it: the built API with a later build of the widget, in a folder of its own. Each of the
 * widget's files differs, and so do the hash of the build and the names of the parts that carry a hash themselves.
 */
export class NextBuild {
  private constructor(
    private readonly folder: string,
    /** The hash under which the widget's files are delivered. */
    readonly hash: string,
  ) {}

  static async make(): Promise<NextBuild> {
    const folder = await mkdtemp(join(tmpdir(), 'chatku-next-'));
    await cp(join(API, 'dist'), join(folder, 'dist'), { recursive: true });
    await cp(join(API, 'package.json'), join(folder, 'package.json'));
    const widget = join(folder, 'node_modules', '@chatku', 'widget');
    for (const entry of await readdir(join(API, 'node_modules'), { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const scoped = entry.isDirectory() ? await readdir(join(API, 'node_modules', entry.name)) : [''];
      for (const name of scoped) {
        const link = join(folder, 'node_modules', entry.name, name);
        await mkdir(dirname(link), { recursive: true });
        if (link !== widget) await symlink(await realpath(join(API, 'node_modules', entry.name, name)), link);
      }
    }
    await cp(join(WIDGET, 'package.json'), join(widget, 'package.json'));
    await cp(join(WIDGET, 'dist', 'delivery'), join(widget, 'dist', 'delivery'), { recursive: true });
    return new NextBuild(folder, await NextBuild.#change(join(widget, 'dist', 'delivery')));
  }

  static async #change(delivery: string): Promise<string> {
    const manifest = JSON.parse(await readFile(join(delivery, 'delivery.json'), 'utf8')) as { files: string[] };
    const later = (name: string): string => name.replace(/-[\w-]{8}\.js$/, '-nextNEXT.js');
    for (const name of [...manifest.files, 'delivery.json', 'loader.js']) {
      let text = await readFile(join(delivery, name), 'utf8');
      for (const file of manifest.files) text = text.replaceAll(file, later(file));
      if (name.endsWith('.js')) text += `\n(window.nextBuild ??= []).push(${JSON.stringify(name.split(/[-.]/)[0])});`;
      await rm(join(delivery, name));
      await writeFile(join(delivery, later(name)), text);
    }
    const changed = JSON.parse(await readFile(join(delivery, 'delivery.json'), 'utf8'));
    const hash = 'fedcba9876543210';
    await writeFile(join(delivery, 'delivery.json'), JSON.stringify({ ...changed, hash }));
    return hash;
  }

  /** The program to start. */
  get main(): string {
    return join(this.folder, 'dist', 'main.js');
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

declare global {
  interface Window {
    /** The parts of the later build that ran in this page. */
    nextBuild?: string[];
  }
}
