/**
 * Writes custom-elements.json from the doc block of `<chatku-widget>`; with `--check`, only says whether it is up to date.
 *
 * @see https://custom-elements-manifest.open-wc.org/
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, 'custom-elements.json');
const analyzer = createRequire(import.meta.url).resolve('@custom-elements-manifest/analyzer/cem.js');

// The analyzer writes the place of its output into package.json, where ours is said already.
const packageFile = join(here, 'package.json');
const packageText = readFileSync(packageFile, 'utf8');
const folder = mkdtempSync(join(here, '.manifest-'));
let manifest;
try {
  const globs = ['--globs', 'src/page/chatku-widget.ts', '--outdir', relative(here, folder)];
  execFileSync(process.execPath, [analyzer, 'analyze', '--quiet', ...globs], {
    cwd: here,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  manifest = readFileSync(join(folder, 'custom-elements.json'), 'utf8');
} finally {
  rmSync(folder, { recursive: true });
  writeFileSync(packageFile, packageText);
}

// Private members are nobody's business; and a stranger reads the package, not its sources.
const { modules, ...rest } = JSON.parse(manifest);
const text = `${JSON.stringify(
  {
    ...rest,
    modules: modules.map((module) => ({
      ...module,
      path: 'dist/index.js',
      declarations: module.declarations
        .filter(({ tagName }) => tagName)
        .map((declaration) => ({
          ...declaration,
          superclass: { name: 'HTMLElement' },
          members: (declaration.members ?? []).filter(({ privacy }) => privacy !== 'private'),
        })),
      exports: module.exports.map((entry) => ({
        ...entry,
        declaration: { ...entry.declaration, module: 'dist/index.js' },
      })),
    })),
  },
  null,
  2,
)}\n`;

if (process.argv.includes('--check')) {
  let found = '';
  try {
    found = readFileSync(file, 'utf8');
  } catch {
    // Missing is as wrong as old.
  }
  if (found !== text) {
    console.error('custom-elements.json is not up to date. Run: pnpm --filter @chatku/widget generate');
    process.exitCode = 1;
  }
} else writeFileSync(file, text);
