/**
 * The few settings this command needs to know where to look. It never judges them: the API parses the environment and
 * names every mistake at once, and a second opinion here could only differ.
 */
import { join, resolve } from 'node:path';

/**
 * @typedef {object} StartSettings
 * @property {string} host where the API and the shop listen
 * @property {number} port
 * @property {number} demoPort
 * @property {boolean} demo
 * @property {string} apiUrl for a browser on this machine
 * @property {string} consoleUrl for people
 * @property {string} demoUrl
 * @property {string} demoConfigFile where the API leaves what the shop needs: its keys, readable by this user only
 */

const LOOPBACKS = new Set(['127.0.0.1', '0.0.0.0', '::1', '::', 'localhost']);

/**
 * @param {string | undefined} text
 * @param {number} fallback
 * @returns {number} the fallback also for nonsense, which the API will refuse
 */
function portFrom(text, fallback) {
  const port = Number(text);
  return text !== undefined && /^\d{1,5}$/.test(text.trim()) && port > 0 && port < 65_536 ? port : fallback;
}

/**
 * A host as it stands in a URL. An address that means "everywhere" is reached as localhost.
 *
 * @param {string} host
 * @returns {string}
 */
function hostInUrl(host) {
  if (LOOPBACKS.has(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root relative data folders start here
 * @param {boolean} demo
 * @returns {StartSettings}
 */
export function settingsFrom(env, root, demo) {
  const host = env.HOST?.trim() || '127.0.0.1';
  const port = portFrom(env.PORT, 3000);
  const demoPort = portFrom(env.DEMO_PORT, 4000);
  const apiUrl = `http://${hostInUrl(host)}:${port}`;
  const publicUrl = env.CHATKU_PUBLIC_URL?.trim().replace(/\/+$/, '') || apiUrl;
  return {
    host,
    port,
    demoPort,
    demo,
    apiUrl,
    consoleUrl: `${publicUrl}/console/`,
    demoUrl: `http://${hostInUrl(host)}:${demoPort}`,
    demoConfigFile: join(resolve(root, env.CHATKU_DATA_DIR?.trim() || 'data'), 'demo-site.json'),
  };
}

/**
 * The address to ask whether a server of ours is up: a number, since `localhost` may mean another family than it binds.
 *
 * @param {string} host
 * @param {number} port
 * @returns {string}
 */
export function probeUrl(host, port) {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
