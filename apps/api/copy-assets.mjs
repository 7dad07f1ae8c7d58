// Copies what tsc leaves behind: the SQL of the migrations, which the server reads at its start.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = 'platform/database/migrations';

// Removed first, so that a migration that was renamed while it was being written does not run twice.
rmSync(at(`./dist/${folder}`), { recursive: true, force: true });
cpSync(at(`./src/${folder}`), at(`./dist/${folder}`), { recursive: true });
