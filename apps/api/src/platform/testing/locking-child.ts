import { DataDir } from '../data-dir/data-dir.js';

/* A process that holds a data folder until it is killed. */
await DataDir.open({ dataDir: process.argv[2] ?? '', atRestSecret: null });
process.stdout.write('locked\n');
setInterval(() => undefined, 60_000);
