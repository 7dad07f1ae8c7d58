import { afterEach, describe, expect, it, vi } from 'vitest';
import { stickyReady } from './sticky-ready.js';

/** A page of its own: an empty frame with the function in it, before or after its content has loaded. */
const frames = new Set<HTMLIFrameElement>();
afterEach(() => {
  for (const frame of frames) frame.remove();
  frames.clear();
});

type Page = Window & typeof globalThis & { log: string[] };

/** Opens a page whose script runs with `stickyReady` at hand. What is logged is told to `log`. */
const open = async (script: string): Promise<Page> => {
  const frame = document.createElement('iframe');
  frames.add(frame);
  frame.srcdoc = `<!doctype html><script>
    const log = (window.log = []);
    const stickyReady = ${stickyReady
      .toString()
      // Vitest rewrites nothing here; the constant of the module is put in place.
      .replaceAll('READY', '"chatbot:ready"')};
    document.addEventListener('DOMContentLoaded', () => log.push('content loaded'));
    ${script}
  </script><body>`;
  document.body.append(frame);
  await new Promise((loaded) => frame.addEventListener('load', loaded));
  await new Promise((done) => setTimeout(done, 20));
  return frame.contentWindow as Page;
};

const START = `stickyReady(() => log.push('fired'));`;

describe('chatbot:ready', () => {
  it('comes after DOMContentLoaded, to listeners attached before and after the script, once', async () => {
    const { log } = await open(`
      window.addEventListener('chatbot:ready', () => log.push('before the script'));
      ${START}
      window.addEventListener('chatbot:ready', () => log.push('after the script'));
    `);
    expect(log).toEqual(['content loaded', 'fired', 'before the script', 'after the script']);
  });

  it('comes to a script that runs after everything has loaded', async () => {
    const page = await open('');
    page.eval(
      `stickyReady(() => log.push('fired')); window.addEventListener('chatbot:ready', () => log.push('heard'))`,
    );
    expect(page.log).toEqual(['content loaded']);
    await Promise.resolve();
    await vi.waitFor(() => expect(page.log).toEqual(['content loaded', 'fired', 'heard']));
  });

  it('comes to a late listener exactly once, soon but not in the call itself', async () => {
    const page = await open(START);
    page.eval(`
      window.addEventListener('chatbot:ready', function (event) {
        log.push(event.type + (this === window) + (event.target === window));
      });
      log.push('attached');
    `);
    await vi.waitFor(() => expect(page.log.slice(2)).toEqual(['attached', 'chatbot:readytruetrue']));
    await new Promise((done) => setTimeout(done, 50));
    expect(page.log).toHaveLength(4);
  });

  it.each([
    ['a duplicate', `add(f); add(f);`, 1],
    ['a duplicate attached after it was called', `add(f); later(() => add(f));`, 1],
    ['an early listener attached again late', `early(f); later(() => add(f));`, 1],
    ['once', `add(f, { once: true });`, 1],
    ['once, attached anew after it was called', `add(f, { once: true }); later(() => add(f, { once: true }));`, 2],
    ['an object with handleEvent', `add({ handleEvent: f });`, 1],
    ['a signal that was aborted before', `add(f, { signal: AbortSignal.abort() });`, 0],
    [
      'a signal aborted before the call',
      `const stop = new AbortController(); add(f, { signal: stop.signal }); stop.abort();`,
      0,
    ],
    [
      'a signal aborted, and attached again with another',
      `const stop = new AbortController(); add(f, { signal: stop.signal }); stop.abort(); add(f);`,
      1,
    ],
    ['one taken back before the call', `add(f); window.removeEventListener('chatbot:ready', f);`, 0],
    ['one taken back and attached again', `add(f); window.removeEventListener('chatbot:ready', f); add(f);`, 1],
    ['nothing', `add(null); add(undefined);`, 0],
  ])('honours %s', async (_, script, times) => {
    const page = await open(`
      let count = (window.count = 0);
      const f = () => { window.count++; };
      const add = (...args) => window.addEventListener('chatbot:ready', ...args);
      const later = (work) => setTimeout(work, 5);
      const early = (listener) => pending.push(listener);
      const pending = [];
      window.run = () => { ${script.includes('early') ? '' : script} };
      ${START}
      ${script.includes('early') ? `add(f); later(() => setTimeout(() => add(f), 5));` : ''}
    `);
    page.eval('run()');
    await new Promise((done) => setTimeout(done, 60));
    expect((page as unknown as { count: number }).count).toBe(times);
  });

  it('honours the same for listeners that wait for it', async () => {
    const page = await open(`
      const f = () => log.push('f');
      const g = () => log.push('g');
      ${START}
      for (let time = 0; time < 3; time++) window.addEventListener('chatbot:ready', f);
      window.addEventListener('chatbot:ready', g);
      window.removeEventListener('chatbot:ready', g);
    `);
    expect(page.log).toEqual(['content loaded', 'fired', 'f']);
  });

  it('comes once to a listener that was attached before the script and again after it', async () => {
    const { log } = await open(`
      const f = () => log.push('f');
      window.addEventListener('chatbot:ready', f);
      ${START}
      window.addEventListener('chatbot:ready', f);
    `);
    expect(log).toEqual(['content loaded', 'fired', 'f']);
  });

  it('a listener that throws stops no other, and is reported', async () => {
    const page = await open(`
      window.addEventListener('error', (event) => { log.push('reported ' + event.message); event.preventDefault(); });
      ${START}
      window.addEventListener('chatbot:ready', () => { throw new Error('of the page'); });
      window.addEventListener('chatbot:ready', () => log.push('next'));
    `);
    expect(page.log).toEqual(['content loaded', 'fired', 'reported Uncaught Error: of the page', 'next']);
  });

  it('leaves every other type, every other target and every other method as they were', async () => {
    const page = await open(`
      ${START}
      window.addEventListener('message', (event) => log.push(event.data), { once: true });
      document.addEventListener('chatbot:ready', () => log.push('of the document'));
      window.addEventListener('chatbot:ready', () => {});
    `);
    page.postMessage('one');
    page.postMessage('two');
    await vi.waitFor(() => expect(page.log).toContain('one'));
    expect(page.log).not.toContain('two');
    page.document.dispatchEvent(new page.Event('chatbot:ready'));
    expect(page.log).toContain('of the document');
    expect(page.removeEventListener).toBe(page.EventTarget.prototype.removeEventListener);
    expect(page.document.addEventListener).toBe(page.EventTarget.prototype.addEventListener);
    expect(page.EventTarget.prototype.addEventListener.toString()).toContain('native code');
  });
});
