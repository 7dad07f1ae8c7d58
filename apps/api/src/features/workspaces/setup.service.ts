import type { SetupBody, SetupState } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import { addressKey } from '../../platform/http/caller.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import type { BrowserHeaders } from './browser.js';
import { OwnersService } from './owners.service.js';
import { plainCode, readableCode, sameText } from './secrets.js';
import { type SignedIn, SignInService } from './sign-in.service.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** First-run sign-up: whoever reads the server's terminal owns the installation. */
@Injectable()
export class SetupService {
  readonly #perAddress: RateLimit;
  /** In memory only: each start of an installation without an owner prints a new one. */
  #code: string | null = null;

  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly owners: OwnersService,
    private readonly signIn: SignInService,
    private readonly reader: Reader,
    limits: RateLimits,
  ) {
    this.#perAddress = limits.create({ name: 'setup', points: 20, windowSeconds: 600 });
  }

  /** Is there no owner yet? */
  async state(): Promise<SetupState> {
    return { needed: (await this.workspaces.countWorkspaces(this.reader)) === 0 };
  }

  /** Makes the code that opens the sign-up. @returns it, for the terminal. */
  issueCode(): string {
    this.#code = readableCode(3);
    return this.#code;
  }

  /**
   * Makes the owner and signs them in.
   *
   * @throws already_set_up, setup_code_refused, too_many_requests.
   */
  async setUp(body: SetupBody, address: string, browser: BrowserHeaders): Promise<SignedIn> {
    await this.#perAddress.charge(addressKey(address));
    if (!(await this.state()).needed) {
      throw new AppError('already_set_up', 'This installation has its owner already.', { fix: 'Sign in.' });
    }
    if (this.#code === null || !sameText(plainCode(body.code), plainCode(this.#code))) {
      throw new AppError('setup_code_refused', 'This is not the code that was printed.', {
        fix: 'Copy the code from the terminal the server runs in; each start prints a new one.',
      });
    }
    const prepared = await this.owners.prepare({
      workspaceName: nameOf('workspace_name', body.workspace_name),
      name: nameOf('name', body.name),
      timezone: body.timezone,
      language: body.language,
      email: body.email,
      password: body.password,
    });
    const signedIn = await this.signIn.openFor(
      'workspaces.set-up',
      async (tx) => (await this.owners.createFirst(tx, prepared)).user,
      { passwordGiven: true, ...browser },
      'workspace.set-up',
    );
    this.#code = null;
    return signedIn;
  }
}

function nameOf(path: string, typed: string): string {
  const name = typed.trim();
  if (name !== '') return name;
  throw new AppError('invalid_request', 'A name is more than spaces.', {
    fix: 'Write a name.',
    issues: [{ path, message: 'must not be empty' }],
  });
}
