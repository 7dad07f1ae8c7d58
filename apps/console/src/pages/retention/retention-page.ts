import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { type Guard, guardContext, type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import { fetchBot } from '../../data/bots.js';
import { Remote } from '../../data/remote.js';
import { fetchRetention, putRetention, type Retention } from '../../data/retention.js';
import '../../elements/console-confirm.js';
import type { ConsoleConfirm } from '../../elements/console-confirm.js';
import '../../elements/console-problem.js';
import { botPageHead } from '../../elements/bot-page-head.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

const SETTINGS = ['guest_conversations_days', 'idle_guests_days', 'idle_known_days'] as const;

/**
 * How long a bot keeps what it knows of people.
 *
 * @summary Data retention of a bot.
 * @tag console-retention-page
 */
@customElement('console-retention-page')
export class ConsoleRetentionPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      form {
        display: grid;
        gap: var(--gap-5);
      }
      ul {
        padding-inline-start: var(--gap-5);
      }
      .field input {
        max-inline-size: 10rem;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false }) botId = '';
  @query('form') private form!: HTMLFormElement;
  @query('console-confirm') private confirm!: ConsoleConfirm;
  private bot = new Remote(
    this,
    (signal, id: string) => fetchBot(id, signal),
    () => [this.botId],
  );
  private retention = new Remote(
    this,
    (signal, id: string) => fetchRetention(id, signal),
    () => [this.botId],
  );

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(this.form);
    const daysOf = (name: string): number | null => Number(given.get(name)) || null;
    const wanted: Retention = {
      guest_conversations_days: daysOf('guest_conversations_days'),
      idle_guests_days: daysOf('idle_guests_days'),
      idle_known_days: daysOf('idle_known_days'),
    };
    const words = this.words.t.records.retention;
    const save = async (): Promise<boolean> => {
      const done = await this.guard.run(() => putRetention(this.botId, wanted));
      if (done === null) return false;
      this.retention.set(done.value);
      this.notices.say(this.words.t.settings.saved);
      return true;
    };
    const removes = SETTINGS.some((name) => wanted[name] !== null);
    void this.confirm.ask({
      title: removes ? words.sure : words.title,
      body: removes ? words.sure_body : words.lead,
      action: removes ? words.act : this.words.t.common.save,
      danger: removes,
      run: save,
    });
  };

  override render() {
    const { t } = this.words;
    const words = t.records.retention;
    const retention = this.retention.value;
    return html`<div class="page">
      ${botPageHead(this.bot.value, this.botId, t, words)}
      ${this.retention.problem ? html`<console-problem .problem=${this.retention.problem} retryable @retry=${() => this.retention.reload()}></console-problem>` : nothing}
      ${
        retention === undefined
          ? this.retention.loading
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : this.#form(retention)
      }
      <section class="card" aria-labelledby="fixed">
        <h2 id="fixed">${words.fixed}</h2>
        <ul>
          <li>${words.identity_log}</li>
          <li>${words.error_log}</li>
          <li>${words.jobs}</li>
          <li>${words.audit_log}</li>
        </ul>
      </section>
      <console-confirm></console-confirm>
    </div>`;
  }

  #form(retention: Retention) {
    const { t } = this.words;
    const words = t.records.retention;
    return html`<form class="card" @submit=${this.#submit}>
      ${SETTINGS.map(
        (name) => html`<div class="field">
          <label for=${name}>${words[name]}</label>
          <input
            id=${name}
            name=${name}
            type="number"
            min="1"
            max="3650"
            step="1"
            inputmode="numeric"
            placeholder=${words.forever}
            aria-describedby="${name}-hint"
            .value=${retention[name] === null ? '' : String(retention[name])}
          />
          <span class="hint" id="${name}-hint">${words[`${name}_hint`]}</span>
        </div>`,
      )}
      <div class="row"><button class="primary">${t.common.save}</button></div>
    </form>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-retention-page': ConsoleRetentionPage;
  }
}
