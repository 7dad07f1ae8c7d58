import { consume } from '@lit/context';
import { html, LitElement } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { routerContext } from '../../contexts/contexts.js';
import { fetchBots } from '../../data/bots.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import '../../elements/console-problem.js';
import { hrefTo } from '../../router/paths.js';
import type { Router } from '../../router/router.js';
import { base } from '../../styles/base.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Takes a person to where they will want to be: their only bot, else the list.
 *
 * @summary The way in.
 * @tag console-home-page
 */
@customElement('console-home-page')
export class ConsoleHomePage extends LitElement {
  static override styles = [base, surfaces];

  @consume({ context: routerContext }) router!: Router;
  @state() private problem: ApiProblem | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#choose();
  }

  async #choose(): Promise<void> {
    this.problem = null;
    try {
      const { items } = await fetchBots();
      if (!this.isConnected) return;
      const only = items.length === 1 ? items[0] : undefined;
      this.router.go(only === undefined ? hrefTo('bots') : hrefTo('bot', { bot_id: only.id }), { replace: true });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  }

  override render() {
    return html`<div class="page">
      <console-problem .problem=${this.problem} retryable @retry=${this.#choose}></console-problem>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-home-page': ConsoleHomePage;
  }
}
