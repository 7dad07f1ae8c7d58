import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { wordsContext } from '../../contexts/contexts.js';
import { type ApiKey, type CreatedApiKey, createApiKey, deleteApiKey, fetchApiKeys } from '../../data/api-keys.js';
import type { Bot } from '../../data/bots.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-code.js';
import '../../elements/console-confirm.js';
import type { ConsoleConfirm } from '../../elements/console-confirm.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import { iconPlus, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { ruledRows } from '../../styles/shapes.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * API keys by which the website's own backend writes contacts.
 *
 * @summary Settings: API keys.
 * @tag console-api-keys-tab
 */
@customElement('console-api-keys-tab')
export class ConsoleApiKeysTab extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    ruledRows,
    css`
      li > div {
        flex: 1 1 12rem;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      dialog {
        inline-size: min(38rem, calc(100vw - 2rem));
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) bot!: Bot;
  @state() private made: CreatedApiKey | null = null;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#name') private name!: HTMLInputElement;
  @query('console-confirm') private confirm!: ConsoleConfirm;
  private keys = new Remote(
    this,
    (signal, botId: string) => fetchApiKeys(botId, signal),
    () => [this.bot.id],
  );

  #create = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    try {
      this.made = await createApiKey(this.bot.id, this.name.value.trim());
      await this.keys.reload();
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  #closed = (): void => {
    // The key is shown once and is kept nowhere in the page.
    this.made = null;
    this.problem = null;
  };

  #delete(key: ApiKey): void {
    const { t } = this.words;
    void this.confirm.ask({
      title: t.api_keys.delete_title(key.name),
      body: t.api_keys.delete_body,
      action: t.api_keys.delete,
      danger: true,
      run: async () => {
        await deleteApiKey(this.bot.id, key.id);
        await this.keys.reload();
      },
    });
  }

  override render() {
    const { t } = this.words;
    const keys = this.keys.value?.items;
    const add = html`<button class="primary" @click=${() => this.dialog.showModal()}>${iconPlus}${t.api_keys.create}</button>`;
    return html`<section class="card" aria-labelledby="title">
      <header>
        <div class="row spread">
          <h2 id="title">${t.api_keys.title}</h2>
          ${keys !== undefined && keys.length > 0 ? add : nothing}
        </div>
        <p class="soft">${t.api_keys.lead}</p>
      </header>
      ${this.keys.problem ? html`<console-problem .problem=${this.keys.problem} retryable @retry=${() => this.keys.reload()}></console-problem>` : nothing}
      ${
        keys === undefined
          ? this.keys.loading
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : keys.length === 0
            ? html`<p>${t.api_keys.empty}</p><p>${add}</p>`
            : html`<ul role="list">
                ${repeat(
                  keys,
                  (key) => key.id,
                  (key) => this.#row(key),
                )}
              </ul>`
      }
      <dialog aria-labelledby="dialog-title" @close=${this.#closed}>${this.made === null ? this.#form() : this.#shown(this.made)}</dialog>
      <console-confirm></console-confirm>
    </section>`;
  }

  #row(key: ApiKey) {
    const { t } = this.words;
    return html`<li>
      <div>
        <strong>${key.name}</strong><br />
        <span class="soft small"
          ><code>${key.prefix}…</code> ·
          ${
            key.last_used_at === null
              ? t.api_keys.never_used
              : html`${t.api_keys.last_used} <console-time .at=${key.last_used_at}></console-time>`
          }</span
        >
      </div>
      <button class="danger compact" aria-label="${t.api_keys.delete}: ${key.name}" @click=${() => this.#delete(key)}>
        ${t.api_keys.delete}
      </button>
    </li>`;
  }

  #form() {
    const { t } = this.words;
    return html`<form @submit=${this.#create}>
      <h2 id="dialog-title">${t.api_keys.create}</h2>
      <div class="field">
        <label for="name">${t.api_keys.name}</label>
        <input id="name" required maxlength="80" autofocus autocomplete="off" aria-describedby="name-hint" />
        <span class="hint" id="name-hint">${t.api_keys.name_hint}</span>
      </div>
      <console-problem .problem=${this.problem}></console-problem>
      <div class="row end">
        <button type="button" @click=${() => this.dialog.close()}>${t.common.cancel}</button>
        <button class="primary" ?disabled=${this.busy}>${t.api_keys.create}</button>
      </div>
    </form>`;
  }

  #shown(made: CreatedApiKey) {
    const { t } = this.words;
    return html`<div class="inside">
      <h2 id="dialog-title">${t.api_keys.made}</h2>
      <div class="note warn">${iconWarning}<div>${t.api_keys.once}</div></div>
      <console-code .code=${made.key} .label=${made.name}></console-code>
      <div class="row end"><button class="primary" @click=${() => this.dialog.close()}>${t.api_keys.stored}</button></div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-api-keys-tab': ConsoleApiKeysTab;
  }
}
