/**
 * Builds the widget twice:
 *
 *   dist/            for npm: `import '@chatku/widget'` registers `<chatku-widget>`; Lit and the shared packages stay imports
 *   dist/delivery/   what the API serves: loader.js, stub.js, and the files of `/w/p/<hash>/`, listed in delivery.json
 *
 * Prints what each stage weighs (brotli) and fails where a visitor would pay too much.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { minify } from 'terser';
import { build } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const delivery = join(dist, 'delivery');
const PLACEHOLDER = '"__CHATKU_SETTINGS__"';

/** One request until the launcher shows, settings included; everything until the panel is open in one language. */
const LAUNCHER_MAX_BYTES = 1600;
const OPEN_MAX_BYTES = 20_000;

/** Settings as large as a bot's usually are, to weigh the loader with. */
const SAMPLE_SETTINGS = JSON.stringify({
  api: 'https://chat.kedai-senja.example',
  bot: '0194f3a2-7c11-7d2e-9b5a-3f0c8e6d1a42',
  looks: {
    title: 'Kedai Senja',
    subtitle: 'Usually answers within minutes',
    avatar: '9f86d081884c7d65',
    colour: '#0f766e',
  },
  build: '60303ae22b998861',
});

/**
 * One letter for each custom property of the panel's own that `.root` always sets, so that nothing of the page's can be
 * found in its place.
 */
const LETTERS = {
  accent: 'a',
  danger: 'd',
  gray: 'g',
  line: 'l',
  muted: 'm',
  round: 'r',
  surface: 's',
  text: 't',
  tint: 'i',
};
const ALWAYS_SET = new RegExp(`(?<=--_)(${Object.keys(LETTERS).join('|')})\\b`, 'g');

