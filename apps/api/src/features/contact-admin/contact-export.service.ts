import type { ContactRow, ExportContactsBody, ExportedContacts } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { csvOf } from '../../platform/csv/csv.js';
import { Reader } from '../../platform/database/reader.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import { ContactRecordsService } from '../contacts/index.js';
import type { Member } from '../workspaces/index.js';
import { ContactDesk } from './contact-acts.service.js';
import { contactsNarrowedBy } from './contact-views.service.js';

const EXPORTS = { name: 'export-contacts', points: 6, windowSeconds: 600 };
/** Contacts of one export. */
const EXPORT_MAX = 10_000;
/** Contacts read at a time. */
const PAGE = 500;

const COLUMNS = [
  'id',
  'custom_user_id',
  'name',
  'email',
  'phone',
  'is_guest',
  'verified_at',
  'blocked',
  'tags',
  'last_seen_at',
  'created_at',
] as const satisfies readonly (keyof ContactRow)[];

const cells = (row: ContactRow) =>
  COLUMNS.map((column) => {
    const value = row[column];
    return typeof value === 'object' && value !== null ? value.join('; ') : value;
  });

/** Contacts as a file, for those who may take them out of the house. */
@Injectable()
export class ContactExportService {
  readonly #limit: RateLimit;

  constructor(
    private readonly contacts: ContactRecordsService,
    private readonly reader: Reader,
    private readonly desk: ContactDesk,
    limits: RateLimits,
  ) {
    this.#limit = limits.create(EXPORTS);
  }

  /** The contacts that fit, newest first, as CSV without a formula. Every export is in the audit log. */
  async export(member: Member, filter: ExportContactsBody): Promise<ExportedContacts> {
    const { workspaceId, userId } = member;
    await this.#limit.charge(userId);
    const rows: ContactRow[] = [];
    let complete = false;
    while (rows.length < EXPORT_MAX && !complete) {
      const last = rows.at(-1);
      const page = await this.contacts.list(this.reader, {
        workspaceId,
        limit: PAGE,
        ...contactsNarrowedBy(filter),
        ...(last !== undefined && { beforeId: last.id }),
      });
      rows.push(...page);
      complete = page.length < PAGE;
    }
    await this.desk.unitOfWork.run('contacts.export', (tx) =>
      this.desk.audit.record(tx, {
        workspaceId,
        userId,
        action: 'contacts.exported',
        targetId: filter.bot_id ?? workspaceId,
        detail: { rows: rows.length },
      }),
    );
    return { csv: csvOf([COLUMNS, ...rows.map(cells)]), rows: rows.length, complete };
  }
}
