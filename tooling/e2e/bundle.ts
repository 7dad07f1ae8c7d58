import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const WIDGET = fileURLToPath(new URL('../../packages/widget/', import.meta.url));

interface Bundler {
  build(options: object): Promise<{ output: { fileName: string; isEntry?: boolean; code?: string }[] }>;
}

/** A website's own script, bundled with what it imports. */
export interface Bundle {
  /** The name of the file to start with. */
  readonly entry: string;
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Bundles the built npm package as a website's build would: by its package.json's door, its dependencies inside.
 * @param folder a place for the website's source
 */
export async function bundleWidget(folder: string): Promise<Bundle> {
  const { exports: doors } = JSON.parse(await readFile(join(WIDGET, 'package.json'), 'utf8'));
  const source = join(folder, 'main.js');
  await writeFile(source, `import ${JSON.stringify(join(WIDGET, doors['.'].import))};\n`);
  const vite = createRequire(join(WIDGET, 'package.json')).resolve('vite');
  const { build } = (await import(pathToFileURL(vite).href)) as Bundler;
  const { output } = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    base: '/assets/',
    build: { write: false, assetsDir: '', modulePreload: false, rolldownOptions: { input: source } },
  });
  const entry = output.find(({ isEntry }) => isEntry === true)?.fileName ?? '';
  return { entry, files: new Map(output.map(({ fileName, code = '' }) => [`/assets/${fileName}`, code])) };
}
