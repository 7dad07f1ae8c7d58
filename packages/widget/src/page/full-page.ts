import { attachWidget } from './attach.js';

/** `full-page.js`: the page `/chat/<bot>`, which is nothing but the chat. */
const [, , bot = ''] = location.pathname.split('/');
const sheet = new CSSStyleSheet();
sheet.replaceSync('body{margin:0}main{position:fixed;inset:0}main>*{height:100%}');
document.adoptedStyleSheets.push(sheet);
const main = document.createElement('main');
document.body.append(main);
attachWidget({ api: location.origin, bot, layout: 'inline' })?.then(
  (node) => main.append(node),
  (error) => console.warn(`Chatku: the chat cannot be shown: ${error}.`),
);
