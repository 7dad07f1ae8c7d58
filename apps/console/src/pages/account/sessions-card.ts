import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { SignOutEvent } from '../../app/session-events.js';
import { type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import { type AccountSession, endOtherSessions, endOwnSession, fetchOwnSessions } from '../../data/account.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { ruledRows } from '../../styles/shapes.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Where somebody is signed in, with a way to end each.
 *
 * @summary Own sessions.
 * @tag console-sessions-card
 * @fires console-sign-out - This browser's own session is to end.
 */
@customElement('console-sessions-card')
export class ConsoleSessionsCard extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    ruledRows,
    css`
      .grow {
        flex: 1 1 10rem;
        min-inline-size: 0;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: noticesContext }) notices!: Notices;
  @state() private problem: ApiProblem | null = null;
  private sessions = new Remote(
    this,
    (signal) => fetchOwnSessions(signal),
    () => [],
  );

  /** Fetches anew: a new password has ended the others. */
  reload(): Promise<void> {
    return this.sessions.reload();
  }

  async #do(act: () => Promise<unknown>): Promise<void> {
    this.problem = null;
    try {
      await act();
      this.notices.say(this.words.t.staff.account.ended);
      await this.sessions.reload();
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  }

  override render() {
    const { t } = this.words;
    const words = t.staff.account;
    const items = this.sessions.value?.items;
    return html`<section class="card" aria-labelledby="sessions">
      <header>
        <h2 id="sessions">${words.sessions}</h2>
        <p class="soft">${words.sessions_how}</p>
      </header>
      <console-problem .problem=${this.problem ?? this.sessions.problem}></console-problem>
      ${
        items === undefined
          ? this.sessions.loading
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : html`<ul role="list">
                ${repeat(
                  items,
                  (session) => session.id,
                  (session) => this.#row(session),
                )}
              </ul>
              ${
                items.length > 1
                  ? html`<p><button @click=${() => this.#do(endOtherSessions)}>${words.end_others}</button></p>`
                  : nothing
              }`
      }
    </section>`;
  }

  #row(session: AccountSession) {
    const words = this.words.t.staff.account;
    const name = session.browser ?? words.unknown_browser;
    return html`<li>
      <div class="grow">
        <strong>${name}</strong>${session.current ? html` <span class="chip accent">${words.this_session}</span>` : nothing}<br />
        <span class="soft small">${words.last_used} <console-time .at=${session.last_seen_at}></console-time></span>
      </div>
      ${
        session.current
          ? html`<button class="compact" @click=${() => this.dispatchEvent(new SignOutEvent())}>${words.sign_out_here}</button>`
          : html`<button class="compact" aria-label=${words.end_of(name)} @click=${() => this.#do(() => endOwnSession(session.id))}>${words.end}</button>`
      }
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-sessions-card': ConsoleSessionsCard;
  }
}
