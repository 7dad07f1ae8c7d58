import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Dictionary } from '../../locale/dictionary.js';
import type { SettingsDesk } from './settings-desk.js';

type Options = {
  readonly hint?: string;
  readonly max?: number;
  readonly placeholder?: string;
  readonly lang?: string;
  /** Which way it runs; unless told, as its first letters do. */
  readonly dir?: 'ltr' | 'rtl';
  readonly mono?: boolean;
  /** Lines of a text of several. */
  readonly rows?: number;
  readonly options?: string;
  /** What is wrong with it, where there is more to say than that something is. */
  readonly wrong?: string;
};

/** Form controls over a draft: each shows the value at a path, writes to it, and says what the contract finds wrong there. */
export class Fields {
  constructor(
    private readonly desk: SettingsDesk,
    private readonly t: Dictionary,
  ) {}

  text(
    path: string,
    label: string,
    { hint, max, placeholder, lang, dir, mono, rows, options, wrong: sentence }: Options = {},
  ): TemplateResult {
    const id = idOf(path);
    const value = String(this.desk.read(path) ?? '');
    const edit = (event: Event): void => this.desk.edit(path, (event.target as HTMLInputElement).value);
    const described = `${id}-wrong ${id}-hint`;
    const wrong = sentence !== undefined || this.desk.isWrong(path);
    return this.#field(
      path,
      label,
      hint,
      rows === undefined
        ? html`<input
            id=${id}
            class=${mono ? 'mono' : ''}
            dir=${dir ?? 'auto'}
            autocomplete="off"
            maxlength=${max ?? nothing}
            placeholder=${placeholder ?? nothing}
            lang=${lang ?? nothing}
            list=${options ?? nothing}
            aria-invalid=${wrong}
            aria-describedby=${described}
            .value=${live(value)}
            @input=${edit}
          />`
        : html`<textarea
            id=${id}
            dir="auto"
            rows=${rows}
            maxlength=${max ?? nothing}
            placeholder=${placeholder ?? nothing}
            aria-invalid=${wrong}
            aria-describedby=${described}
            .value=${live(value)}
            @input=${edit}
          ></textarea>`,
      sentence,
    );
  }

  /** A list of short texts, one a line. */
  lines(path: string, label: string, hint?: string): TemplateResult {
    const id = idOf(path);
    const value = (this.desk.read(path) as readonly string[]).join('\n');
    return this.#field(
      path,
      label,
      hint,
      html`<textarea
        id=${id}
        class="mono"
        rows="2"
        spellcheck="false"
        autocapitalize="none"
        aria-invalid=${this.desk.isWrong(path)}
        aria-describedby="${id}-wrong ${id}-hint"
        .value=${live(value)}
        @input=${(event: Event) => {
          const typed = (event.target as HTMLTextAreaElement).value;
          this.desk.edit(path, typed === '' ? [] : typed.split('\n'));
        }}
      ></textarea>`,
    );
  }

  /** A whole number; an emptied field is `empty` (null where the contract knows it, undefined where the key goes). */
  number(
    path: string,
    label: string,
    [min, max]: readonly [number, number],
    empty: null | undefined = null,
    hint?: string,
  ) {
    const id = idOf(path);
    const value = this.desk.read(path);
    return this.#field(
      path,
      label,
      hint,
      html`<input
        id=${id}
        type="number"
        inputmode="numeric"
        min=${min}
        max=${max}
        step="1"
        aria-invalid=${this.desk.isWrong(path)}
        aria-describedby="${id}-wrong ${id}-hint"
        .value=${live(value === null || value === undefined ? '' : String(value))}
        @input=${(event: Event) => {
          const input = event.target as HTMLInputElement;
          this.desk.edit(path, input.value === '' ? empty : input.valueAsNumber);
        }}
      />`,
    );
  }

  /** A choice; the value `''` stands for `empty`. */
  select(
    path: string,
    label: string,
    choices: readonly (readonly [value: string, label: string, disabled?: boolean])[],
    { empty, hint }: { empty?: null; hint?: string } = {},
  ): TemplateResult {
    const id = idOf(path);
    const value = this.desk.read(path) ?? '';
    return this.#field(
      path,
      label,
      hint,
      html`<select
        id=${id}
        aria-describedby="${id}-wrong ${id}-hint"
        @change=${(event: Event) => this.desk.edit(path, (event.target as HTMLSelectElement).value || empty)}
      >
        ${choices.map(
          ([one, words, disabled]) =>
            html`<option value=${one} ?disabled=${disabled ?? false} .selected=${live(one === value)}>${words}</option>`,
        )}
      </select>`,
    );
  }

  check(path: string, label: string, hint?: string): TemplateResult {
    return this.toggle(path, label, this.desk.read(path) === true, (on) => this.desk.edit(path, on), hint);
  }

  /** A box that puts one value or another at its path. */
  toggle(path: string, label: string, on: boolean, set: (on: boolean) => void, hint?: string): TemplateResult {
    return html`<label class="check">
      <input
        type="checkbox"
        id=${idOf(path)}
        .checked=${live(on)}
        @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
      />
      <span><strong>${label}</strong>${hint === undefined ? nothing : html`<span class="hint">${hint}</span>`}</span>
    </label>`;
  }

  #field(
    path: string,
    label: string,
    hint: string | undefined,
    control: TemplateResult,
    sentence?: string,
  ): TemplateResult {
    const id = idOf(path);
    return html`<div class="field">
      <label for=${id}>${label}</label>
      ${control}
      <span class="wrong" id="${id}-wrong">${sentence ?? (this.desk.isWrong(path) ? this.#wrong(path) : nothing)}</span>
      ${hint === undefined ? nothing : html`<span class="hint" id="${id}-hint">${hint}</span>`}
    </div>`;
  }

  #wrong(path: string): string {
    const { wrong } = this.t.webchat;
    const value = this.desk.read(path);
    if (value === '' || value === null) return wrong.empty;
    if (path.endsWith('paths')) return wrong.path;
    return path.endsWith('url') ? wrong.url : wrong.other;
  }
}

/** A path as an id of the page. */
export const idOf = (path: string): string => path.replaceAll('.', '-');
