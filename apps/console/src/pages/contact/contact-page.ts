import { may } from '@chatku/schemas';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import '../../contact/contact-facts.js';
import { contactName } from '../../contact/contact-name.js';
import {
  type Guard,
  guardContext,
  inboxContext,
  type Notices,
  noticesContext,
  routerContext,
  sessionContext,
  streamContext,
  wordsContext,
} from '../../contexts/contexts.js';
import {
  blockContact,
  type ContactDetail,
  endContactSession,
  endContactSessions,
  eraseContact,
  fetchContact,
  liftNotBefore,
  unblockContact,
  undoLink,
} from '../../data/contacts.js';
import { type ConversationSummary, fetchConversations } from '../../data/conversations.js';
import { Remote } from '../../data/remote.js';
import type { Me } from '../../data/session.js';
import type { WorkspaceStream } from '../../data/workspace-stream.js';
import '../../elements/console-confirm.js';
import type { ConsoleConfirm, Question } from '../../elements/console-confirm.js';
import '../../elements/console-presence.js';
import '../../elements/console-problem.js';
import '../../elements/console-time.js';
import '../../elements/console-verified.js';
import { iconWarning } from '../../elements/icons.js';
import { pageHead } from '../../elements/page-head.js';
import type { InboxStore } from '../../inbox/inbox-store.js';
import type { Words } from '../../locale/words.js';
import { plainText } from '../../markdown/parse-markdown.js';
import { hrefTo } from '../../router/paths.js';
import type { Router } from '../../router/router.js';
import { base } from '../../styles/base.js';
import { controls } from '../../styles/controls.js';
import { surfaces } from '../../styles/surfaces.js';
import { systemLine } from '../inbox/system-line.js';
import './contact-edit.js';
import type { ConsoleContactEdit } from './contact-edit.js';
import './contact-events.js';

/**
 * One contact: identity, fields, sessions, conversations, and what an admin can do.
 *
 * @summary A contact.
 * @tag console-contact-page
 */
