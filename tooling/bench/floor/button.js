/**
 * The floor of the launcher's time: a script that draws the same button and does nothing else. No queue, no settings, no
 * language, no engine to fetch. The benchmark compares pictures of the two buttons.
 */
(() => {
  const host = document.createElement('floor-button');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    'button{border:0;position:fixed;margin:20px;bottom:0;right:0;width:56px;height:56px;border-radius:50%;background:#0f766e;box-shadow:0 4px 16px #0005}button:before{content:"";position:absolute;inset:14px;background:#fff;clip-path:path("M14 2a13 11 0 1 1-5 21l-7 4 2-7A13 11 0 0 1 14 2")}',
  );
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement('button');
  button.setAttribute('aria-label', 'Open chat');
  root.append(button);
  (document.body ?? document.documentElement).append(host);
})();
