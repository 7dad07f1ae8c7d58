import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { HOSTILE } from './hostile-names.fixture.js';
import { html, scriptBody, scriptString } from './html.js';

describe('html', () => {
  it('prints no value as markup', () => {
    for (const name of HOSTILE) {
      const page = html`<p title="${name}">${name}</p>`.toString();
      expect(page.replace(/^<p title="|">|<\/p>$/g, '')).not.toMatch(/[<>"']/);
    }
  });

  it('escapes text to what a browser reads back as the same text', () => {
    expect(html`<p>${`<&>"'`}</p>`.toString()).toBe('<p>&lt;&amp;&gt;&quot;&#39;</p>');
  });

  it('prints markup made by itself once, lists in order, and nothing for nothing', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}${null}${undefined}${false}${0}</ul>`.toString()).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li>0</ul>',
    );
  });

  it('does not take an object with a toString for markup', () => {
    const forged = { toString: () => '<script>' };
    // @ts-expect-error: the type refuses it as well
    expect(() => html`${forged}`.toString()).toThrow(TypeError);
  });
});

describe('scriptString', () => {
  it('reads back as the same value, whatever the value is', () => {
    for (const name of HOSTILE) {
      expect(runInNewContext(`"${scriptString(name)}"`)).toBe(name);
    }
  });

  it('never leaves a character that the HTML parser acts on', () => {
    for (const name of HOSTILE) {
      expect(scriptString(name)).not.toMatch(/[<>&'\u2028\u2029\n\r]/);
      expect(() => scriptBody(`const name = "${scriptString(name)}";`)).not.toThrow();
    }
  });
});

describe('scriptBody', () => {
  it('refuses code that would end its own element', () => {
    for (const code of ['"</script>"', '"</SCRIPT "', '"<!--"', '"<script>"']) {
      expect(() => scriptBody(code)).toThrow(TypeError);
    }
  });
});
