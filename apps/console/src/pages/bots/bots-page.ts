import { BOT_PURPOSES, type BotPurpose, may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { routerContext, sessionContext, wordsContext } from '../../contexts/contexts.js';
import { type Bot, createBot, fetchBots } from '../../data/bots.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-problem.js';
import { iconForward, iconPlus, iconWarning } from '../../elements/icons.js';
import { pageHead } from '../../elements/page-head.js';
import { swatch } from '../../elements/swatch.js';
import type { Words } from '../../locale/words.js';
import { hrefTo } from '../../router/paths.js';
import type { Router } from '../../router/router.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Every bot of the workspace, and a way to make one.
 *
 * @summary The list of bots.
 * @tag console-bots-page
 */
@customElement('console-bots-page')
export class ConsoleBotsPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .list {
        padding: 0;
        gap: 0;
        overflow: hidden;
      }
      .bot {
        display: flex;
        align-items: center;
        gap: var(--gap-3);
        padding-block: var(--gap-3);
        padding-inline: var(--gap-4);
        color: inherit;
        text-decoration: none;
      }
      li + li .bot {
        border-block-start: 1px solid var(--line);
      }
      .bot:hover {
        background: var(--hover);
      }
      .bot:focus-visible {
        outline-offset: -2px;
      }
      .bot .about {
        flex: 1;
        min-inline-size: 0;
      }
      .bot strong {
        overflow-wrap: anywhere;
      }
      .swatch {
        inline-size: 2.25rem;
        block-size: 2.25rem;
        flex: none;
        border-radius: 50%;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: routerContext }) router!: Router;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#name') private name!: HTMLInputElement;
  @query('form') private form!: HTMLFormElement;
  private bots = new Remote(
    this,
    (signal) => fetchBots(null, signal),
    () => [],
  );

  #create = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    this.busy = true;
    this.problem = null;
    try {
      const purpose = new FormData(this.form).get('purpose') as BotPurpose;
      const { locale: language } = this.words;
      const bot = await createBot({ name: this.name.value.trim(), purpose, language });
      this.router.go(hrefTo('bot', { bot_id: bot.id }));
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  #more = async (): Promise<void> => {
    const known = this.bots.value;
    if (known === undefined || known.next === null) return;
    try {
      const page = await fetchBots(known.next);
      this.bots.set({ items: [...known.items, ...page.items], next: page.next });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  };

  override render() {
    const { t } = this.words;
    const page = this.bots.value;
    const add = may(this.me.user.role, 'bots.write')
      ? html`<button class="primary" @click=${() => this.dialog.showModal()}>${iconPlus}${t.bots.create}</button>`
      : nothing;
    return html`<div class="page">
      ${pageHead({ title: t.bots.title, actions: page !== undefined && page.items.length > 0 ? add : undefined })}
      ${this.bots.problem ? html`<console-problem .problem=${this.bots.problem} retryable @retry=${() => this.bots.reload()}></console-problem>` : nothing}
      ${
        page === undefined
          ? this.bots.loading
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : page.items.length === 0
            ? html`<div class="card"><p>${t.bots.empty}</p><p>${add}</p></div>`
            : html`<ul class="card list" role="list">
                ${repeat(
                  page.items,
                  (bot) => bot.id,
                  (bot) => this.#row(bot),
                )}
              </ul>`
      }
      ${page !== undefined && page.next !== null ? html`<p><button @click=${this.#more}>${t.common.more}</button></p>` : nothing}
      ${this.#dialog()}
    </div>`;
  }

  #row(bot: Bot) {
    const { t } = this.words;
    return html`<li>
      <a class="bot" href=${hrefTo('bot', { bot_id: bot.id })}>
        <span class="swatch" ${swatch(bot.looks.colour)}></span>
        <span class="about">
          <strong>${bot.name}</strong><br />
          <span class="soft small">${bot.origins.length === 0 ? t.bots.any_origin : t.bots.origins(bot.origins.length)}</span>
        </span>
        ${bot.enabled && bot.origins.length === 0 ? html`<span class="chip warn" title=${t.bots.any_origin}>${iconWarning}</span>` : nothing}
        <span class="chip ${bot.enabled ? 'good' : ''}">${bot.enabled ? t.bots.on : t.bots.off}</span>
        ${iconForward}
      </a>
    </li>`;
  }

  #dialog() {
    const { t } = this.words;
    return html`<dialog aria-labelledby="create-title">
      <form @submit=${this.#create}>
        <h2 id="create-title">${t.bots.create}</h2>
        <div class="field">
          <label for="name">${t.bots.name}</label>
          <input id="name" required maxlength="80" autofocus autocomplete="off" aria-describedby="name-hint" />
          <span class="hint" id="name-hint">${t.bots.name_hint}</span>
        </div>
        <fieldset class="stack">
          <legend>${t.bots.purpose}</legend>
          ${BOT_PURPOSES.map(
            (purpose, at) => html`<label class="check">
              <input type="radio" name="purpose" value=${purpose} ?checked=${at === 0} />
              <span>
                <strong>${t.bots.purposes[purpose].title}</strong>
                <span class="hint">${t.bots.purposes[purpose].how}</span>
              </span>
            </label>`,
          )}
          </fieldset>
        <p class="soft small">${t.bots.purpose_hint}</p>
        <console-problem .problem=${this.problem}></console-problem>
        <div class="row end">
          <button type="button" @click=${() => this.dialog.close()}>${t.common.cancel}</button>
          <button class="primary" ?disabled=${this.busy}>${t.bots.create}</button>
        </div>
      </form>
    </dialog>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-bots-page': ConsoleBotsPage;
  }
}
