/**
 * What the commands say while they work: on a terminal one status line, redrawn, with the time it has taken so far; in a
 * log file or a CI run one line every ten seconds, so that silence always means something is wrong.
 */

const SPINNER = ['|', '/', '-', '\\'];
const REDRAW_MS = 250;
const REPEAT_MS = 10_000;
/** A line of a compiler can be very long, and in a log nothing cuts it off. */
const LONGEST_DETAIL = 100;

/**
 * A span of time as a person reads it: `0:07`, `1:32`.
 *
 * @param {number} elapsedMs
 * @returns {string}
 */
export function formatElapsed(elapsedMs) {
  const seconds = Math.floor(elapsedMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * The last line with visible text in a piece of output, without colours and cursor movements; npm's warnings about its own
 * settings, which say nothing of the work, are passed over.
 *
 * @param {string} text
 * @returns {string | undefined}
 */
export function lastVisibleLine(text) {
  const plain = text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').split(/[\r\n]+/);
  return plain.findLast((line) => line.trim() !== '' && !line.startsWith('npm warn'))?.trim();
}

/**
 * @typedef {object} Activity something that takes time and is shown while it does
 * @property {(detail: string) => void} detail what it is busy with right now
 * @property {(outcome?: string) => void} done ends it well
 * @property {(outcome?: string) => void} failed ends it badly
 */

/**
 * @typedef {object} Terminal
 * @property {(line?: string) => void} say writes a whole line
 * @property {(title: string, hint?: (elapsedMs: number) => string | undefined) => Activity} begin
 */

/**
 * @param {object} [options]
 * @param {{ write(text: string): unknown, isTTY?: boolean | undefined, columns?: number | undefined }} [options.out]
 * @param {() => number} [options.now] milliseconds; only differences matter
 * @param {number} [options.repeatMs] how often a log hears that something is still going on
 * @returns {Terminal}
 */
export function createTerminal({ out = process.stdout, now = Date.now, repeatMs = REPEAT_MS } = {}) {
  const live = out.isTTY === true;
  let statusShown = false;

  const clearStatus = () => {
    if (statusShown) out.write('\r\u001b[2K');
    statusShown = false;
  };

  const say = (line = '') => {
    clearStatus();
    out.write(`${line}\n`);
  };

  return {
    say,
    begin(title, hint) {
      const startedAt = now();
      let detail = '';
      let frame = 0;
      const elapsed = () => formatElapsed(now() - startedAt);
      const extra = () => hint?.(now() - startedAt) ?? detail;

      const redraw = () => {
        const text = `${SPINNER[frame++ % SPINNER.length]} ${title}  ${elapsed()}  ${extra()}`;
        clearStatus();
        out.write(text.slice(0, (out.columns ?? 80) - 1));
        statusShown = true;
      };
      const repeat = () => say(`  ... ${title}  ${elapsed()}  ${extra()}`.trimEnd());

      if (live) redraw();
      else say(`- ${title}`);
      const timer = setInterval(live ? redraw : repeat, live ? REDRAW_MS : repeatMs);
      timer.unref();

      /** @param {string} mark @param {string} outcome */
      const end = (mark, outcome) => {
        clearInterval(timer);
        say(`${mark} ${title}  ${elapsed()}${outcome === '' ? '' : `  ${outcome}`}`);
      };
      return {
        detail(text) {
          detail = text.slice(0, LONGEST_DETAIL);
        },
        done: (outcome = '') => end('✓', outcome),
        failed: (outcome = '') => end('✗', outcome),
      };
    },
  };
}
