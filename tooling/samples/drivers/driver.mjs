// driver.mjs MODE FOLDER: see ../runtimes.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [mode = '', folder = ''] = process.argv.slice(2);
const lines = readFileSync(0, 'utf8').split('\n').slice(0, -1);
/** @param {string} name */
const load = (name) => import(pathToFileURL(join(folder, name)).href);
/** @param {string} text */
const decode = (text) => Buffer.from(text, 'base64').toString('utf8');
/** @param {string} line */
const session = (line) => {
  if (line === '-') return {};
  return { userId: line.startsWith('#') ? Number(line.slice(1)) : decode(line) };
};
/** @param {{ userId: string, identifierHash: string } | null} identity */
const written = (identity) =>
  identity === null ? '-' : `${Buffer.from(identity.userId).toString('base64')}\t${identity.identifierHash}`;

/** @type {Record<string, () => Promise<(line: string) => string>>} */
const modes = {
  hash: async () => {
    const { identifierHash } = await load('identifier-hash.mjs');
    return (line) => {
      const [userId = '', key = ''] = line.split('\t').map(decode);
      return identifierHash(userId, key);
    };
  },
  token: async () => {
    const { identityToken } = await load('identity-token.mjs');
    return (line) => identityToken(...line.split('\t').map(decode));
  },
  identity: async () => {
    const { identityOf } = await load('identity.mjs');
    return (line) => written(identityOf(session(line)));
  },
  framework: async () => {
    const { chatkuIdentity } = await load('chatku-identity.mjs');
    return (line) => {
      /** @type {{ locals: { identity?: any } }} */
      const response = { locals: {} };
      chatkuIdentity({ session: session(line) }, response, (/** @type {Error | undefined} */ error) => {
        if (error) throw error;
      });
      return written(response.locals.identity);
    };
  },
  page: async () => {
    const { identityOf } = await load('identity.mjs');
    const { identityScript } = await load('page.mjs');
    return (line) => Buffer.from(identityScript(identityOf(session(line)))).toString('base64');
  },
};

const answer = await /** @type {() => Promise<(line: string) => string>} */ (modes[mode])();
process.stdout.write(`${lines.map(answer).join('\n')}\n`);
