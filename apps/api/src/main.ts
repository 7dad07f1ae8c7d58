#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
import { loadBundle } from './launch/load-bundle.js';
import { nameSources } from './launch/name-sources.js';

/** What `chatku` starts: the program, which the build has made one file of (see docs/adr/0026-one-file-to-start.md). */
const folder = fileURLToPath(new URL('.', import.meta.url));
nameSources(folder);
loadBundle(folder);
