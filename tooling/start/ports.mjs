/** Is somebody else on our port? Asked first, because another server's answer would look like our API being ready. */
import { createServer } from 'node:net';

/**
 * Tries a port by listening on it for a moment.
 *
 * @param {string} host
 * @param {number} port
 * @returns {Promise<'free' | 'used' | 'forbidden' | 'unknown'>} unknown: the host cannot be listened on, which the API says better
 */
export function tryPort(host, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = 'code' in error ? error.code : undefined;
      resolve(code === 'EADDRINUSE' ? 'used' : code === 'EACCES' ? 'forbidden' : 'unknown');
    });
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve('free')));
  });
}

/**
 * What to tell a person about a port that cannot be had.
 *
 * @param {'used' | 'forbidden'} state
 * @param {string} host
 * @param {number} port
 * @param {string} variable the setting that changes it
 * @returns {string}
 */
export function portMessage(state, host, port, variable) {
  const other = port < 1024 ? port + 8000 : port + 1;
  return state === 'used'
    ? `Port ${port} on ${host} is used by another program. Stop that one, or choose another port: ${variable}=${other} npm start`
    : `This user may not listen on port ${port} of ${host}. Choose a port from 1024 up: ${variable}=${other} npm start`;
}

/**
 * Puts a port that is free now where the settings say 0, "any": whoever asks whether the API is up, and the person who is
 * told where to look, has to know which one it is.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function withRealPorts(env) {
  const real = { ...env };
  for (const [variable, other] of /** @type {const} */ ([
    ['PORT', 'DEMO_PORT'],
    ['DEMO_PORT', 'PORT'],
  ])) {
    if (!/^0+$/.test(env[variable]?.trim() ?? '')) continue;
    let port = 0;
    // Nobody listens yet on what was found for the other, and the system may well name it again.
    do port = await freePort(env.HOST?.trim() || '127.0.0.1');
    while (port !== 0 && String(port) === real[other]?.trim());
    real[variable] = String(port);
  }
  return real;
}

/**
 * @param {string} host
 * @returns {Promise<number>} 0 where the host cannot be listened on, which the API says better
 */
function freePort(host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(0));
    server.listen({ host, port: 0 }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
