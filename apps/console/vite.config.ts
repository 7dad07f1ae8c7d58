import { defaultClientConditions, defineConfig } from 'vite';
import { previewStandIn } from './far-end/preview-stand-in.js';
import { farEnd } from './far-end/vite-plugin.js';

/** `CHATKU_FAR_END=full|empty` serves the console with the in-memory far end; else `/v1` goes to a running API. */
const scenario = process.env['CHATKU_FAR_END'];

export default defineConfig({
  base: '/console/',
  // Siblings are read from their source, so the console builds without building them first.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  plugins: scenario === undefined ? [] : [farEnd(scenario), previewStandIn()],
  build: {
    target: ['chrome111', 'firefox115', 'safari16.4'],
    // The policy is `default-src 'self'`: nothing may become a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy:
      scenario === undefined
        ? { '/v1': { target: 'http://localhost:3000', ws: true }, '/w': 'http://localhost:3000' }
        : {},
  },
});
