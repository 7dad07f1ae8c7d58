/** Building every room from its sources, and nothing when they have not changed. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOfContents, fingerprintOfTimes, listFiles, readStamp, writeStamp } from './fingerprint.mjs';
import { installEnvironment, pnpmCommand } from './install.mjs';
import { runTask } from './task.mjs';
import { listRooms } from './workspace.mjs';

const NOT_A_SOURCE = /(^|\/)(node_modules|dist|\.turbo|coverage|__screenshots__|test-results)$|\.test\.m?tsx?$|\.md$/;

/**
 * The rooms that are built: those with a `build` script.
 *
 * @param {string} root
 * @returns {import('./workspace.mjs').Room[]}
 */
export function builtRooms(root) {
  return listRooms(root).filter(({ manifest }) => manifest.scripts?.build !== undefined);
}

/**
 * A digest of everything the built files are made from.
 *
 * @param {string} root
 * @returns {string}
 */
export function fingerprintOfSources(root) {
  const paths = ['package.json', 'pnpm-lock.yaml', 'turbo.json'];
  const folders = listRooms(root)
    .filter(({ path }) => path !== 'tooling')
    .map(({ folder }) => folder);
  const shared = join(root, 'tooling', 'tsconfig');
  if (existsSync(shared)) folders.push(shared);
  for (const folder of folders) paths.push(...listFiles(root, folder, (path) => !NOT_A_SOURCE.test(path)));
  return fingerprintOfContents(root, paths);
}

/**
 * A digest of the built files, or undefined where a room has none.
 *
 * @param {string} root
 * @returns {string | undefined}
 */
function fingerprintOfOutputs(root) {
  const paths = [];
  for (const { folder } of builtRooms(root)) {
    const dist = join(folder, 'dist');
    if (!existsSync(dist) || readdirSync(dist).length === 0) return undefined;
    paths.push(...listFiles(root, dist, () => true));
  }
  return fingerprintOfTimes(root, paths);
}

/**
 * Builds what is out of date. Where the repository is under git, turbo builds only the rooms that changed.
 *
 * @param {object} context
 * @param {string} context.root
 * @param {NodeJS.ProcessEnv} context.env
 * @param {import('./terminal.mjs').Terminal} context.terminal
 * @param {import('./stopping.mjs').Stopping} context.stopping
 * @param {typeof runTask} [context.run]
 * @returns {Promise<boolean>} whether anything had to be done
 * @throws {import('./task.mjs').TaskFailed} when a room does not build; the output has been shown
 */
export async function ensureBuilt({ root, env, terminal, stopping, run = runTask }) {
  const sources = fingerprintOfSources(root);
  const outputs = fingerprintOfOutputs(root);
  if (outputs !== undefined && readStamp(root, 'build') === `${sources} ${outputs}`) return false;

  // Through pnpm, which turbo calls for each script and which need not be installed on the machine.
  await run(
    {
      title: 'Building',
      ...pnpmCommand(root, ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only']),
      cwd: root,
      env: installEnvironment(env),
    },
    { terminal, stopping },
  );
  const built = fingerprintOfOutputs(root);
  if (built === undefined) {
    const empty = builtRooms(root).filter(({ folder }) => !existsSync(join(folder, 'dist')));
    throw new Error(`The build ended well but left nothing in dist of: ${empty.map(({ path }) => path).join(', ')}`);
  }
  writeStamp(root, 'build', `${sources} ${built}`);
  return true;
}
