/**
 * The floor of the launcher's time: a script that draws the same button and does nothing else. No queue, no settings, no
 * language, no engine to fetch. The benchmark checks that both buttons look alike.
 */
(() => {
  const host = document.createElement('floor-button');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    'button{all:unset;position:fixed;z-index:2147483646;bottom:20px;right:20px;width:56px;height:56px;border-radius:50%;display:grid;place-items:center;cursor:pointer;background:#0f766e;color:#fff;box-shadow:0 4px 16px #0004}svg{width:28px;fill:currentColor}',
  );
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('aria-label', 'Open chat');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('width', '28');
  const path = document.createElementNS(svg.namespaceURI, 'path');
  path.setAttribute('d', 'M4 3h16a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z');
  svg.append(path);
  button.append(svg);
  root.append(button);
  const place = () => document.body.append(host);
  if (document.body) place();
  else document.addEventListener('DOMContentLoaded', place);
})();
