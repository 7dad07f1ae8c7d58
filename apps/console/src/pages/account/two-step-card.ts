import { consume } from '@lit/context';
import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { encode } from 'uqr';
import { type Guard, guardContext, type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import { beginTwoStep, confirmTwoStep, fetchTwoStep, type TwoStepOffer, turnTwoStepOff } from '../../data/account.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-code.js';
import '../../elements/console-problem.js';
import { iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/** What the card's dialog shows. */
type Step = { kind: 'offer'; offer: TwoStepOffer } | { kind: 'codes'; codes: readonly string[] } | { kind: 'off' };

/**
 * Two-step sign-in: off, on, and the way from one to the other.
 *
 * @summary Two-step sign-in.
 * @tag console-two-step-card
 */
@customElement('console-two-step-card')
export class ConsoleTwoStepCard extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .qr {
        inline-size: min(13rem, 100%);
        justify-self: center;
        /* Cameras want dark on light, whatever the theme. */
        background: #fff;
        color: #000;
        border-radius: var(--round-m);
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @state() private step: Step | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('form') private form!: HTMLFormElement;
  private twoStep = new Remote(
    this,
    (signal) => fetchTwoStep(signal),
    () => [],
  );

  async #open(step: Step): Promise<void> {
    this.step = step;
    this.problem = null;
    await this.updateComplete;
    if (!this.dialog.open) this.dialog.showModal();
    else this.dialog.querySelector<HTMLElement>('h2')?.focus();
  }

  /** The codes are shown once: only their own button puts them away. */
  #cancel = (event: Event): void => {
    if (this.step?.kind === 'codes') event.preventDefault();
  };

  #begin = async (): Promise<void> => {
    this.problem = null;
    try {
      const done = await this.guard.run(() => beginTwoStep());
      if (done !== null) await this.#open({ kind: 'offer', offer: done.value });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  };

  #field(name: string): string {
    return String(new FormData(this.form).get(name) ?? '');
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { step } = this;
    this.busy = true;
    this.problem = null;
    try {
      if (step?.kind === 'offer') {
        const { codes } = await confirmTwoStep(step.offer.ticket, this.#field('code').trim());
        await this.#open({ kind: 'codes', codes });
      } else if (step?.kind === 'off') {
        await turnTwoStepOff(this.#field('password'), this.#field('code').trim());
        this.notices.say(this.words.t.staff.two_step.turned_off);
        this.dialog.close();
      }
      await this.twoStep.reload();
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { t } = this.words;
    const words = t.staff.two_step;
    const state = this.twoStep.value;
    return html`<section class="card" aria-labelledby="two-step">
      <header>
        <h2 id="two-step">${words.title}</h2>
        ${state === undefined ? nothing : html`<p class="soft">${state.on ? words.on : words.off}</p>`}
      </header>
      <console-problem .problem=${this.twoStep.problem ?? (this.step === null ? this.problem : null)}></console-problem>
      ${
        state === undefined
          ? this.twoStep.loading
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : state.on
            ? html`<p>${words.codes_left(state.recovery_codes_left)}</p>
                <p><button class="danger" @click=${() => this.#open({ kind: 'off' })}>${words.turn_off}</button></p>`
            : html`<p><button @click=${this.#begin}>${words.begin}</button></p>`
      }
      <dialog aria-labelledby="dialog-title" closedby=${this.step?.kind === 'codes' ? 'none' : 'closerequest'} @cancel=${this.#cancel} @close=${() => (this.step = null)}>${this.step === null ? nothing : this.#step(this.step)}</dialog>
    </section>`;
  }

  #step(step: Step): TemplateResult {
    if (step.kind === 'codes') return this.#codes(step.codes);
    const { t } = this.words;
    const words = t.staff.two_step;
    const isOffer = step.kind === 'offer';
    return html`<form @submit=${this.#submit}>
      <h2 id="dialog-title">${isOffer ? words.title : words.turn_off}</h2>
      <p>${isOffer ? words.scan : words.turn_off_how}</p>
      ${
        isOffer
          ? html`${qrOf(step.offer.uri, words.qr)}<console-code .code=${step.offer.secret} .label=${words.key}></console-code>`
          : html`<div class="field">
              <label for="password">${t.sign_in.password}</label>
              <input id="password" name="password" type="password" required maxlength="200" autocomplete="current-password" />
            </div>`
      }
      <div class="field">
        <label for="code">${isOffer ? words.code : words.code_or_recovery}</label>
        <input id="code" name="code" class="mono" required maxlength="40" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" inputmode=${isOffer ? 'numeric' : 'text'} />
      </div>
      <console-problem .problem=${this.problem}></console-problem>
      <div class="row end">
        <button type="button" @click=${() => this.dialog.close()}>${t.common.cancel}</button>
        <button class=${isOffer ? 'primary' : 'danger'} ?disabled=${this.busy}>${isOffer ? words.confirm : words.turn_off}</button>
      </div>
    </form>`;
  }

  #codes(codes: readonly string[]): TemplateResult {
    const words = this.words.t.staff.two_step;
    return html`<div class="inside">
      <h2 id="dialog-title" tabindex="-1">${words.recovery}</h2>
      <div class="note warn">${iconWarning}<div>${words.recovery_how}</div></div>
      <console-code .code=${codes.join('\n')} .label=${words.recovery}></console-code>
      <div class="row end"><button class="primary" @click=${() => this.dialog.close()}>${words.stored}</button></div>
    </div>`;
  }
}

/** A QR code as one path, dark modules on nothing. */
function qrOf(text: string, label: string): TemplateResult {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${label} shape-rendering="crispEdges">
    ${svg`<path d=${path} fill="currentColor" />`}
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'console-two-step-card': ConsoleTwoStepCard;
  }
}
