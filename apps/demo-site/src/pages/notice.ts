import { type Html, html } from '../html.js';

const TITLES: Readonly<Record<number, string>> = {
  403: 'That did not work',
  404: 'No such stall',
  405: 'Not like that',
  410: 'That ticket is spent',
};

export function noticeTitle(status: number): string {
  return TITLES[status] ?? 'That did not work';
}

/** Something went differently: one sentence, one way on. */
export function noticePage(status: number, sentence: string): Html {
  return html`<div class="narrow notice">
<img src="/static/lantern.svg" alt="" width="96" height="96">
<h1>${noticeTitle(status)}</h1>
<p>${sentence} <span lang="ms">Maaf ya.</span></p>
<p><a class="button" href="/">Back to the market</a></p>
</div>`;
}
