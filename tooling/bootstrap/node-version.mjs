/**
 * The first thing every command runs, before anything is installed. Written in syntax that very old versions of Node can
 * still parse, so that they answer with a sentence and not with a SyntaxError.
 */

/**
 * The oldest Node that Chatku runs on, as [major, minor]. The same figure stands in `engines` of package.json.
 *
 * @type {[number, number]}
 */
export const OLDEST_NODE = [20, 19];

/**
 * Whether a version of Node is new enough.
 *
 * @param {string} version as `process.versions.node` gives it: `20.19.1`
 * @returns {boolean}
 */
export function isNodeNewEnough(version) {
  const parts = version.split('.').map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

/**
 * The sentence for a person whose Node is too old.
 *
 * @param {string} version
 * @returns {string}
 */
export function oldNodeMessage(version) {
  return (
    'Chatku needs Node ' +
    OLDEST_NODE.join('.') +
    ' or newer; this is Node ' +
    version +
    '.\nInstall a newer one from https://nodejs.org (or with your version manager), then run the same command again.\n'
  );
}

/** Ends the process with exit code 1 and a plain sentence where Node is too old. */
export function refuseOldNode() {
  if (isNodeNewEnough(process.versions.node)) return;
  process.stderr.write(oldNodeMessage(process.versions.node));
  process.exit(1);
}
