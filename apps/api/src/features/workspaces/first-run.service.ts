import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Announcements } from '../../platform/commands/announcements.js';
import { RunMode } from '../../platform/commands/run-mode.js';
import { Config } from '../../platform/config/config.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { OwnersService } from './owners.service.js';
import { SetupService } from './setup.service.js';

/** What an installation without an owner does when it starts: makes the one the settings name, or asks for one. */
@Injectable()
export class FirstRunService implements OnApplicationBootstrap {
  constructor(
    private readonly setup: SetupService,
    private readonly owners: OwnersService,
    private readonly config: Config,
    private readonly runMode: RunMode,
    private readonly announcements: Announcements,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // The demo makes an owner of its own.
    if (!this.runMode.serving || this.config.demo) return;
    if (!(await this.setup.state()).needed) return;
    if (this.config.ownerEmail !== null) {
      await this.#createOwner(this.config.ownerEmail);
      return;
    }
    this.announcements.add(
      `First run: open ${this.config.publicUrl}/console/ and sign up with this code: ${this.setup.issueCode()}`,
    );
  }

  async #createOwner(email: string): Promise<void> {
    const prepared = await this.owners.prepare({
      workspaceName: 'Workspace',
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      language: 'en',
      name: email.split('@', 1)[0] ?? email,
      email,
      password: this.config.ownerPassword,
    });
    await this.unitOfWork.run('workspaces.create-owner', (tx) => this.owners.createFirst(tx, prepared));
    this.announcements.add(
      prepared.generatedPassword === null
        ? `The owner ${email} was made, with the password of CHATKU_OWNER_PASSWORD.`
        : `The owner ${email} was made, with the password ${prepared.generatedPassword} (shown this once).`,
    );
  }
}
