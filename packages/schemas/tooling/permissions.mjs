/**
 * Writes docs/permissions.md from the built permission table and the table of routes (`--write`), or says that the page is
 * not theirs any more (`--check`).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const mode = process.argv[2];
if (mode !== '--write' && mode !== '--check') {
  console.error('Say --write or --check.');
  process.exit(64);
}

const { may, PERMISSIONS, ROLES, ROUTES } = await import(new URL('../dist/index.js', import.meta.url));
const file = fileURLToPath(new URL('../../../docs/permissions.md', import.meta.url));

/** @param {string[][]} rows the first is the head */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

const names = Object.keys(PERMISSIONS);
const byRole = names.map((name) => [
  `\`${name}\``,
  PERMISSIONS[name].what,
  ...ROLES.map((role) => (may(role, name) ? 'yes' : '')),
]);
const byRoute = Object.values(ROUTES)
  .filter((route) => route.audience === 'member')
  .map((route) => [
    `\`${route.method} ${route.path}\``,
    `\`${route.permission}\``,
    route.recent_password === true ? 'yes' : '',
  ]);

const page = `# Who may do what

Made of \`packages/schemas/src/permissions.ts\` and \`packages/schemas/src/routes.ts\` by \`npm run generate\`; \`npm run validate\`
fails when it is out of date. The API's guard, the console's buttons and the tests read the same tables.
[ADR 12](adr/0012-roles-and-one-permission-table.md) says why there is one.

## By role

${table([['permission', 'what', ...ROLES], ...byRole])}

## By route

A route that asks for the password wants it within the last five minutes.

${table([['route', 'permission', 'password'], ...byRoute])}
`;

if (mode === '--write') {
  writeFileSync(file, page);
  console.log(`Wrote docs/permissions.md, ${page.length} characters.`);
  process.exit(0);
}
if (readFileSync(file, 'utf8') === page) process.exit(0);
console.error('docs/permissions.md is not what the tables say any more.');
console.error('Run: npm run generate');
process.exit(1);
