import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { type Guard, guardContext, type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import { fetchIdentityPolicy, type IdentityPolicyState, putIdentityPolicy } from '../../data/identity-policy.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-problem.js';
import { iconCheck, iconInfo, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

const CHOICES = ['hash_or_token', 'token_only'] as const;

/**
 * Which proofs the bot takes, and the rehearsal of taking tokens only: whom it would refuse, from which websites.
 *
 * @summary The identity policy.
 * @tag console-identity-policy
 */
@customElement('console-identity-policy')
export class ConsoleIdentityPolicy extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      form,
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--gap-3);
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
        min-inline-size: 0;
      }
      .check.inner {
        margin-inline-start: var(--gap-5, 1.5rem);
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding-block: var(--gap-1);
        text-align: start;
        overflow-wrap: anywhere;
      }
      th {
        color: var(--ink-soft);
        font-weight: 400;
      }
      tr > :last-child {
        inline-size: 7rem;
        text-align: end;
        white-space: nowrap;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) botId = '';
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @state() private chosen: IdentityPolicyState['accepts'] | null = null;
  /** The rehearsal as it is ticked, while it is not stored. */
  @state() private rehearsal: boolean | null = null;
  @query('form') private form!: HTMLFormElement;
  private policy = new Remote(
    this,
    (signal, id: string) => fetchIdentityPolicy(id, signal),
    () => [this.botId],
  );

  #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.form);
    const accepts = fields.get('accepts') === 'token_only' ? 'token_only' : 'hash_or_token';
    this.busy = true;
    this.problem = null;
    try {
      const done = await this.guard.run(() =>
        putIdentityPolicy(this.botId, {
          accepts,
          rehearsal: fields.has('rehearsal'),
          end_sessions: fields.has('end_sessions'),
        }),
      );
      if (done !== null) {
        this.notices.say(this.words.t.proofs.policy.saved);
        this.chosen = null;
        this.rehearsal = null;
        this.policy.set(done.value);
      }
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { t } = this.words;
    const { value } = this.policy;
    if (value === undefined) {
      return this.policy.problem
        ? html`<console-problem .problem=${this.policy.problem} retryable @retry=${() => this.policy.reload()}></console-problem>`
        : html`<div class="skeleton" aria-busy="true"></div>`;
    }
    const chosen = this.chosen ?? value.accepts;
    return html`<form @submit=${this.#save}>
      <fieldset>
        <legend class="hidden-visually">${t.proofs.sections.policy}</legend>
        ${CHOICES.map((choice) => this.#choice(choice, chosen))}
        ${
          chosen === 'hash_or_token'
            ? html`<label class="check inner">
                <input
                  type="checkbox"
                  name="rehearsal"
                  .checked=${this.rehearsal ?? value.rehearsal}
                  @change=${(event: Event) => {
                    this.rehearsal = (event.target as HTMLInputElement).checked;
                  }}
                />
                <span><strong>${t.proofs.policy.rehearse}</strong><span class="hint">${t.proofs.policy.rehearse_what}</span></span>
              </label>`
            : nothing
        }
        ${
          chosen === 'token_only' && value.accepts === 'hash_or_token'
            ? html`<label class="check inner">
                <input type="checkbox" name="end_sessions" checked />
                <span>
                  <strong>${t.proofs.policy.end_sessions(value.sessions_by_hash)}</strong>
                  <span class="hint">${t.proofs.policy.end_sessions_what}</span>
                </span>
              </label>`
            : nothing
        }
      </fieldset>
      ${
        value.accepts === 'token_only' && chosen === 'hash_or_token'
          ? html`<div class="note warn">${iconWarning}<div>${t.proofs.policy.loosened}</div></div>`
          : nothing
      }
      ${value.rehearsal ? this.#result(value) : nothing}
      <console-problem .problem=${this.problem}></console-problem>
      <div class="row"><button class="primary" ?disabled=${this.busy}>${t.common.save}</button></div>
    </form>`;
  }

  #choice(choice: (typeof CHOICES)[number], chosen: string) {
    const { policy } = this.words.t.proofs;
    return html`<label class="check">
      <input
        type="radio"
        name="accepts"
        value=${choice}
        .checked=${choice === chosen}
        @change=${() => {
          this.chosen = choice;
        }}
      />
      <span><strong>${policy[choice]}</strong><span class="hint">${policy[`${choice}_what`]}</span></span>
    </label>`;
  }

  #result({ last_24h: { verified, would_be_refused: refused, origins } }: IdentityPolicyState) {
    const { policy } = this.words.t.proofs;
    if (verified === 0) return html`<div class="note">${iconInfo}<div>${policy.nothing}</div></div>`;
    if (refused === 0) return html`<div class="note good">${iconCheck}<div>${policy.none}</div></div>`;
    return html`<div class="note warn">
      ${iconWarning}
      <div>
        <strong>${policy.result(refused, verified)}</strong>
        <table>
          <thead>
            <tr><th scope="col">${policy.origin}</th><th scope="col">${policy.calls}</th></tr>
          </thead>
          <tbody>
            ${origins.map(
              ({ origin, count }) =>
                html`<tr><td>${origin === null ? policy.no_origin : html`<code>${origin}</code>`}</td><td>${this.words.number(count)}</td></tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-identity-policy': ConsoleIdentityPolicy;
  }
}
