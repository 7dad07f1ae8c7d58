import { DIAGNOSES } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { wordsContext } from '../../contexts/contexts.js';
import type { IdentityLogFilter } from '../../data/special-keys.js';
import type { DiagnosisTexts } from '../../diagnosis/diagnosis.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';

/** What a person narrows the log by, beside the verdict. */
export type LogNarrowing = Omit<IdentityLogFilter, 'verdict'>;

/** The filter was applied or cleared. */
export class NarrowedEvent extends Event {
  constructor(readonly narrowing: LogNarrowing) {
    super('narrowed');
  }
}

/** A time as the field for it wants it: of the reader's own clock. */
const toLocal = (instant: string | undefined): string => {
  if (instant === undefined) return '';
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/**
 * Narrows the identity log by cause, website, user, request and time.
 *
 * @summary The filter of the identity log.
 * @tag console-log-filter
 * @fires narrowed - With the filter to apply.
 */
@customElement('console-log-filter')
export class ConsoleLogFilter extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      form {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
        gap: var(--gap-3);
        padding-block: var(--gap-2);
      }
      .wide {
        grid-column: 1 / -1;
      }
      summary {
        inline-size: fit-content;
        padding-block: var(--gap-1);
        color: var(--ink-soft);
        cursor: pointer;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @property({ attribute: false }) texts!: DiagnosisTexts;
  @property({ attribute: false }) narrowing: LogNarrowing = {};
  @query('form') private form!: HTMLFormElement;

  #apply = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(this.form);
    const text = (name: string): string | undefined => String(fields.get(name) ?? '').trim() || undefined;
    const instant = (name: string, add: number): string | undefined => {
      const time = Date.parse(text(name) ?? '');
      return Number.isNaN(time) ? undefined : new Date(time + add).toISOString();
    };
    this.dispatchEvent(
      new NarrowedEvent({
        diagnosis: DIAGNOSES.find((one) => one === fields.get('diagnosis')),
        origin: text('origin'),
        idDigest: text('digest'),
        requestId: text('request'),
        from: instant('from', 0),
        // The minute that is named belongs to the range.
        to: instant('to', 59_999),
      }),
    );
  };

  #clear = (): void => {
    this.form.reset();
    this.dispatchEvent(new NarrowedEvent({}));
  };

  override render() {
    const { t } = this.words;
    const { filters } = t.proofs;
    const { diagnosis, origin, idDigest, requestId, from, to } = this.narrowing;
    return html`<details ?open=${Object.values(this.narrowing).some((one) => one !== undefined)}>
      <summary>${filters.title}</summary>
      <form @submit=${this.#apply} autocomplete="off">
        <div class="field">
          <label for="diagnosis">${filters.cause}</label>
          <select id="diagnosis" name="diagnosis">
            <option value="">${filters.any}</option>
            ${DIAGNOSES.map((code) => html`<option value=${code} ?selected=${code === diagnosis}>${this.texts[code].title}</option>`)}
          </select>
        </div>
        ${this.#field('origin', filters.origin, origin, 300)} ${this.#field('digest', filters.digest, idDigest, 64)}
        ${this.#field('request', filters.request, requestId, 64)}
        <div class="field">
          <label for="from">${filters.from}</label>
          <input id="from" name="from" type="datetime-local" .value=${toLocal(from)} />
        </div>
        <div class="field">
          <label for="to">${filters.to}</label>
          <input id="to" name="to" type="datetime-local" .value=${toLocal(to)} />
        </div>
        <div class="row wide">
          <button>${filters.apply}</button>
          <button type="button" class="quiet" @click=${this.#clear}>${filters.clear}</button>
        </div>
      </form>
    </details>`;
  }

  #field(name: string, label: string, value: string | undefined, max: number) {
    return html`<div class="field">
      <label for=${name}>${label}</label>
      <input id=${name} name=${name} class="mono" maxlength=${max} spellcheck="false" autocapitalize="none" .value=${value ?? ''} />
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-log-filter': ConsoleLogFilter;
  }
}
