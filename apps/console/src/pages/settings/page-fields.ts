import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { type Notices, noticesContext, sessionContext, wordsContext } from '../../contexts/contexts.js';
import { type FieldDefinition, fetchFields, putField } from '../../data/fields.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
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
  private definitions = new Remote(
    this,
    (signal, id: string) => fetchFields(id, signal),
    () => [this.botId],
  );

  async #allow(field: FieldDefinition, allowed: boolean): Promise<void> {
    this.problem = null;
    try {
      // A field that asks for more than the page's word would take none of it.
      const { name, type, minimum_provenance } = field;
      const minimum = allowed ? 'page' : minimum_provenance;
      await putField(this.botId, { name, type, page_writable: allowed, minimum_provenance: minimum });
      this.notices.say(this.words.t.settings.saved);
    } catch (reason) {
      this.problem = asProblem(reason);
    }
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
            @change=${(event: Event) => void this.#allow(field, (event.target as HTMLInputElement).checked)}
          />
          <code>${field.name}</code>
        </label>`,
      )}
    </fieldset>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-page-fields': ConsolePageFields;
  }
}
