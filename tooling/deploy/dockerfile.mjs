/** A Dockerfile as the tests read it: enough of the language for ours, and an error for anything else. */

/**
 * @typedef {object} Instruction
 * @property {string} name upper case
 * @property {string} text what follows, on one line
 */

/**
 * @typedef {object} ImageStage
 * @property {string} from the image it begins with, arguments filled in
 * @property {string | undefined} as
 * @property {Instruction[]} instructions
 */

const KNOWN = new Set(
  'ARG FROM LABEL ENV RUN COPY WORKDIR USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD'.split(' '),
);

/**
 * @param {string} text
 * @returns {ImageStage[]}
 * @throws {Error} on an instruction it does not know
 */
export function parseDockerfile(text) {
  /** @type {ImageStage[]} */
  const stages = [];
  /** @type {Record<string, string>} */
  const defaults = {};
  const lines = text.replace(/\\\n\s*/g, '').split('\n');
  for (const line of lines.filter((candidate) => candidate.trim() !== '' && !candidate.startsWith('#'))) {
    const [, name = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (!KNOWN.has(name)) throw new Error(`Not an instruction that is understood: ${line}`);
    if (name === 'ARG' && stages.length === 0) {
      const [key = '', value = ''] = rest.split('=');
      defaults[key] = value;
    } else if (name === 'FROM') {
      const [image = '', , as] = rest.split(/\s+/);
      stages.push({ from: filled(image, defaults), as, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push({ name, text: rest });
    }
  }
  return stages;
}

/**
 * The texts of all instructions of a name.
 *
 * @param {ImageStage} stage
 * @param {string} name
 */
export const textsOf = (stage, name) =>
  stage.instructions.filter((instruction) => instruction.name === name).map(({ text }) => text);

/**
 * The variables a stage sets.
 *
 * @param {ImageStage} stage
 * @returns {Record<string, string>}
 */
export const environmentOf = (stage) =>
  Object.fromEntries(
    textsOf(stage, 'ENV').flatMap((text) =>
      text.split(/\s+/).map((pair) => /** @type {[string, string]} */ (pair.split('=', 2))),
    ),
  );

/**
 * The words of an instruction in its JSON form, which starts no shell.
 *
 * @param {ImageStage} stage
 * @param {string} name
 * @returns {string[]}
 */
export function wordsOf(stage, name) {
  const text = textsOf(stage, name).at(-1) ?? '';
  return JSON.parse(text.slice(text.indexOf('[')));
}

/** @param {string} text @param {Record<string, string>} values */
const filled = (text, values) => text.replace(/\$\{(\w+)\}/g, (_, key) => values[key] ?? '');
