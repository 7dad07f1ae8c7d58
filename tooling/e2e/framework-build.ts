import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileModule, compile as compileSvelte } from 'svelte/compiler';
import { compileScript, parse as parseVue } from 'vue/compiler-sfc';

const HERE = fileURLToPath(import.meta.url);
const INSTALLS = fileURLToPath(new URL('../../apps/console/installs/', import.meta.url));
const WIDGET = fileURLToPath(new URL('../../packages/widget/', import.meta.url));

/** The frameworks whose snippet is run as its users would run it. */
export const FRAMEWORKS = ['react', 'vue', 'svelte'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

const SNIPPETS: Record<Framework, string> = {
  react: 'ChatkuChat.tsx',
  vue: 'ChatkuChat.vue',
  svelte: 'ChatkuChat.svelte',
};

/** The smallest app of each that shows the snippet's component, takes it away and shows it again. */
const APPS: Record<Framework, { file: string; code: string }> = {
  react: {
    file: 'main.tsx',
    code: `import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ChatkuChat } from './ChatkuChat.tsx';
let root;
Object.assign(window, {
  show: () => { root = createRoot(document.querySelector('#app')); root.render(<StrictMode><ChatkuChat /></StrictMode>); },
  hide: () => root.unmount(),
});
window.show();
`,
  },
  vue: {
    file: 'main.ts',
    code: `import { createApp } from 'vue';
import ChatkuChat from './ChatkuChat.vue';
let app;
Object.assign(window, {
  show: () => { app = createApp(ChatkuChat); app.mount('#app'); },
  hide: () => app.unmount(),
});
window.show();
`,
  },
  svelte: {
    file: 'main.ts',
    code: `import { mount, unmount } from 'svelte';
import ChatkuChat from './ChatkuChat.svelte';
let app;
Object.assign(window, {
  show: () => { app = mount(ChatkuChat, { target: document.querySelector('#app') }); },
  hide: () => unmount(app),
});
window.show();
`,
  },
};

interface Bundler {
  build(options: object): Promise<{ output: { fileName: string; isEntry?: boolean; code?: string }[] }>;
  transformWithOxc(code: string, file: string, options?: object): Promise<{ code: string }>;
}

/**
 * The text of a snippet as the console shows it for a bot: the same replacements as `installText` makes.
 *
 * @param loaderUrl the address of the bot's loader
 */
const snippetFor = async (framework: Framework, loaderUrl: string): Promise<string> =>
  (await readFile(join(INSTALLS, framework, SNIPPETS[framework]), 'utf8'))
    .replaceAll('LOADER_URL', loaderUrl)
    .trimEnd();

/**
 * Builds an app that holds nothing but the snippet, with the framework's own compiler and Vite.
 *
 * @param folder a place for its source
 */
export async function buildApp(
  framework: Framework,
  loaderUrl: string,
  folder: string,
): Promise<{ entry: string; files: ReadonlyMap<string, string> }> {
  const { file, code } = APPS[framework];
  await writeFile(join(folder, file), code);
  await writeFile(join(folder, SNIPPETS[framework]), await snippetFor(framework, loaderUrl));
  const vite = (await import(
    pathToFileURL(createRequire(join(WIDGET, 'package.json')).resolve('vite')).href
  )) as Bundler;

  const components = {
    name: 'components',
    enforce: 'pre',
    // The app lies outside of the repository: what it imports by name is installed here.
    async resolveId(this: { resolve(id: string, from: string): Promise<unknown> }, id: string, importer?: string) {
      const byName = /^[a-z@]/.test(id) && importer?.startsWith(folder);
      return byName ? this.resolve(id, HERE) : null;
    },
    async transform(source: string, id: string) {
      if (id.endsWith('.vue')) {
        const { descriptor, errors } = parseVue(source, { filename: id });
        if (errors.length > 0) throw errors[0];
        const { content } = compileScript(descriptor, { id: 'chat', inlineTemplate: true });
        return vite.transformWithOxc(content, `${id}.ts`);
      }
      if (id.endsWith('.svelte')) return { code: compileSvelte(source, { generate: 'client', filename: id }).js.code };
      return /\\.svelte\\.js$/.test(id) ? { code: compileModule(source, { filename: id }).js.code } : null;
    },
  };
  const { output } = await vite.build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    base: `/${framework}/`,
    plugins: [components],
    build: {
      write: false,
      assetsDir: '',
      modulePreload: false,
      rolldownOptions: { input: join(folder, file) },
    },
  });
  const entry = output.find(({ isEntry }) => isEntry === true)?.fileName ?? '';
  return {
    entry: `/${framework}/${entry}`,
    files: new Map(output.map(({ fileName, code: built = '' }) => [`/${framework}/${fileName}`, built])),
  };
}
