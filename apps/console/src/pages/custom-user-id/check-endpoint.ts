import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import { type CheckEndpointResult, checkEndpoint } from '../../data/identity-policy.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import '../../elements/console-problem.js';
import { iconCheck, iconInfo, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { outsideLookStyles } from './outside-look.styles.js';

const LOOKS = {
  signs_for_anyone: ['bad', iconWarning],
  refuses: ['good', iconCheck],
  unsure: ['', iconInfo],
} as const;

/**
 * Does the website's signing endpoint refuse a request without a session?
 *
 * @summary Asks the signing endpoint as a stranger.
 * @tag console-check-endpoint
 */
@customElement('console-check-endpoint')
export class ConsoleCheckEndpoint extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    outsideLookStyles,
    css`
      .fields {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--gap-3);
        align-items: start;
      }
      @media (max-width: 40rem) {
        .fields {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) botId = '';
  @state() private result: CheckEndpointResult | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('form') private form!: HTMLFormElement;

  #ask = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.form);
    this.busy = true;
    this.problem = null;
    this.result = null;
    try {
      this.result = await checkEndpoint(this.botId, {
        url: String(fields.get('url') ?? '').trim(),
        method: fields.get('method') === 'POST' ? 'POST' : 'GET',
      });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { endpoint } = this.words.t.proofs;
    return html`
      <h3>${endpoint.title}</h3>
      <p class="soft">${endpoint.lead}</p>
      <form @submit=${this.#ask}>
        <div class="fields">
          <div class="field">
            <label for="url">${endpoint.url}</label>
            <input id="url" name="url" type="url" class="mono" required maxlength="2000" spellcheck="false" autocapitalize="none" placeholder="https://" aria-describedby="url-hint" />
            <span class="hint" id="url-hint">${endpoint.url_hint}</span>
          </div>
          <div class="field">
            <label for="method">${endpoint.method}</label>
            <select id="method" name="method"><option>GET</option><option>POST</option></select>
          </div>
        </div>
        <div class="row"><button ?disabled=${this.busy}>${endpoint.action}</button></div>
      </form>
      <div role="status">
        <console-problem .problem=${this.problem}></console-problem>
        ${this.result === null ? nothing : this.#result(this.result)}
      </div>
    `;
  }

  #result({ verdict, finding, status }: CheckEndpointResult) {
    const { endpoint } = this.words.t.proofs;
    const [tone, icon] = LOOKS[verdict];
    return html`<div class="note ${tone}">
      ${icon}
      <div>
        <strong>${endpoint.verdicts[verdict]}</strong><br />
        ${endpoint.findings[finding]} ${endpoint.status(status)}
        ${verdict === 'signs_for_anyone' ? html`<br />${endpoint.fix}` : nothing}
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-check-endpoint': ConsoleCheckEndpoint;
  }
}
