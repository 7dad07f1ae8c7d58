import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Guard, guardContext, type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import {
  actOnSpecialKey,
  addSpecialKey,
  importSpecialKey,
  type KeyAct,
  type KeyKind,
  revealSpecialKey,
  type SpecialKey,
} from '../../data/special-keys.js';
import '../../elements/console-confirm.js';
import type { ConsoleConfirm } from '../../elements/console-confirm.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import { copyText } from '../../elements/copy-text.js';
import { iconCopy, iconEye, iconEyeOff, iconPlus } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { ruledRows } from '../../styles/shapes.js';
import { surfaces } from '../../styles/surfaces.js';
import { actsOn, mayUndo, ringOrder } from './key-ring.js';
import { specialKeysStyles } from './special-keys.styles.js';

/** A key that was made visible hides itself again: screens are left alone, and shared. */
const SHOWN_MS = 60_000;

/**
 * The key ring of a bot: see, copy, add, bring in, make primary, retire with undo, mark as compromised.
 *
 * @summary Special keys.
 * @tag console-special-keys
 * @fires keys-changed - The ring is to be fetched anew.
 */
@customElement('console-special-keys')
export class ConsoleSpecialKeys extends LitElement {
  static override styles = [base, controls, surfaces, ruledRows, specialKeysStyles];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) botId = '';
  @property({ attribute: false }) keys: readonly SpecialKey[] = [];
  @state() private shown: { id: string; key: string } | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private importProblem: ApiProblem | null = null;
  @state() private busy = false;
  @state() private now = Date.now();
  @query('console-confirm') private confirm!: ConsoleConfirm;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#import') private imported!: HTMLInputElement;
  @query('#import-kind') private kind!: HTMLSelectElement;
  #hideTimer: ReturnType<typeof setTimeout> | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    // The hour for undoing runs out while the page is open.
    this.#clock = setInterval(() => {
      this.now = Date.now();
    }, 20_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    this.#hide();
  }

  #hide = (): void => {
    clearTimeout(this.#hideTimer);
    this.shown = null;
  };

  /** Runs something the API may refuse or ask the password for. @returns whether it was done. */
  async #do(action: () => Promise<unknown>): Promise<boolean> {
    this.busy = true;
    this.problem = null;
    let done = false;
    try {
      done = (await this.guard.run(action)) !== null;
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
    return done;
  }

  async #reveal(key: SpecialKey): Promise<string | null> {
    if (this.shown?.id === key.id) return this.shown.key;
    let text: string | null = null;
    await this.#do(async () => {
      text = (await revealSpecialKey(this.botId, key.id)).key;
    });
    return text;
  }

  async #show(key: SpecialKey): Promise<void> {
    if (this.shown?.id === key.id) return this.#hide();
    const text = await this.#reveal(key);
    if (text === null) return;
    clearTimeout(this.#hideTimer);
    this.shown = { id: key.id, key: text };
    this.#hideTimer = setTimeout(this.#hide, SHOWN_MS);
  }

  async #copy(key: SpecialKey): Promise<void> {
    const { t } = this.words;
    const text = await this.#reveal(key);
    if (text !== null) this.notices.say((await copyText(text)) ? t.keys.copied : t.common.copy_failed);
  }

  #changed(): void {
    this.dispatchEvent(new Event('keys-changed'));
  }

  async #add(kind: KeyKind): Promise<void> {
    if (!(await this.#do(() => addSpecialKey(this.botId, kind)))) return;
    this.notices.say(this.words.t.keys.added);
    this.#changed();
  }

  #import = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.busy = true;
    this.importProblem = null;
    const { value } = this.imported;
    const kind = this.kind.value === 'token' ? 'token' : 'hash';
    try {
      if ((await this.guard.run(() => importSpecialKey(this.botId, value, kind))) !== null) {
        this.dialog.close();
        this.notices.say(this.words.t.keys.imported_done);
        this.#changed();
      }
    } catch (reason) {
      this.importProblem = asProblem(reason);
    }
    this.busy = false;
  };

  async #act(key: SpecialKey, act: KeyAct): Promise<boolean> {
    if ((await this.guard.run(() => actOnSpecialKey(this.botId, key.id, act))) === null) return false;
    if (this.shown?.id === key.id) this.#hide();
    this.#changed();
    return true;
  }

  #undo(key: SpecialKey): void {
    void this.#do(() => actOnSpecialKey(this.botId, key.id, 'restore')).then((done) => {
      if (!done) return;
      this.notices.say(this.words.t.keys.restored);
      this.#changed();
    });
  }

  #ask(key: SpecialKey, act: 'primary' | 'retire' | 'compromise'): void {
    const { t } = this.words;
    const words = t.keys.ask[act];
    const used =
      key.last_verified_at === null
        ? t.keys.never_verified
        : t.keys.last_verified_on(this.words.full(new Date(key.last_verified_at)));
    void this.confirm.ask({
      title: words.title(key.ending),
      body: html`<div class="stack"><p>${words.body}</p>${act === 'retire' ? html`<p class="soft">${used}</p>` : nothing}</div>`,
      action: words.action,
      danger: act !== 'primary',
      run: async () => {
        const done = await this.#act(key, act);
        if (done && act === 'retire') {
          this.notices.say(t.keys.retired, { label: t.common.undo, run: () => this.#undo(key) });
        }
        return done;
      },
    });
  }

  override render() {
    const { t } = this.words;
    const ring = ringOrder(this.keys);
    const inUse = ring.filter((key) => key.state === 'primary' || key.state === 'active');
    const past = ring.filter((key) => !inUse.includes(key));
    const hashKeys = inUse.filter(({ kind }) => kind === 'hash');
    const tokenKeys = inUse.filter(({ kind }) => kind === 'token');
    return html`
      <console-problem .problem=${this.problem}></console-problem>
      <h3>${t.proofs.kinds.hash}</h3>
      ${hashKeys.length === 0 ? html`<p>${t.keys.empty}</p>` : html`<ul role="list">${this.#rows(hashKeys)}</ul>`}
      <div class="row">
        <button class=${this.keys.length === 0 ? 'primary' : ''} @click=${() => this.#add('hash')} ?disabled=${this.busy}>
          ${iconPlus}${this.keys.length === 0 ? t.keys.add_first : t.keys.add}
        </button>
        <button @click=${() => this.dialog.showModal()} ?disabled=${this.busy}>${t.keys.import}</button>
      </div>
      ${hashKeys.length === 1 ? html`<p class="soft small">${t.keys.rotation}</p>` : nothing}
      <h3>${t.proofs.kinds.token}</h3>
      <p class="soft">${t.proofs.kinds.token_what}</p>
      ${tokenKeys.length === 0 ? html`<p>${t.proofs.kinds.no_token}</p>` : html`<ul role="list">${this.#rows(tokenKeys)}</ul>`}
      <div class="row">
        <button @click=${() => this.#add('token')} ?disabled=${this.busy}>${iconPlus}${t.proofs.kinds.add_token}</button>
      </div>
      ${
        past.length === 0
          ? nothing
          : html`<details ?open=${past.some((key) => mayUndo(key, this.now))}>
              <summary>${t.keys.past(past.length)}</summary>
              <ul role="list">
                ${this.#rows(past)}
              </ul>
            </details>`
      }
      ${this.#importDialog()}
      <console-confirm></console-confirm>
    `;
  }

  #rows(keys: readonly SpecialKey[]) {
    return repeat(
      keys,
      (key) => key.id,
      (key) => this.#row(key),
    );
  }

  #row(key: SpecialKey): TemplateResult {
    const { t } = this.words;
    const shown = this.shown?.id === key.id ? this.shown.key : null;
    const acts = actsOn(key);
    const named = (word: string) => `${word}: …${key.ending}`;
    return html`<li>
      <div class="what">
        <div class="row">
          <code class="key break" translate="no">${shown ?? html`<span aria-hidden="true">••••••••••••••••</span>${key.ending}`}</code>
          <span class="chip ${{ primary: 'accent', active: '', retired: '', compromised: 'bad' }[key.state]}">${t.keys.states[key.state]}</span>
          ${key.kind === 'token' ? html`<span class="chip">${t.keys.token}</span>` : nothing}
          ${key.imported ? html`<span class="chip">${t.keys.imported}</span>` : nothing}
          ${key.safe_to_retire ? html`<span class="chip good">${t.keys.safe_to_retire}</span>` : nothing}
        </div>
        <p class="soft small">${this.#history(key)}</p>
        ${key.kind === 'token' ? html`<p class="soft small">${t.proofs.kinds.key_id}: <code class="break" translate="no">${key.id}</code></p>` : nothing}
      </div>
      <div class="row acts">
        ${
          acts.includes('reveal')
            ? html`<button
                  class="quiet compact"
                  aria-label=${named(shown === null ? t.keys.reveal : t.keys.hide)}
                  ?disabled=${this.busy}
                  @click=${() => this.#show(key)}
                >
                  ${shown === null ? iconEye : iconEyeOff}${shown === null ? t.keys.reveal : t.keys.hide}
                </button>
                <button class="quiet compact" aria-label=${named(t.common.copy)} ?disabled=${this.busy} @click=${() => this.#copy(key)}>
                  ${iconCopy}${t.common.copy}
                </button>`
            : nothing
        }
        ${acts.includes('primary') ? html`<button class="compact" aria-label=${named(t.keys.ask.primary.action)} @click=${() => this.#ask(key, 'primary')}>${t.keys.ask.primary.action}</button>` : nothing}
        ${acts.includes('retire') ? html`<button class="compact" aria-label=${named(t.keys.ask.retire.action)} @click=${() => this.#ask(key, 'retire')}>${t.keys.ask.retire.action}</button>` : nothing}
        ${mayUndo(key, this.now) ? html`<button class="compact" aria-label=${named(t.keys.undo)} @click=${() => this.#undo(key)}>${t.keys.undo}</button>` : nothing}
        ${acts.includes('compromise') ? html`<button class="quiet danger compact" aria-label=${named(t.keys.ask.compromise.action)} @click=${() => this.#ask(key, 'compromise')}>${t.keys.ask.compromise.action}</button>` : nothing}
      </div>
    </li>`;
  }

  #history(key: SpecialKey) {
    const { t } = this.words;
    if (key.retired_at !== null) return html`${t.keys.retired_at} <console-time .at=${key.retired_at}></console-time>`;
    const made = html`${t.keys.made} <console-time .at=${key.created_at}></console-time>`;
    if (key.last_verified_at === null) return html`${made} · ${t.keys.never_verified}`;
    return html`${made} · ${t.keys.last_verified} <console-time .at=${key.last_verified_at}></console-time>
    ${key.last_verified_origin === null ? nothing : html` ${t.keys.from} <code class="break">${key.last_verified_origin}</code>`}
    ${key.verified_in_24h === 0 ? nothing : html` · ${t.proofs.in_24h(key.verified_in_24h)}`}`;
  }

  #importDialog() {
    const { t } = this.words;
    const closed = (): void => {
      // A secret does not stay in a field nobody sees.
      this.imported.value = '';
      this.importProblem = null;
    };
    return html`<dialog aria-labelledby="import-title" @close=${closed}>
      <form @submit=${this.#import}>
        <h2 id="import-title">${t.keys.import}</h2>
        <p>${t.keys.import_how}</p>
        <div class="field">
          <label for="import-kind">${t.proofs.kinds.choose}</label>
          <select id="import-kind">
            <option value="hash">${t.proofs.kinds.hash}</option>
            <option value="token">${t.proofs.kinds.token}</option>
          </select>
        </div>
        <div class="field">
          <label for="import">${t.keys.key}</label>
          <input
            id="import"
            class="mono"
            required
            minlength="32"
            maxlength="512"
            autofocus
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-describedby="import-hint"
          />
          <span class="hint" id="import-hint">${t.keys.import_hint}</span>
        </div>
        <console-problem .problem=${this.importProblem}></console-problem>
        <div class="row end">
          <button type="button" @click=${() => this.dialog.close()}>${t.common.cancel}</button>
          <button class="primary" ?disabled=${this.busy}>${t.keys.import}</button>
        </div>
      </form>
    </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-special-keys': ConsoleSpecialKeys;
  }
}
