import { execFile } from 'node:child_process';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const apiFolder = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Compiles the API as Node runs it, for tests that need a process of its own (signals, exit codes, kill -9). The packages
 * it depends on must have been built.
 *
 * @param name keeps test files that run at the same time apart.
 * @returns a function from a path below `src`, without suffix, to the compiled file.
 */
export async function compiledApi(name: string): Promise<(module: string) => string> {
  const out = join(apiFolder, 'node_modules', '.cache', 'process-tests', name);
  await mkdir(out, { recursive: true });
  const tsc = join(apiFolder, '../../node_modules/.bin/tsc');
  try {
    await run(tsc, ['-p', join(apiFolder, 'tsconfig.process-test.json'), '--outDir', out], { cwd: apiFolder });
  } catch (error) {
    // Types are another command's business; what matters here is that JavaScript came out.
    if ((error as { stdout?: string }).stdout === undefined) throw error;
  }
  await cp(join(apiFolder, 'src/platform/database/migrations'), join(out, 'platform/database/migrations'), {
    recursive: true,
  });
  await writeFile(join(out, 'package.json'), '{ "type": "module" }\n');
  return (module) => join(out, `${module}.js`);
}
