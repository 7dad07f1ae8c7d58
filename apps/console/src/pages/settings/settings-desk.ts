import type { PreviewScene } from '@chatku/schemas';
import type { ReactiveController } from 'lit';
import type { Guard } from '../../contexts/contexts.js';
import { type Bot, fetchBot, updateBot } from '../../data/bots.js';
import { ApiProblem, asProblem } from '../../data/problem.js';
import {
  alike,
  type Change,
  type Conflict,
  changesOf,
  type Issue,
  issuesOf,
  patchOf,
  readAt,
  rebase,
  type SettingName,
  type Settings,
  settingsOf,
  tidied,
  writeAt,
} from './draft.js';

type Host = {
  addController(controller: ReactiveController): void;
  requestUpdate(): void;
  readonly guard: Guard;
};

/**
 * One draft of a bot's settings, over all tabs: what is typed, what it changes, and how it is saved. Nothing that was typed is
 * lost when somebody else saves meanwhile.
 */
export class SettingsDesk implements ReactiveController {
  /** The bot as it is stored; null until it is there. */
  bot: Bot | null = null;
  #stored: Settings | null = null;
  #draft: Settings | null = null;
  /** The settings before the last save, to go back to. */
  #before: Settings | null = null;
  conflicts: Conflict[] = [];
  /** Somebody else has saved, and nothing of it touches this draft. */
  outrun = false;
  problem: ApiProblem | null = null;
  busy = false;
  /** In which language and which chat the preview shows what is being written; null: as a visitor would see it. */
  shown: { readonly locale: string; readonly scene?: PreviewScene } | null = null;

  constructor(
    private readonly host: Host,
    private readonly stored: (bot: Bot) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('beforeunload', this.#unload);
  }

  hostDisconnected(): void {
    removeEventListener('beforeunload', this.#unload);
  }

  #unload = (event: BeforeUnloadEvent): void => {
    if (this.isChanged) event.preventDefault();
  };

  /**
   * Takes the bot as it is stored now; what was typed stays. Where somebody else's save came with it, what both changed is told,
   * as it is when a save is refused.
   */
  take(bot: Bot): void {
    if (this.bot === bot) return;
    const next = settingsOf(bot);
    if (this.bot?.id !== bot.id || this.#stored === null || this.#draft === null) {
      this.#draft = next;
      this.conflicts = [];
      this.outrun = false;
    } else if (!alike(this.#stored, next)) {
      this.#putOnto(next);
    }
    // It is not what the last save left behind: going back would take somebody's later change along.
    this.#before = null;
    this.#stored = next;
    this.bot = bot;
  }

  /** Puts the draft onto what somebody else has stored, and tells of it as long as there is anything left to save. */
  #putOnto(theirs: Settings): void {
    const { draft, conflicts } = rebase(this.#stored!, theirs, tidied(this.draft));
    // A question that is still open, and whose other value is still the stored one, stays.
    const open = this.conflicts.filter((one) => alike(readAt(theirs, one.name), one.theirs));
    this.conflicts = [...open, ...conflicts];
    this.outrun = changesOf(theirs, draft).length > 0;
    this.#draft = draft;
  }

  /** What the forms show. */
  get draft(): Settings {
    return this.#draft!;
  }

  read(path: string): unknown {
    return readAt(this.#draft, path);
  }

  edit(path: string, value: unknown): void {
    this.#draft = writeAt(this.draft, path, value);
    this.#before = null;
    this.host.requestUpdate();
  }

  preview(shown: SettingsDesk['shown']): void {
    this.shown = shown;
    this.host.requestUpdate();
  }

  get changes(): Change[] {
    return this.#stored === null ? [] : changesOf(this.#stored, tidied(this.draft));
  }

  get isChanged(): boolean {
    return this.changes.length > 0;
  }

  get issues(): Issue[] {
    return this.#stored === null ? [] : issuesOf(patchOf(this.#stored, tidied(this.draft)));
  }

  /** Is something wrong at this path or below it? */
  isWrong(path: string): boolean {
    return this.issues.some((issue) => issue.path === path || issue.path.startsWith(`${path}.`));
  }

  undoChanges(): void {
    this.#draft = structuredClone(this.#stored);
    this.conflicts = [];
    this.outrun = false;
    this.problem = null;
    this.host.requestUpdate();
  }

  get canUndoSave(): boolean {
    return this.#before !== null && !this.isChanged;
  }

  /** Stores what was before the last save. Somebody else's change meanwhile makes it a conflict, as with any other save. */
  async undoSave(): Promise<boolean> {
    if (this.#before === null) return false;
    this.#draft = this.#before;
    this.#before = null;
    return this.save();
  }

  choose(name: SettingName, value: unknown): void {
    this.#draft = writeAt(this.draft, name, value);
    this.host.requestUpdate();
  }

  /** @returns whether it is stored */
  async save(): Promise<boolean> {
    const { bot } = this;
    const before = this.#stored;
    if (bot === null || before === null || this.busy) return false;
    const sent = this.draft;
    const wanted = tidied(sent);
    this.busy = true;
    this.problem = null;
    this.host.requestUpdate();
    let saved = false;
    try {
      const body = { version: bot.version, ...patchOf(before, wanted) };
      const done = await this.host.guard.run(() => updateBot(bot.id, body));
      if (done !== null) {
        saved = true;
        this.conflicts = [];
        this.outrun = false;
        // What was typed while the save was on its way is not saved, and not lost.
        this.#draft = rebase(sent, settingsOf(done.value), this.draft).draft;
        this.#stored = settingsOf(done.value);
        this.bot = done.value;
        this.#before = before;
        this.stored(done.value);
      }
    } catch (reason) {
      if (reason instanceof ApiProblem && reason.code === 'conflict') await this.#meet(bot.id);
      else this.problem = asProblem(reason);
    }
    this.busy = false;
    this.host.requestUpdate();
    return saved;
  }

  /** Somebody was faster: fetches what they stored, and puts this draft onto it. */
  async #meet(botId: string): Promise<void> {
    try {
      const newest = await fetchBot(botId);
      const theirs = settingsOf(newest);
      this.#putOnto(theirs);
      this.#stored = theirs;
      this.#before = null;
      this.bot = newest;
      this.stored(newest);
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  }
}
