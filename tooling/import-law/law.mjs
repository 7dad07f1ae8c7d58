/**
 * Who may import whom: one rule a sentence, the sentence in `comment`. The reasons are in docs/architecture.md; the test
 * beside this file plants one violation of each rule and sees it caught, since a rule that never fires is a comment.
 *
 * Paths are from the root of the repository. `$1` in `to` is what the first group of `from` matched.
 */

/** Tests, what only they use, and the configuration that runs them. These may import more than sources may. */
export const TESTS = '\\.(test|fixture)\\.[cm]?tsx?$|/testing/|/(bench|test)/|/vitest\\.[^/]+$|^apps/api/src/laws/';

const ANY_ROOM = '^(apps|packages|tooling)/';
const FEATURES = '^apps/api/src/features/';
const HOPS = '\\.(controller|gateway|service|repository)\\.ts$';

/**
 * A room that may import only the named rooms; tooling is one of those it may not.
 *
 * @param {string} name
 * @param {string} comment
 * @param {string} room where it lies
 * @param {string[]} allowed patterns, beside the room itself
 */
function importsOnly(name, comment, room, allowed) {
  return {
    name,
    comment,
    severity: /** @type {const} */ ('error'),
    from: { path: `^${room}/`, pathNot: TESTS },
    to: { path: ANY_ROOM, pathNot: [`^${room}/`, ...allowed] },
  };
}

const SCHEMAS = '^packages/schemas/';
const CRYPTO = '^packages/crypto/';
const FLOW = '^packages/flow/';
/** The rule for an id and the shape of a hash: the one part of crypto with no secret in sight. */
const IDENTIFIER = '^packages/crypto/src/identifier\\.ts$';
/** The door of identity tokens and what lies behind it. */
const TOKEN = '^packages/crypto/src/token(/|\\.ts$)';

