/** One row of the registry, and short ways to write it down. */

/**
 * @typedef {object} Row
 * @property {string} threat in the words of the list
 * @property {string} guard what keeps it out, and where
 * @property {string} fault the name under which the suite's setup file switches that guard off
 * @property {{ suite: string, file: string, title: string }} test `title` as it stands in the file, placeholders of
 *   `test.each` included
 * @property {'seconds' | 'longer'} takes what takes seconds runs before every change lands
 */

/**
 * @param {string} suite
 * @param {string} folder of the suite's tests
 * @returns {(threat: string, guard: string, fault: string, file: string, title: string, takes?: Row['takes']) => Row}
 */
const rowsOf =
  (suite, folder) =>
  (threat, guard, fault, file, title, takes = 'seconds') => ({
    threat,
    guard,
    fault,
    test: { suite, file: `${folder}/${file}`, title },
    takes,
  });

/** A law of the API. */
export const law = rowsOf('api', 'src/laws');
/** A test of the API beside its source. */
export const api = rowsOf('api', 'src');
export const crypto = rowsOf('crypto', 'src');
/** The demo shop: a customer’s website. */
export const shop = rowsOf('demo-site', 'src');
/** The engine in the visitor’s page. */
export const engine = rowsOf('widget', 'src/engine');
