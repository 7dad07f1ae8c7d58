import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { type Notices, noticesContext, wordsContext } from '../../contexts/contexts.js';
import type { FlowSummary } from '../../data/bots.js';
import '../../elements/console-problem.js';
import { iconCheck, iconWarning } from '../../elements/icons.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { describe, textsApart } from './describe.js';
import { alike, type Conflict, type SettingName } from './draft.js';
import type { SettingsDesk } from './settings-desk.js';

/**
 * What a save would change, before it does; what somebody else changed meanwhile; and the way back after it.
 *
 * @summary Settings: changes, save, undo.
 * @tag console-settings-bar
 */
@customElement('console-settings-bar')
export class ConsoleSettingsBar extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .card {
        gap: var(--gap-3);
        padding-block: var(--gap-4);
      }
      .changes {
        display: grid;
        gap: var(--gap-1);
        max-block-size: 7rem;
        overflow-y: auto;
        font-size: var(--text-s);
      }
      .changes li {
        overflow-wrap: anywhere;
      }
      .changes del {
        color: var(--ink-soft);
      }
      .changes ins {
        text-decoration: none;
        font-weight: 550;
      }
      .saved {
        display: flex;
        align-items: center;
        gap: var(--gap-2);
        color: var(--good);
      }
      .conflict {
        display: grid;
        gap: var(--gap-3);
      }
      .conflict fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr));
        gap: var(--gap-2);
        color: var(--ink);
      }
      .conflict legend {
        grid-column: 1 / -1;
        padding: 0 0 var(--gap-1);
      }
      .conflict label {
        padding: var(--gap-2);
        border: 1px solid var(--line-strong);
        border-radius: var(--round-m);
        background: var(--surface);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: noticesContext }) notices!: Notices;
  @property({ attribute: false, hasChanged: () => true }) desk!: SettingsDesk;
  @property({ attribute: false }) flows: readonly FlowSummary[] | undefined;

  #save = async (): Promise<void> => {
    if (await this.desk.save()) this.notices.say(this.words.t.settings.saved);
  };

  #undoSave = async (): Promise<void> => {
    if (await this.desk.undoSave()) this.notices.say(this.words.t.settings.saved);
  };

  override render() {
    const { t } = this.words;
    const { bar } = t.webchat;
    const { desk } = this;
    const { changes } = desk;
    const wrong = desk.issues.length > 0;
    return html`<section class="card" aria-label=${bar.label}>
      ${desk.conflicts.length > 0 ? this.#conflicts(desk.conflicts) : desk.outrun ? html`<div class="note warn" role="alert">${iconWarning}<div>${bar.apart}</div></div>` : nothing}
      <div role="status">
        ${
          changes.length === 0
            ? html`<p class="saved">${iconCheck}<span>${bar.saved}</span></p>`
            : html`<strong>${bar.unsaved(changes.length)}</strong>`
        }
      </div>
      ${
        changes.length === 0
          ? nothing
          : html`<ul class="changes" role="list" tabindex="0" aria-label=${bar.label}>
              ${changes.map(
                ({ name, before, after }) => html`<li>
                  ${t.webchat.names[name]}: <span class="hidden-visually">${bar.before}</span>
                  <del>${this.#say(name, before, after)}</del> → <span class="hidden-visually">${bar.after}</span>
                  <ins>${this.#say(name, after, before)}</ins>
                </li>`,
              )}
            </ul>`
      }
      ${wrong ? html`<div class="note bad">${iconWarning}<div>${bar.invalid}</div></div>` : nothing}
      <console-problem .problem=${desk.problem}></console-problem>
      <div class="row">
        <button class="primary" id="save" ?disabled=${desk.busy || wrong || changes.length === 0} @click=${this.#save}>
          ${t.common.save}
        </button>
        ${
          changes.length > 0
            ? html`<button id="undo" ?disabled=${desk.busy} @click=${() => desk.undoChanges()}>${bar.undo_changes}</button>`
            : desk.canUndoSave
              ? html`<button id="undo-save" ?disabled=${desk.busy} @click=${this.#undoSave}>${bar.undo_save}</button>`
              : nothing
        }
      </div>
    </section>`;
  }

  /** A value in words; of texts, those in which it is not like the other one. */
  #say(name: SettingName, value: unknown, other: unknown): string {
    const told = name === 'behaviour.texts' ? textsApart(value as object, other as object) : value;
    return describe(name, told, this.words, this.flows);
  }

  #conflicts(conflicts: readonly Conflict[]) {
    const { bar, names } = this.words.t.webchat;
    return html`<div class="note warn" role="alert">
      ${iconWarning}
      <div class="conflict">
        <p><strong>${bar.conflict}</strong><br />${bar.conflict_how}</p>
        ${conflicts.map((conflict) => {
          const now = this.desk.read(conflict.name);
          const choice = (whose: 'theirs' | 'mine') => html`<label class="check">
            <input
              type="radio"
              name=${conflict.name}
              value=${whose}
              .checked=${alike(now, conflict[whose])}
              @change=${() => this.desk.choose(conflict.name, conflict[whose])}
            />
            <span><strong>${bar[whose]}</strong><br />${this.#say(conflict.name, conflict[whose], conflict[whose === 'mine' ? 'theirs' : 'mine'])}</span>
          </label>`;
          return html`<fieldset><legend>${names[conflict.name]}</legend>${choice('theirs')}${choice('mine')}</fieldset>`;
        })}
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-settings-bar': ConsoleSettingsBar;
  }
}