/** @type {(import('dependency-cruiser').IForbiddenRuleType & { name: string, comment: string })[]} */
export const law = [
  importsOnly(
    'schemas-import-no-room',
    'Schemas import no other room: both ends load them, and one stray import ships server code to a browser.',
    'packages/schemas',
    [],
  ),
  importsOnly(
    'crypto-imports-no-room',
    'Crypto imports no other room: it has its own closed codes, and the API maps them.',
    'packages/crypto',
    [],
  ),
  {
    name: 'hashes-know-no-tokens',
    comment: 'The other doors of crypto lead to nothing of the token: they stay synchronous and small.',
    severity: 'error',
    from: { path: '^packages/crypto/src/', pathNot: [TOKEN, TESTS] },
    to: { path: TOKEN },
  },
  {
    name: 'jose-stays-behind-the-token-door',
    comment: 'In packages and faces only the token of crypto imports jose: nobody else signs or reads tokens there.',
    severity: 'error',
    from: { path: '^(packages|apps/console)/', pathNot: [TOKEN, TESTS] },
    to: { path: '(^|/)node_modules/jose/|^jose(/|$)' },
  },
  importsOnly(
    'flow-imports-schemas',
    'Flow imports schemas only: its purity makes it testable, replayable, and usable in the tester of the console.',
    'packages/flow',
    [SCHEMAS],
  ),
  importsOnly(
    'channels-import-schemas-and-crypto',
    'Channels import schemas and crypto only: bytes in, events out, and no database in sight.',
    'packages/channels',
    [SCHEMAS, CRYPTO],
  ),
  {
    name: 'a-channel-imports-no-channel',
    comment: 'A channel imports no other channel: delete its folder and nothing else breaks.',
    severity: 'error',
    from: { path: '^packages/channels/src/([^/]+)/', pathNot: TESTS },
    to: { path: '^packages/channels/src/[^/]+/', pathNot: '^packages/channels/src/$1/' },
  },
  importsOnly(
    'widget-imports-schemas-and-identifier',
    'The widget imports schemas and the identifier rule only: no secret can live in a face.',
    'packages/widget',
    [SCHEMAS, IDENTIFIER],
  ),
  importsOnly(
    'console-imports-schemas-flow-and-identifier',
    'The console imports schemas, flow and the identifier rule only: its tester runs the real engine.',
    'apps/console',
    [SCHEMAS, FLOW, IDENTIFIER],
  ),
  importsOnly(
    'demo-site-imports-crypto',
    'The demo site imports crypto only, as any website would: it is a customer, not a room of the house.',
    'apps/demo-site',
    [CRYPTO],
  ),
  importsOnly(
    'api-imports-packages',
    'The API imports packages, never another app, and nothing of tooling: what is shipped knows not how it was built.',
    'apps/api',
    ['^packages/'],
  ),
  {
    name: 'packages-are-entered-by-their-doors',
    comment: 'A package is entered by its doors: its index, and for crypto the identifier and the token.',
    severity: 'error',
    from: { path: '^((?:apps|packages)/[^/]+)/', pathNot: TESTS },
    to: {
      path: '^packages/',
      pathNot: ['^$1/', '^packages/[^/]+/src/index\\.ts$', '^packages/crypto/src/(identifier|token)\\.ts$'],
    },
  },
  {
    name: 'features-meet-at-doors',
    comment: 'A feature imports only the index of another feature: the door keeps rooms replaceable.',
    severity: 'error',
    from: { path: '^apps/api/src/features/([^/]+)/', pathNot: TESTS },
    to: { path: `${FEATURES}[^/]+/`, pathNot: [`${FEATURES}$1/`, `${FEATURES}[^/]+/index\\.ts$`] },
  },
  {
    name: 'the-api-enters-features-by-their-doors',
    comment: 'What starts the API imports a feature by its index or its module, nothing behind them.',
    severity: 'error',
    from: { path: '^apps/api/src/', pathNot: [FEATURES, '^apps/api/src/platform/', TESTS] },
    to: { path: FEATURES, pathNot: `${FEATURES}[^/]+/(index|[^/]+\\.module)\\.ts$` },
  },
  {
    name: 'features-form-no-cycle',
    comment: 'Features form no cycle, not even of types: of two rooms that need each other, one is misplaced.',
    severity: 'error',
    scope: 'folder',
    from: { path: `${FEATURES}[^/]+$` },
    to: { circular: true, path: `${FEATURES}[^/]+$` },
  },
  {
    name: 'controllers-see-services-only',
    comment: 'A controller or gateway asks its service: it never skips to a repository or a row.',
    severity: 'error',
    from: { path: '\\.(controller|gateway)\\.ts$' },
    to: { path: '\\.(repository|entity)\\.ts$' },
  },
  {
    name: 'services-do-not-look-back',
    comment: 'A service imports no controller or gateway: what calls it is none of its business.',
    severity: 'error',
    from: { path: '\\.service\\.ts$' },
    to: { path: '\\.(controller|gateway)\\.ts$' },
  },
  {
    name: 'repositories-do-not-look-back',
    comment: 'A repository imports no service, controller or gateway: it is where the walk ends.',
    severity: 'error',
    from: { path: '\\.repository\\.ts$' },
    to: { path: '\\.(service|controller|gateway)\\.ts$' },
  },
  {
    name: 'rows-and-mappers-know-no-hop',
    comment:
      'A row and its mapper import no controller, service or repository, at most the type of a row: they are shapes.',
    severity: 'error',
    from: { path: '\\.(entity|mapper)\\.ts$' },
    to: { path: HOPS, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'typeorm-stays-in-repositories',
    comment: 'In a feature only the repository and its rows import TypeORM; the module wires it.',
    severity: 'error',
    from: { path: FEATURES, pathNot: ['\\.(repository|entity|module)\\.ts$', TESTS] },
    to: { path: '(^|/)node_modules/(@nestjs/)?typeorm/|^(@nestjs/)?typeorm$' },
  },
  {
    name: 'doors-hide-repositories',
    comment: 'The index of a feature shows no repository, controller or gateway: others ask its service.',
    severity: 'error',
    from: { path: `${FEATURES}[^/]+/index\\.ts$` },
    to: { path: '\\.(repository|controller|gateway)\\.ts$' },
  },
  {
    name: 'platform-imports-no-feature',
    comment: 'The platform imports no feature: pipes know no furniture.',
    severity: 'error',
    from: { path: '^apps/api/src/platform/', pathNot: TESTS },
    to: { path: FEATURES },
  },
  {
    name: 'pure-rooms-import-no-node',
    comment: 'Schemas, crypto and flow import nothing of Node: the same files run in a browser.',
    severity: 'error',
    from: { path: '^packages/(schemas|crypto|flow)/src/', pathNot: TESTS },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'faces-import-no-node',
    comment: 'The widget and the console import nothing of Node: they run in a browser only.',
    severity: 'error',
    from: { path: '^(packages/widget|apps/console)/src/', pathNot: TESTS },
    to: { dependencyTypes: ['core'] },
  },
  importsOnly(
    'testkit-imports-schemas',
    'The testkit imports schemas only: whatever it imported could not be tested with it.',
    'packages/testkit',
    [SCHEMAS],
  ),
  {
    name: 'testkit-is-for-tests',
    comment: 'The testkit is imported by tests only.',
    severity: 'error',
    from: { path: ANY_ROOM, pathNot: ['^packages/testkit/', TESTS] },
    to: { path: '^packages/testkit/' },
  },
  {
    name: 'schemas-are-tested-without-the-testkit',
    comment: 'Nothing of schemas imports the testkit, its tests included: the testkit imports schemas.',
    severity: 'error',
    from: { path: SCHEMAS },
    to: { path: '^packages/testkit/' },
  },
  {
    name: 'sources-import-no-tests',
    comment: 'A source imports no test and nothing made for tests: that would ship it.',
    severity: 'error',
    from: { path: '^(apps|packages)/[^/]+/src/', pathNot: [TESTS, '^packages/testkit/'] },
    to: { path: TESTS, pathNot: '(^|/)node_modules/' },
  },
  {
    name: 'modules-form-no-cycle',
    comment: 'Modules form no cycle at run time: of two files that need each other, one is loaded before it is whole.',
    severity: 'error',
    from: { path: ANY_ROOM },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'everything-resolves',
    comment: 'Every import can be resolved: one that cannot is seen by none of the other rules.',
    severity: 'error',
    from: { path: ANY_ROOM },
    to: { couldNotResolve: true },
  },
];

/** Folders whose name says that a function has not been understood yet. */
export const CATCH_ALL_FOLDERS = ['utils', 'util', 'common', 'helpers', 'lib'];

/** The sentences that no import can break, and which are looked for in other ways. */
export const otherLaws = [
  {
    name: 'no-catch-all-folders',
    comment: `No folder is called ${CATCH_ALL_FOLDERS.join(', ')}: what has no room has not been understood yet.`,
  },
  {
    name: 'pure-rooms-name-no-surroundings',
    comment:
      'Schemas, crypto and flow name no Date, fetch, setTimeout, Math.random or process: they are given as arguments.',
  },
];
