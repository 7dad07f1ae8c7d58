import { Injectable } from '@nestjs/common';
import { SecretBox } from '../../platform/data-dir/secret-box.js';
import { addressKey } from '../../platform/http/caller.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { AuditService } from './audit.service.js';
import type { StaffUser } from './staff-user.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** One row a minute and address, and no flood from many of them: guessing must not become a weapon against the one writer. */
const PER_ADDRESS = { name: 'audit-refused-address', points: 1, windowSeconds: 60 };
const IN_ALL = { name: 'audit-refused', points: 60, windowSeconds: 60 };
const DIGEST_CHARACTERS = 16;

/**
 * Notes in the audit log that somebody was not let in. Address and e-mail stand there as keyed digests: rows of one guesser
 * can be told from another's, and nobody reads from them who it was.
 */
@Injectable()
export class RefusedSignIns {
  readonly #perAddress: RateLimit;
  readonly #inAll: RateLimit;

  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly audit: AuditService,
    private readonly secretBox: SecretBox,
    private readonly unitOfWork: UnitOfWork,
    limits: RateLimits,
  ) {
    this.#perAddress = limits.create(PER_ADDRESS);
    this.#inAll = limits.create(IN_ALL);
  }

  /**
   * @param user whose door it was; null when nobody has this address, or it is not known whose. The same work either way.
   * @param emailKey what was typed, in lower case.
   */
  async note(action: string, address: string, user: StaffUser | null, emailKey?: string): Promise<void> {
    const from = addressKey(address);
    if (!(await this.#perAddress.tryCharge(from)) || !(await this.#inAll.tryCharge('all'))) return;
    const digest = (label: string, text: string) =>
      this.secretBox.digest(`audit.${label}`, text).slice(0, DIGEST_CHARACTERS);
    await this.unitOfWork.run('workspaces.note-refused-sign-in', async (tx) => {
      const first = await this.workspaces.findFirstWorkspace(tx);
      const workspaceId = user?.workspaceId ?? first?.id;
      // Before there is an owner, there is nobody to read it.
      if (workspaceId === undefined) return;
      await this.audit.record(tx, {
        workspaceId,
        userId: null,
        action,
        targetId: user?.id ?? '',
        detail: {
          address: digest('address', from),
          ...(emailKey !== undefined && { email: digest('email', emailKey) }),
        },
      });
    });
  }
}
