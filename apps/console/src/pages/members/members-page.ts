import { may, ROLES } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { MeChangedEvent } from '../../app/me-changed-event.js';
import {
  type Guard,
  guardContext,
  type Notices,
  noticesContext,
  sessionContext,
  wordsContext,
} from '../../contexts/contexts.js';
import {
  changeRole,
  deactivateMember,
  fetchInvites,
  fetchMembers,
  type Invite,
  type Member,
  type Role,
  reactivateMember,
  revokeInvite,
  transferOwnership,
} from '../../data/members.js';
import { type ApiProblem, asProblem } from '../../data/problem.js';
import { Remote } from '../../data/remote.js';
import { fetchMe, type Me } from '../../data/session.js';
import '../../elements/console-confirm.js';
import type { ConsoleConfirm } from '../../elements/console-confirm.js';
import '../../elements/console-presence.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import { iconPlus } from '../../elements/icons.js';
import { initials } from '../../elements/initials.js';
import { pageHead } from '../../elements/page-head.js';
import type { Words } from '../../locale/words.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import './invite-dialog.js';
import type { ConsoleInviteDialog } from './invite-dialog.js';

/**
 * Who is in the workspace, as what, and who is invited.
 *
 * @summary Members.
 * @tag console-members-page
 */
@customElement('console-members-page')
export class ConsoleMembersPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .rows {
        display: grid;
        gap: 0;
      }
      .rows li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-3);
        padding-block: var(--gap-3);
      }
      .rows li + li {
        border-block-start: 1px solid var(--line);
      }
      .grow {
        flex: 1 1 12rem;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .rows select {
        inline-size: auto;
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @state() private problem: ApiProblem | null = null;
  @query('console-confirm') private confirm!: ConsoleConfirm;
  @query('console-invite-dialog') private inviting!: ConsoleInviteDialog;
  private members = new Remote(
    this,
    (signal) => fetchMembers(null, signal),
    () => [],
  );
  private invites = new Remote(
    this,
    (signal) => fetchInvites(signal),
    () => [],
  );

  #put(member: Member): void {
    const page = this.members.value;
    if (page === undefined) return;
    this.members.set({ ...page, items: page.items.map((one) => (one.id === member.id ? member : one)) });
  }

  async #role(member: Member, select: HTMLSelectElement): Promise<void> {
    this.problem = null;
    try {
      const done = await this.guard.run(() => changeRole(member.id, select.value as Role));
      if (done === null) select.value = member.role;
      else {
        this.#put(done.value);
        this.notices.say(this.words.t.staff.members.role_changed);
        if (member.id === this.me.user.id) await this.#reloadMe();
      }
    } catch (reason) {
      select.value = member.role;
      this.problem = asProblem(reason);
    }
  }

  /** One's own role is another: what the console may show has changed. */
  async #reloadMe(): Promise<void> {
    try {
      this.dispatchEvent(new MeChangedEvent(await fetchMe()));
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  }

  #ask(kind: 'deactivate' | 'reactivate' | 'transfer', member: Member): void {
    const words = this.words.t.staff.members[kind];
    const act = { deactivate: deactivateMember, reactivate: reactivateMember, transfer: transferOwnership }[kind];
    void this.confirm.ask({
      title: words.title(member.name),
      body: words.body,
      action: words.action,
      danger: kind !== 'reactivate',
      run: async () => {
        const done = await this.guard.run(() => act(member.id));
        if (done === null) return false;
        this.#put(done.value);
        this.notices.say(words.done);
        // The one who handed over is somebody else now: what the page may show has changed.
        if (kind === 'transfer') location.reload();
        return true;
      },
    });
  }

  async #revoke(invite: Invite): Promise<void> {
    this.problem = null;
    try {
      await revokeInvite(invite.id);
      this.notices.say(this.words.t.staff.members.revoked);
      await this.invites.reload();
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  }

  #more = async (): Promise<void> => {
    const known = this.members.value;
    if (known === undefined || known.next === null) return;
    try {
      const page = await fetchMembers(known.next);
      this.members.set({ items: [...known.items, ...page.items], next: page.next });
    } catch (reason) {
      this.problem = asProblem(reason);
    }
  };

  override render() {
    const { t } = this.words;
    const page = this.members.value;
    const invites = this.invites.value?.items ?? [];
    const manages = may(this.me.user.role, 'members.manage');
    const add = html`<button class="primary" @click=${() => this.inviting.open()}>${iconPlus}${t.staff.members.invite}</button>`;
    const isAlone = page?.items.length === 1 && invites.length === 0;
    return html`<div class="page">
      ${pageHead({ title: t.staff.members.title, actions: manages && page !== undefined && !isAlone ? add : undefined })}
      ${this.members.problem ? html`<console-problem .problem=${this.members.problem} retryable @retry=${() => this.members.reload()}></console-problem>` : nothing}
      <console-problem .problem=${this.problem}></console-problem>
      ${
        page === undefined
          ? this.members.loading
            ? html`<div class="skeleton" aria-busy="true"></div>`
            : nothing
          : html`<ul class="card rows" role="list">
              ${repeat(
                page.items,
                (member) => member.id,
                (member) => this.#row(member),
              )}
            </ul>`
      }
      ${page !== undefined && page.next !== null ? html`<p><button @click=${this.#more}>${t.common.more}</button></p>` : nothing}
      ${isAlone && manages ? html`<div class="card"><p>${t.staff.members.alone}</p><p>${add}</p></div>` : nothing}
      ${invites.length === 0 ? nothing : this.#invites(invites, manages)}
      <console-invite-dialog @invited=${() => this.invites.reload()}></console-invite-dialog>
      <console-confirm></console-confirm>
    </div>`;
  }

  #row(member: Member) {
    const { t } = this.words;
    const words = t.staff.members;
    const { role: own, id } = this.me.user;
    const isSelf = member.id === id;
    const changes = may(own, 'members.manage') && (member.role !== 'owner' || own === 'owner');
    return html`<li>
      <span class="avatar" aria-hidden="true">${initials(member.name)}</span>
      <div class="grow">
        <strong>${member.name}</strong>${isSelf ? html` <span class="soft">(${words.you})</span>` : nothing}<br />
        <span class="soft small">${member.email}</span>
      </div>
      ${member.deactivated_at === null ? html`<console-presence .kind=${'member'} .of=${member}></console-presence>` : nothing}
      ${member.two_step ? html`<span class="chip good">${words.two_step}</span>` : nothing}
      ${member.deactivated_at === null ? nothing : html`<span class="chip bad">${words.deactivated}</span>`}
      ${
        changes && member.deactivated_at === null
          ? html`<select aria-label=${words.role_of(member.name)} @change=${(event: Event) => this.#role(member, event.target as HTMLSelectElement)}>
              ${this.#rolesFor(member).map((role) => html`<option value=${role} ?selected=${role === member.role}>${t.staff.roles[role]}</option>`)}
            </select>`
          : html`<span class="chip">${t.staff.roles[member.role]}</span>`
      }
      ${
        changes && !isSelf
          ? member.deactivated_at === null
            ? html`<button class="compact danger" aria-label="${words.deactivate.action}: ${member.name}" @click=${() => this.#ask('deactivate', member)}>${words.deactivate.action}</button>`
            : html`<button class="compact" aria-label="${words.reactivate.action}: ${member.name}" @click=${() => this.#ask('reactivate', member)}>${words.reactivate.action}</button>`
          : nothing
      }
      ${
        may(own, 'ownership.transfer') && !isSelf && member.role !== 'owner' && member.deactivated_at === null
          ? html`<button class="compact" aria-label="${words.transfer.action}: ${member.name}" @click=${() => this.#ask('transfer', member)}>${words.transfer.action}</button>`
          : nothing
      }
    </li>`;
  }

  /** Roles that this member can be given from here: never a raise of oneself, and an owner only of an owner. */
  #rolesFor(member: Member): Role[] {
    const { role: own, id } = this.me.user;
    if (member.id === id) return ROLES.slice(ROLES.indexOf(own));
    return ROLES.filter((role) => role !== 'owner' || member.role === 'owner');
  }

  #invites(invites: readonly Invite[], manages: boolean) {
    const { t } = this.words;
    const words = t.staff.members;
    return html`<section class="card" aria-labelledby="invitations">
      <h2 id="invitations">${words.invitations}</h2>
      <ul class="rows" role="list">
        ${repeat(
          invites,
          (invite) => invite.id,
          (invite) => html`<li>
            <div class="grow">
              <strong>${invite.email ?? words.anybody}</strong><br />
              <span class="soft small">${words.until} ${this.words.full(new Date(invite.expires_at))}</span>
            </div>
            <span class="chip">${t.staff.roles[invite.role]}</span>
            ${
              manages
                ? html`<button class="compact" aria-label=${words.revoke_of(invite.email ?? words.anybody)} @click=${() => this.#revoke(invite)}>${words.revoke}</button>`
                : nothing
            }
          </li>`,
        )}
      </ul>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-members-page': ConsoleMembersPage;
  }
}
