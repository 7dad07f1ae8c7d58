import type { Plugin } from 'vite';

/**
 * Stands in for the widget's preview page where there is no API: says that it listens, and keeps what it is told in
 * `window.told`.
 */
export const PREVIEW_STAND_IN = `<!doctype html>
<html lang="en">
  <title>Preview</title>
  <main><h1>Preview</h1></main>
  <script>
    const told = [];
    window.told = told;
    addEventListener('message', ({ source, data }) => {
      if (source !== parent) return;
      told.push(data);
      document.querySelector('h1').textContent = data.looks.title;
    });
    parent.postMessage({ type: 'chatku-preview-ready' }, location.origin);
  </script>
</html>
`;

/** Serves it where the API serves the preview. */
export const previewStandIn = (): Plugin => ({
  name: 'chatku-preview-stand-in',
  configureServer(vite) {
    vite.middlewares.use('/w/preview', (_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(PREVIEW_STAND_IN);
    });
  },
});