/** White space in templates survives minification; a visitor does not need it. */
const tightenTemplates = {
  name: 'tighten-templates',
  transform(code, id) {
    if (![join(here, 'src/panel/'), join(here, 'src/more/')].some((room) => id.startsWith(room))) return null;
    const css = (text) =>
      text
        .replace(/\/\*.*?\*\//gs, '')
        .replace(/\s+/g, ' ')
        .replace(/ ?([{};,>]) ?/g, '$1')
        .replace(/([\w-]): /g, '$1:')
        .replaceAll(';}', '}');
    const sheet = (text) => JSON.stringify(css(text.slice(4, -1)).trim());
    const lean = code.replace(/css`[^`]*`/g, sheet).replace(/\n\s+/g, '\n');
    return { code: lean.replace(ALWAYS_SET, (name) => LETTERS[name]), map: null };
  },
};

/**
 * What the rooms of `src/engine/` call each other by, and nobody else: not the page, not the panel, neither the wire nor
 * what a tab stores. A visitor reads a letter for each.
 */
const ENGINE_NAMES = [
  ...['afterMs', 'began', 'beGuest', 'blank', 'draftFresh', 'heard', 'hurry', 'later', 'linked', 'newest', 'nobody'],
  ...['owner', 'restored', 'said', 'seenByAgent', 'settle', 'settled', 'sorted', 'stale', 'tabSecret', 'tries'],
  ...['warnOf', 'was', 'who', 'worked'],
];
/** And names that Lit keeps for other packages of Lit: there is none here. */
const SHORTENED = new RegExp(`^(_\\$.*|${ENGINE_NAMES.join('|')})$`);

/** A file that holds some of the engine's names and not others speaks to a file that has other letters for them. */
const checkEngineNames = (file, shortened) => {
  const missing = ENGINE_NAMES.filter((name) => !shortened.has(name));
  if (missing.length === 0 || missing.length === ENGINE_NAMES.length) return;
  const held = ENGINE_NAMES.filter((name) => shortened.has(name));
  throw new Error(
    `${file} shortens ${held.join(', ')} and not ${missing.join(', ')}: take out of ENGINE_NAMES what is no longer said, or is said outside of the engine`,
  );
};

/** Terser on top of Vite's own minifier takes another 2 %, and where it has made room, a second time finds more. */
const squeeze = async (name) => {
  const file = join(delivery, name);
  const isScript = /^(loader|stub)/.test(name);
  const options = {
    ecma: 2020,
    module: !isScript,
    toplevel: true,
    nameCache: {},
    mangle: { properties: { regex: SHORTENED } },
    compress: { passes: 3, unsafe: isScript, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false },
    format: { quote_style: 2 },
  };
  let code = readFileSync(file, 'utf8');
  for (let round = 0; round < 2; round++) code = (await minify(code, options)).code;
  checkEngineNames(name, new Set(Object.keys(options.nameCache.props.props).map((key) => key.slice(1))));
  writeFileSync(file, code);
};

const common = (options) => ({
  root: here,
  configFile: false,
  logLevel: 'warn',
  resolve: { conditions: ['source', 'browser', 'import', 'module', 'default'] },
  plugins: [tightenTemplates],
  ...options,
  build: {
    outDir: delivery,
    emptyOutDir: false,
    copyPublicDir: false,
    modulePreload: false,
    minify: true,
    sourcemap: false,
    reportCompressedSize: false,
    ...options.build,
  },
});

/** A classic script: it runs in the page's own scope, so everything is inside one function. */
const script = (name, entry) =>
  build(
    common({
      build: {
        target: 'es2020',
        lib: { entry: join(here, entry), formats: ['iife'], name: 'chatku', fileName: () => name },
      },
    }),
  );

/** As libraries, or Vite puts a preload helper around each import(). What two entries share is a file of its own. */
const modules = (entry) =>
  build(
    common({
      build: {
        target: ['safari16.4', 'chrome111', 'firefox115'],
        lib: { entry, formats: ['es'] },
        rolldownOptions: {
          output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash:8].js', minify: true },
        },
      },
    }),
  );

/** Browsers too old for the engine still read this one. */
const tooOld = () =>
  build(
    common({
      build: {
        target: 'es2020',
        lib: { entry: join(here, 'src/loader/too-old.ts'), formats: ['es'], fileName: () => 'too-old.js' },
        rolldownOptions: { output: { minify: true } },
      },
    }),
  );

const npmPackage = () =>
  build(
    common({
      build: {
        outDir: dist,
        target: ['safari16.4', 'chrome111', 'firefox115'],
        lib: { entry: join(here, 'src/index.ts'), formats: ['es'], fileName: () => 'index.js' },
        rolldownOptions: {
          external: [/^lit(\/|$)/, /^@chatku\//],
          output: { chunkFileNames: '[name]-[hash:8].js' },
        },
      },
    }),
  );

const declarations = () => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--emitDeclarationOnly'], {
    cwd: here,
    stdio: 'inherit',
  });
};

const read = (name) => readFileSync(join(delivery, name), 'utf8');
const brotliBytes = (text) => brotliCompressSync(Buffer.from(text)).length;

/** The settings stand in the loader exactly once, as a string of double quotes that the API replaces. */
const markPlaceholder = () => {
  const code = read('loader.js');
  if (code.split('__CHATKU_SETTINGS__').length !== 2) throw new Error('loader.js must hold its settings exactly once');
  writeFileSync(join(delivery, 'loader.js'), code.replace('__CHATKU_SETTINGS__', PLACEHOLDER));
};

rmSync(dist, { recursive: true, force: true });
mkdirSync(delivery, { recursive: true });
await modules({ engine: join(here, 'src/page/engine-entry.ts'), panel: join(here, 'src/panel/mount.ts') });
await modules({ chat: join(here, 'src/page/chat-entry.ts') });
await modules({ more: join(here, 'src/more/more.ts') });
await modules({ preview: join(here, 'src/preview/preview-entry.ts') });
await modules({ 'full-page': join(here, 'src/page/full-page.ts') });
await tooOld();
const files = readdirSync(delivery).sort();
await script('loader.js', 'src/loader/loader.ts');
await script('stub.js', 'src/loader/stub.ts');
for (const name of readdirSync(delivery)) await squeeze(name);
markPlaceholder();
await npmPackage();
declarations();

const digest = createHash('sha256');
for (const name of files) digest.update(`${name}\0${read(name)}\0`);
const hash = digest.digest('hex').slice(0, 12);
const manifest = {
  loader: 'loader.js',
  stub: 'stub.js',
  hash,
  engine: 'engine.js',
  panel: 'panel.js',
  more: 'more.js',
  files,
};
writeFileSync(join(delivery, 'delivery.json'), `${JSON.stringify(manifest, null, 2)}\n`);

const launcherBytes = brotliBytes(read('loader.js').replace(PLACEHOLDER, SAMPLE_SETTINGS));
const sizes = Object.fromEntries(files.map((name) => [name, brotliBytes(read(name))]));
const languages = files.filter((name) => /^(en|ms|zh)-/.test(name)).map((name) => sizes[name]);
const openBytes = launcherBytes + sizes['chat.js'] + Math.max(...languages);

const row = (name, bytes, limit = '') => console.log(`  ${name.padEnd(34)} ${String(bytes).padStart(6)} ${limit}`);
console.log('widget, bytes after brotli');
row('loader.js with settings', launcherBytes, `of ${LAUNCHER_MAX_BYTES}`);
row('stub.js', brotliBytes(read('stub.js')));
for (const name of files) row(name, sizes[name]);
row('until the panel is open', openBytes, `of ${OPEN_MAX_BYTES}`);
if (launcherBytes > LAUNCHER_MAX_BYTES || openBytes > OPEN_MAX_BYTES) {
  console.error('The widget has become too heavy.');
  process.exitCode = 1;
}
