import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { MeChangedEvent } from '../../app/me-changed-event.js';
import { type Notices, noticesContext, sessionContext, wordsContext } from '../../contexts/contexts.js';
import { updateWorkspace } from '../../data/mail.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-problem.js';
import { pageHead } from '../../elements/page-head.js';
import { LOCALES, type Locale, type Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { columnForm } from '../../styles/shapes.js';
import { surfaces } from '../../styles/surfaces.js';
import { COUNTRIES } from './countries.js';
import './mail-card.js';

/**
 * What the workspace is called, its defaults, and for its owner the mail settings.
 *
 * @summary Workspace.
 * @tag console-workspace-page
 * @fires console-me-changed - Name, time zone or language are stored.
 */
@customElement('console-workspace-page')
export class ConsoleWorkspacePage extends LitElement {
  static override styles = [base, controls, surfaces, columnForm];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @consume({ context: noticesContext }) notices!: Notices;
  @state() private problem: ApiProblem | null = null;
  @state() private busy = false;
  @query('form') private form!: HTMLFormElement;

  #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(this.form);
    this.busy = true;
    this.problem = null;
    try {
      const me = await updateWorkspace({
        name: String(fields.get('name') ?? '').trim(),
        timezone: String(fields.get('timezone') ?? ''),
        language: fields.get('language') as Locale,
        country: String(fields.get('country') ?? '') || null,
        currency: String(fields.get('currency') ?? '') || null,
      });
      this.dispatchEvent(new MeChangedEvent(me));
      this.notices.say(this.words.t.staff.workspace.saved);
    } catch (reason) {
      this.problem = asProblem(reason);
    }
    this.busy = false;
  };

  override render() {
    const { t } = this.words;
    const { workspace, user } = this.me;
    const zones = Intl.supportedValuesOf('timeZone');
    return html`<div class="page">
      ${pageHead({ title: t.staff.workspace.title })}
      <section class="card" aria-label=${t.staff.workspace.title}>
        <form @submit=${this.#save}>
          <div class="field">
            <label for="name">${t.setup.workspace}</label>
            <input id="name" name="name" required maxlength="80" autocomplete="organization" .value=${workspace.name} />
          </div>
          <div class="field">
            <label for="timezone">${t.setup.timezone}</label>
            <select id="timezone" name="timezone">
              ${(zones.includes(workspace.timezone) ? zones : [workspace.timezone, ...zones]).map(
                (zone) => html`<option ?selected=${zone === workspace.timezone}>${zone}</option>`,
              )}
            </select>
          </div>
          <div class="field">
            <label for="language">${t.shell.language}</label>
            <select id="language" name="language">
              ${Object.entries(LOCALES).map(
                ([tag, name]) =>
                  html`<option value=${tag} lang=${tag} ?selected=${tag === workspace.language}>${name}</option>`,
              )}
            </select>
          </div>
          <div class="field">
            <label for="country">${t.staff.workspace.country}</label>
            <select id="country" name="country" aria-describedby="country-hint">
              <option value="" ?selected=${workspace.country === null}>${t.staff.workspace.none}</option>
              ${this.#countries(workspace.country)}
            </select>
            <span class="hint" id="country-hint"
              >${t.staff.workspace.country_how}${workspace.phone_prefix === null ? nothing : html` ${workspace.phone_prefix}`}</span
            >
          </div>
          <div class="field">
            <label for="currency">${t.staff.workspace.currency}</label>
            <select id="currency" name="currency">
              <option value="" ?selected=${workspace.currency === null}>${t.staff.workspace.none}</option>
              ${this.#currencies(workspace.currency)}
            </select>
          </div>
          <console-problem .problem=${this.problem}></console-problem>
          <button class="primary" ?disabled=${this.busy}>${t.common.save}</button>
        </form>
      </section>
      ${may(user.role, 'mail.manage') ? html`<console-mail-card></console-mail-card>` : nothing}
    </div>`;
  }

  /** Countries by their names in the reader's language. */
  #countries(chosen: string | null) {
    const names = new Intl.DisplayNames([this.words.locale], { type: 'region', fallback: 'none' });
    const known = COUNTRIES.split(' ').map((code) => ({ code, name: names.of(code) ?? code }));
    return known
      .sort((a, b) => a.name.localeCompare(b.name, this.words.locale))
      .map(({ code, name }) => html`<option value=${code} ?selected=${code === chosen}>${name}</option>`);
  }

  #currencies(chosen: string | null) {
    const names = new Intl.DisplayNames([this.words.locale], { type: 'currency' });
    return Intl.supportedValuesOf('currency').map(
      (code) => html`<option value=${code} ?selected=${code === chosen}>${code} · ${names.of(code)}</option>`,
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-workspace-page': ConsoleWorkspacePage;
  }
}
