import type { Checklist, InstallationState } from '@chatku/schemas';

/** What the far end knows of a bot's first steps and of the websites it is on. */
export class Onboarding {
  /** By bot; a bot without an entry has come nowhere yet. */
  readonly checklists = new Map<string, Checklist>();
  readonly installations = new Map<string, InstallationState[]>();

  /** Adds a website a bot was seen on, in front of the others. */
  see(botId: string, state: Partial<InstallationState> & Pick<InstallationState, 'origin'>, now: string): void {
    const full: InstallationState = {
      allowed: true,
      first_at: now,
      loaded_at: now,
      loader: { build: '4f1d09c2ab7e', current: true },
      talked_at: now,
      refused_at: null,
      identity: null,
      findings: ['no_proof'],
      ...state,
    };
    this.installations.set(botId, [full, ...(this.installations.get(botId) ?? [])]);
  }
}
