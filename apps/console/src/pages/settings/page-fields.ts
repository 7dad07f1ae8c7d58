import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type Notices, noticesContext, sessionContext, wordsContext } from '../../contexts/contexts.js';
import { type FieldDefinition, fetchFields, putField } from '../../data/fields.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import '../../elements/console-confirm.js';
import type { ConsoleConfirm } from '../../elements/console-confirm.js';
import '../../elements/console-problem.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/**
 * Which fields of contacts the page may write. Fields are things of their own, so a box is stored when it is ticked.
 *
 * @summary Settings: fields a page may write.
 * @tag console-page-fields
 */
@customElement('console-page-fields')
export class ConsolePageFields extends LitElement {
  static override styles = [base, controls, surfaces];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: noticesContext }) notices!: Notices;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @property({ attribute: false }) botId = '';
  @state() private problem: ApiProblem | null = null;
  @query('console-confirm') private confirm!: ConsoleConfirm;
  /** What fields asked for before they were ticked here, to go back to. */
  #minimums = new Map<string, FieldDefinition['minimum_provenance']>();
  private definitions = new Remote(
    this,
    (signal, id: string) => fetchFields(id, signal),
    () => [this.botId],
  );

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('botId')) this.#minimums.clear();
  }

  #tick(field: FieldDefinition, box: HTMLInputElement): void {
    const { name, minimum_provenance: minimum } = field;
    if (!box.checked) {
      void this.#attempt(() => this.#put(field, false, this.#minimums.get(name) ?? minimum));
      return;
    }
    if (minimum === 'page') {
      void this.#attempt(() => this.#put(field, true, 'page'));
      return;
    }
    // A field that asks for more than the page's word would take none of it: what falls is said first.
    box.checked = false;
    const { t } = this.words;
    const words = t.webchat.form.lower;
    void this.confirm.ask({
      title: words.title(name),
      body: words.body(t.provenance.name[minimum], t.provenance.name.page),
      action: words.action,
      danger: true,
      run: async () => {
        this.#minimums.set(name, minimum);
        await this.#put(field, true, 'page');
      },
    });
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await act();
    } catch (reason) {
      this.problem = asProblem(reason);
      await this.definitions.reload();
    }
  }

  async #put(
    { name, type }: FieldDefinition,
    allowed: boolean,
    minimum: FieldDefinition['minimum_provenance'],
  ): Promise<void> {
    await putField(this.botId, { name, type, page_writable: allowed, minimum_provenance: minimum });
    this.notices.say(this.words.t.settings.saved);
    await this.definitions.reload();
  }

  override render() {
    const { t } = this.words;
    const { form } = t.webchat;
    const items = this.definitions.value
      ?.filter(({ scope }) => scope === 'user')
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return html`<fieldset class="stack">
      <legend>${form.fields}</legend>
      <p class="soft small">${items?.length === 0 ? form.no_fields : form.fields_how}</p>
      ${this.definitions.problem ? html`<console-problem .problem=${this.definitions.problem} retryable @retry=${() => this.definitions.reload()}></console-problem>` : nothing}
      <console-problem .problem=${this.problem}></console-problem>
      ${items?.map(
        (field) => html`<label class="check">
          <input
            type="checkbox"
            name=${field.name}
            ?disabled=${!may(this.me.user.role, 'fields.write')}
            .checked=${live(field.page_writable)}
            @change=${(event: Event) => this.#tick(field, event.target as HTMLInputElement)}
          />
          <code>${field.name}</code>
        </label>`,
      )}
      <console-confirm></console-confirm>
    </fieldset>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-page-fields': ConsolePageFields;
  }
}