@customElement('console-contact-page')
export class ConsoleContactPage extends LitElement {
  static override styles = [
    base,
    controls,
    surfaces,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
        gap: var(--gap-5);
        align-items: start;
      }
      .rows li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--gap-1) var(--gap-3);
        padding-block: var(--gap-2);
      }
      .rows li + li {
        border-block-start: 1px solid var(--line);
      }
      .rows .grow {
        flex: 1 1 10rem;
        min-inline-size: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      @media (max-width: 56rem) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @consume({ context: wordsContext, subscribe: true }) words!: Words;
  @consume({ context: sessionContext, subscribe: true }) me!: Me;
  @consume({ context: guardContext }) guard!: Guard;
  @consume({ context: noticesContext }) notices!: Notices;
  @consume({ context: routerContext }) router!: Router;
  @consume({ context: streamContext }) stream!: WorkspaceStream;
  @consume({ context: inboxContext }) inbox!: InboxStore;
  @property({ attribute: false }) contactId = '';
  @query('console-confirm') private confirm!: ConsoleConfirm;
  @query('console-contact-edit') private edit!: ConsoleContactEdit;
  private contact = new Remote(
    this,
    (signal, id: string) => fetchContact(id, signal),
    () => [this.contactId],
  );
  private conversations = new Remote(
    this,
    (signal, id: string) => fetchConversations({ contactId: id }, { limit: 20 }, signal),
    () => [this.contactId],
  );
  #unlisten: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unlisten = this.stream.listen({
      event: (event) => {
        if (event.type === 'contact' && event.contact_id === this.contactId) void this.contact.reload();
        if (event.type === 'message' && event.contact_id === this.contactId) void this.conversations.reload();
      },
      resync: () => void this.contact.reload(),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unlisten?.();
  }

  /** Asks, does it (with the password where the API wants it), shows the newest state. */
  #ask(question: Omit<Question, 'run'>, act: () => Promise<unknown>, done: string, after?: () => void): void {
    void this.confirm.ask({
      ...question,
      run: async () => {
        if ((await this.guard.run(act)) === null) return false;
        this.notices.say(done);
        if (after) after();
        else await this.contact.reload();
        return true;
      },
    });
  }

  override render() {
    const { t } = this.words;
    const contact = this.contact.value;
    return html`<div class="page">
      ${pageHead({
        title: contact === undefined ? t.contact.one : contactName(contact, t),
        crumbsLabel: t.shell.crumbs,
        crumbs: [{ label: t.contacts.title, href: hrefTo('contacts') }],
        lead: contact && html`<console-presence .of=${contact}></console-presence>`,
        actions: contact && this.#actions(contact),
      })}
      ${this.contact.problem ? html`<console-problem .problem=${this.contact.problem} retryable @retry=${() => this.contact.reload()}></console-problem>` : nothing}
      ${contact === undefined ? (this.contact.loading ? html`<div class="skeleton" aria-busy="true"></div>` : nothing) : this.#detail(contact)}
      <console-confirm></console-confirm>
    </div>`;
  }

  #actions(contact: ContactDetail) {
    const { t } = this.words;
    const { role } = this.me.user;
    return html`${
      may(role, 'contacts.write')
        ? html`<button class="compact" @click=${() => this.edit.open('fields')}>${t.contact.edit}</button>`
        : nothing
    }
    ${
      may(role, 'contacts.rename') && contact.custom_user_id !== null
        ? html`<button class="compact" @click=${() => this.edit.open('rename')}>${t.contact.rename}</button>`
        : nothing
    }
    ${may(role, 'contacts.block') ? this.#block(contact) : nothing}
    ${
      may(role, 'contacts.erase')
        ? html`<button
            class="compact danger"
            @click=${() =>
              this.#ask(
                {
                  title: t.contact.erase.title,
                  body: t.contact.erase.body,
                  action: t.contact.erase.action,
                  danger: true,
                  typed: {
                    word: contactName(contact, t),
                    label: t.records.contact.erase_type(contactName(contact, t)),
                  },
                },
                () => eraseContact(contact.id),
                t.contact.erase.done,
                () => this.router.go(hrefTo('contacts'), { replace: true }),
              )}
          >
            ${t.contact.erase.action}
          </button>`
        : nothing
    }`;
  }

  #block(contact: ContactDetail) {
    const { t } = this.words;
    const words = contact.blocked ? t.contact.unblock : t.contact.block;
    return html`<button
      class="compact"
      @click=${() =>
        this.#ask(
          { title: words.title, body: words.body, action: words.action, danger: !contact.blocked },
          () => (contact.blocked ? unblockContact(contact.id) : blockContact(contact.id)),
          words.done,
        )}
    >
      ${words.action}
    </button>`;
  }

  #detail(contact: ContactDetail) {
    const { t } = this.words;
    const { role } = this.me.user;
    return html`
      ${
        contact.not_before === null
          ? nothing
          : html`<div class="note warn">
              ${iconWarning}
              <div>
                ${t.contact.barred(this.words.full(new Date(contact.not_before)))}
                ${
                  may(role, 'contacts.lift')
                    ? html`<p>
                      <button
                        class="compact"
                        @click=${() =>
                          this.#ask(
                            { title: t.contact.lift.title, body: t.contact.lift.body, action: t.contact.lift.action },
                            () => liftNotBefore(contact.id),
                            t.contact.lift.done,
                          )}
                      >
                        ${t.contact.lift.action}
                      </button>
                    </p>`
                    : nothing
                }
              </div>
            </div>`
      }
      <div class="columns">
        <div class="card">
          <h2 class="hidden-visually">${t.contact.one}</h2>
          <console-contact-facts .contact=${contact}></console-contact-facts>
        </div>
        <div class="stack">${this.#conversations()} ${this.#sessions(contact)} ${this.#links(contact)}
          <console-contact-events .contactId=${contact.id}></console-contact-events>
        </div>
      </div>
      <console-contact-edit .contact=${contact} @contact-edited=${() => this.contact.reload()}></console-contact-edit>
    `;
  }

  #conversations() {
    const { t } = this.words;
    const items = this.conversations.value?.items;
    return html`<section class="card" aria-labelledby="conversations">
      <h2 id="conversations">${t.shell.conversations}</h2>
      ${this.conversations.problem ? html`<console-problem .problem=${this.conversations.problem} retryable @retry=${() => this.conversations.reload()}></console-problem>` : nothing}
      ${
        items === undefined
          ? nothing
          : items.length === 0
            ? html`<p class="soft">${t.contact.no_conversations}</p>`
            : html`<ul class="rows" role="list">
                ${items.map(
                  (one) => html`<li>
                    <span class="chip ${one.status === 'open' ? 'accent' : ''}">${t.inbox.statuses[one.status]}</span>
                    <a class="grow" href=${hrefTo('conversation', { conversation_id: one.id }, { status: one.status === 'done' ? 'done' : null })}
                      >${this.#said(one)}</a
                    >
                    <span class="soft small"><console-time .at=${one.updated_at}></console-time></span>
                  </li>`,
                )}
              </ul>`
      }
    </section>`;
  }

  #said({ last_message: last }: ConversationSummary): string {
    const { t } = this.words;
    if (last === null) return t.inbox.no_messages;
    if (last.author === 'system') return systemLine(last.body.text, t);
    return last.author === 'visitor' ? last.body.text : plainText(last.body.text);
  }

  #sessions(contact: ContactDetail) {
    const { t } = this.words;
    const end = t.contact.end_sessions;
    return html`<section class="card" aria-labelledby="sessions">
      <h2 id="sessions">${t.contact.sessions}</h2>
      ${
        contact.sessions.length === 0
          ? html`<p class="soft">${t.contact.no_sessions}</p>`
          : html`<ul class="rows" role="list">
              ${contact.sessions.map(
                (session) => html`<li>
                  <span class="chip ${session.kind === 'verified' ? 'good' : ''}">${t.contact.session_kinds[session.kind]}</span>
                  <span class="grow">${session.origin === null ? t.log.no_origin : html`<code>${session.origin}</code>`}</span>
                  <span class="soft small"><console-time .at=${session.last_seen_at}></console-time></span>
                  ${
                    session.kind === 'verified' && may(this.me.user.role, 'contacts.block')
                      ? html`<button
                          class="compact"
                          aria-label=${t.records.contact.end_one_of(session.origin ?? t.log.no_origin)}
                          @click=${() =>
                            this.#ask(
                              {
                                title: t.records.contact.end_one_title,
                                body: t.records.contact.end_one_body,
                                action: t.records.contact.end_one,
                              },
                              () => endContactSession(contact.id, session.id),
                              t.records.contact.end_one_done,
                            )}
                        >
                          ${t.records.contact.end_one}
                        </button>`
                      : nothing
                  }
                </li>`,
              )}
            </ul>`
      }
      ${contact.sessions.some((one) => one.kind === 'guest') ? html`<p class="soft small">${t.records.contact.guest_pages}</p>` : nothing}
      ${
        may(this.me.user.role, 'contacts.block')
          ? html`<div class="row">
              <button
                class="compact"
                ?disabled=${contact.sessions.length === 0}
                @click=${() => this.#ask({ title: end.title, body: end.body, action: end.action }, () => endContactSessions(contact.id, false), end.done)}
              >
                ${end.action}
              </button>
              ${
                contact.custom_user_id === null
                  ? nothing
                  : html`<button
                      class="compact danger"
                      @click=${() =>
                        this.#ask(
                          { title: end.cause_title, body: end.cause_body, action: end.cause_action, danger: true },
                          () => endContactSessions(contact.id, true),
                          end.done,
                        )}
                    >
                      ${end.cause_action}
                    </button>`
              }
            </div>`
          : nothing
      }
    </section>`;
  }

  #links(contact: ContactDetail) {
    const { t } = this.words;
    if (contact.links.length === 0) return nothing;
    return html`<section class="card" aria-labelledby="links">
      <header>
        <h2 id="links">${t.contact.links}</h2>
        <p class="soft">${t.contact.links_what}</p>
      </header>
      <ul class="rows" role="list">
        ${contact.links.map(
          (link) => html`<li>
            <a class="grow" href=${hrefTo('conversation', { conversation_id: link.conversation_id })}>${t.contact.linked_thread}</a>
            <span class="soft small"><console-time .at=${link.linked_at}></console-time></span>
            ${
              link.undone_at === null
                ? !may(this.me.user.role, 'contacts.write')
                  ? nothing
                  : html`<button
                    class="compact"
                    @click=${() =>
                      this.#ask(
                        {
                          title: t.contact.unlink.title,
                          body: t.contact.unlink.body,
                          action: t.contact.unlink.action,
                          danger: true,
                        },
                        () => undoLink(contact.id, link.id),
                        t.contact.unlink.done,
                      )}
                  >
                    ${t.contact.unlink.action}
                  </button>`
                : html`<span class="chip">${t.contact.unlinked}</span>`
            }
          </li>`,
        )}
      </ul>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'console-contact-page': ConsoleContactPage;
  }
}
