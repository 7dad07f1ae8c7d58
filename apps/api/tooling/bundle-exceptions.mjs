/** What the bundle of the API does not hold, and what is changed in libraries so that the rest can be one file. */

/** Packages that are looked for when the server runs. All but the first are companions nobody has installed: their library asks in vain. */
export const LEFT_OUT = [
  'sqlite3',
  // Nest's.
  '@fastify/multipart',
  '@fastify/view',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  '@nestjs/platform-socket.io',
  'class-transformer',
  'class-validator',
  // TypeORM's other databases.
  '@google-cloud/spanner',
  '@sap/hana-client',
  'better-sqlite3',
  'mongodb',
  'mssql',
  'mysql',
  'mysql2',
  'oracledb',
  'pg-native',
  'pg-query-stream',
  'react-native-sqlite-storage',
  'redis',
  'sql.js',
  'typeorm-aurora-data-api-driver',
  // Faster parts of `ws`.
  'bufferutil',
  'utf-8-validate',
];

/**
 * The first two: `require` made at run time would load a package a second time, beside the one in the bundle, whose classes would be others.
 * The others: TypeORM brings the drivers of every database it knows. Only those a server can be set up with are in the bundle, and of
 * these the one it is set up with is run; as for files, it is told its classes and looks for none by pattern. The library of the limits
 * brings as many stores.
 *
 * @type {{ file: RegExp, from: RegExp, to: string | ((...match: string[]) => string) }[]}
 */
export const PATCHES = [
  {
    file: /@nestjs[\\/]typeorm[\\/]dist[\\/]common[\\/]typeorm-compat\.js$/,
    from: /import \{ createRequire \} from 'node:module';\nconst require = createRequire\(import\.meta\.url\);/g,
    to: "import * as installed from 'typeorm';\nconst require = () => installed;",
  },
  {
    file: /@nestjs[\\/]platform-ws[\\/]adapters[\\/]ws-adapter\.js$/,
    from: /import \{ createRequire \} from 'module';/g,
    to: "import * as installed from 'ws';\nconst createRequire = () => () => installed;",
  },
  {
    file: /[\\/]typeorm[\\/]driver[\\/]DriverFactory\.js$/,
    from: /const (\w+Driver(?:Factory)?_1) = require\("(\.\/[^"]+)"\);/g,
    to: (_, name, path) =>
      /^\.\/(sqlite|postgres)\//.test(path)
        ? `const ${name} = { get ${path.split('/').at(-1)}() { return require("${path}").${path.split('/').at(-1)}; } };`
        : `const ${name} = {};`,
  },
  {
    file: /[\\/]typeorm[\\/]util[\\/]DirectoryExportedClassesLoader\.js$/,
    from: /const glob = tslib_1\.__importStar\(require\("glob"\)\);/,
    to: 'const glob = { sync: (...words) => require("glob").sync(...words) };',
  },
  {
    file: /[\\/]rate-limiter-flexible[\\/]index\.js$/,
    from: /const (\w+) = require\('\.\/lib\/(?!RateLimiter(?:Memory|Redis|Res)')[^']+'\);/g,
    to: 'const $1 = undefined;',
  },
  {
    // Ours: the library is run where a Redis is set up.
    file: /[\\/]apps[\\/]api[\\/]dist[\\/]platform[\\/]redis[\\/]redis-link\.js$/,
    from: /import \{ Redis \} from 'ioredis';([\s\S]*)new Redis\(/,
    to: "$1new (require('ioredis').Redis)(",
  },
];
