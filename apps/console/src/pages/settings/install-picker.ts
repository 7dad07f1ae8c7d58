import { consume } from '@lit/context';
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { recall, remember } from '../../app/browser-memory.js';
import { wordsContext } from '../../contexts/contexts.js';
import type { Bot } from '../../data/bots.js';
import '../../elements/console-code.js';
import type { Words } from '../../locale/words.js';
import { INSTALLS, installOf, installText, policyLines } from '../../snippets/installs.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * What to paste, for the way a website is made, and what its Content Security Policy must allow.
 *
 * @summary Settings: the snippet.
 * @tag console-install-picker
 */
@customElement('console-install-picker')
export class ConsoleInstallPicker extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .field {
        max-inline-size: 20rem;
      }
      summary {
        padding-block: var(--gap-1);
        font-weight: 550;
        cursor: pointer;
      }
      details[open] > summary {
        margin-block-end: var(--gap-2);
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) bot!: Bot;
  @state() private chosen = installOf(recall('install'));

  #choose = (event: Event): void => {
    this.chosen = installOf((event.target as HTMLSelectElement).value);
    remember('install', this.chosen.id);
  };

  override render() {
    const { t } = this.words;
    const { installs } = t.start;
    const policy = policyLines(this.bot);
    return html`<section class="card" aria-labelledby="snippet">
      <h2 id="snippet">${t.install.snippet}</h2>
      <div class="field">
        <label for="way">${installs.how}</label>
        <select id="way" @change=${this.#choose}>
          ${INSTALLS.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.chosen.id}>${name}</option>`)}
        </select>
      </div>
      <p class="soft">${installs.where[this.chosen.id]}</p>
      ${this.chosen.files.map(
        (file) =>
          html`<console-code .code=${installText(file, this.bot)} .label=${this.#labelOf(file)}></console-code>`,
      )}
      <details>
        <summary>${installs.policy}</summary>
        <div class="stack">
          <p class="soft">${installs.policy_how}</p>
          <console-code
            .code=${[policy.script, policy.connect, policy.img].join('\n')}
            .label=${'Content-Security-Policy'}
          ></console-code>
        </div>
      </details>
    </section>`;
  }

  #labelOf(file: string): string {
    const name = file.slice(file.indexOf('/') + 1);
    if (name.endsWith('.sh')) return this.words.t.start.installs.shell;
    return name.endsWith('.html') ? 'HTML' : name;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-install-picker': ConsoleInstallPicker;
  }
}
