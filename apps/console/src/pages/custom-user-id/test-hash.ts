import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { type SpecialKey, type TestHashResult, testHash } from '../../data/special-keys.js';
import '../../diagnosis/console-diagnosis.js';
import type { DiagnosisTexts } from '../../diagnosis/diagnosis.js';
import '../../elements/console-problem.js';
import { iconShield, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import type { Backend } from '../../snippets/snippets.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Test your hash: does it verify, by which key; if not, why, and which line to change.
 *
 * @summary Test your hash.
 * @tag console-test-hash
 */
@customElement('console-test-hash')
export class ConsoleTestHash extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      form {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr));
        gap: var(--gap-4);
      }
      .wide {
        grid-column: 1 / -1;
      }
      .result {
        margin-block-start: var(--gap-4);
      }
      .refused {
        display: grid;
        gap: var(--gap-3);
        grid-template-columns: minmax(0, 1fr);
        padding: var(--gap-4);
        border: 1px solid var(--line);
        border-inline-start: 3px solid var(--bad);
        border-radius: var(--round-m);
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) botId = '';
  @property({ attribute: false }) keys: readonly SpecialKey[] = [];
  @property({ attribute: false }) texts!: DiagnosisTexts;
  @property() backend: Backend = 'php';
  @state() private result: TestHashResult | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('form') private form!: HTMLFormElement;
  @query('#hash') private hash!: HTMLInputElement;

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.form);
    const field = (name: string): string => String(fields.get(name) ?? '');
    const email = field('email').trim();
    const hash = field('identifier_hash');
    const token = field('identity_token');
    const missing = hash === '' && token === '' ? this.words.t.proofs.test.one_needed : '';
    this.hash.setCustomValidity(missing);
    if (!this.form.reportValidity()) return;
    this.busy = true;
    this.problem = null;
    this.result = null;
    try {
      this.result = await testHash(this.botId, {
        // As typed: a space too many may be the very mistake that is looked for.
        user_id: field('user_id'),
        ...(token === '' ? { identifier_hash: hash } : { identity_token: token }),
        ...(token === '' || hash === '' ? {} : { identifier_hash: hash }),
        ...(email === '' ? {} : { email }),
      });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { t } = this.words;
    return html`
      <form @submit=${this.#submit} autocomplete="off">
        <div class="field">
          <label for="user-id">${t.test_hash.user_id}</label>
          <input id="user-id" name="user_id" class="mono" required maxlength="2000" autocapitalize="none" spellcheck="false" />
        </div>
        <div class="field">
          <label for="email">${t.test_hash.email} <span class="soft">${t.common.optional}</span></label>
          <input id="email" name="email" maxlength="254" inputmode="email" autocapitalize="none" spellcheck="false" aria-describedby="email-hint" />
          <span class="hint" id="email-hint">${t.test_hash.email_hint}</span>
        </div>
        <div class="field wide">
          <label for="hash">${t.test_hash.hash}</label>
          <input
            id="hash"
            name="identifier_hash"
            class="mono"
            maxlength="2000"
            autocapitalize="none"
            spellcheck="false"
            @input=${() => this.hash.setCustomValidity('')}
          />
        </div>
        <div class="field wide">
          <label for="token">${t.proofs.test.token}</label>
          <input
            id="token"
            name="identity_token"
            class="mono"
            maxlength="10000"
            autocapitalize="none"
            spellcheck="false"
            @input=${() => this.hash.setCustomValidity('')}
          />
        </div>
        <div class="row wide">
          <button class="primary" ?disabled=${this.busy}>${t.test_hash.action}</button>
          <span class="soft small">${t.test_hash.promise}</span>
        </div>
      </form>
      <div class="result" role="status" ?hidden=${this.result === null && this.problem === null}>
        <console-problem .problem=${this.problem}></console-problem>
        ${this.result === null ? nothing : this.#result(this.result)}
      </div>
    `;
  }

  #result(result: TestHashResult) {
    const { t } = this.words;
    const key = this.keys.find((one) => one.id === result.key_id);
    if (result.verified) {
      return html`<div class="note good">
        ${iconShield}
        <div>
          <strong>${t.test_hash.verified}</strong><br />
          ${key === undefined ? nothing : t.test_hash.by_key(key.ending, t.keys.states[key.state])}
        </div>
      </div>`;
    }
    return html`<div class="refused">
      <p class="row"><span class="chip bad">${iconWarning}${t.test_hash.refused}</span></p>
      <console-diagnosis
        .texts=${this.texts}
        .code=${result.diagnosis ?? 'unknown'}
        .variant=${result.variant}
        .backend=${this.backend}
      ></console-diagnosis>
      ${key === undefined ? nothing : html`<p class="soft small">${t.test_hash.key_meant(key.ending, t.keys.states[key.state])}</p>`}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-test-hash': ConsoleTestHash;
  }
}
