import type { AccountSession, Invite, MailSettings, Member, SecondStep } from '@chatku/schemas';
import type { World } from './world.js';

const DAY = 24 * 3_600_000;

/** People, invitations, sessions and mail of a workspace in memory. */
export class StaffWorld {
  /** Everybody but the one who is signed in. */
  others: Member[] = [];
  invites: Invite[] = [];
  sessions: AccountSession[] = [];
  mail: MailSettings = {
    source: 'none',
    host: null,
    port: null,
    security: null,
    user: null,
    has_password: false,
    from: null,
  };
  /** What the next test mail comes to; null: it is sent. */
  mailFailure: 'auth' | 'dns' | null = null;
  recoveryCodes: string[] = [];
  /** The code that is right. */
  code = '123456';
  readonly ticket = `v1.${'t'.repeat(60)}`;
  inviteSecret: string | null = 'I'.repeat(43);
  inviteEmail: string | null = null;
  resetSecret: string | null = 'R'.repeat(43);
  /** Addresses a reset was asked for. */
  readonly asked: string[] = [];

  constructor(private readonly world: World) {}

  /** Everybody, the one who is signed in first. */
  get members(): Member[] {
    const { id, name, email, role, two_step } = this.world.me.user;
    return [
      { id, name, email, role, two_step, deactivated_at: null, online: true, created_at: this.world.at(90 * DAY) },
      ...this.others,
    ];
  }

  add(name: string, change: Partial<Member> = {}): Member {
    const member: Member = {
      id: this.world.id(),
      name,
      email: `${name.split(' ')[0]?.toLowerCase()}@kedaisenja.example`,
      role: 'agent',
      two_step: false,
      deactivated_at: null,
      online: false,
      created_at: this.world.at(10 * DAY),
      ...change,
    };
    this.others.push(member);
    return member;
  }

  addInvite(change: Partial<Invite> = {}): Invite {
    const invite: Invite = {
      id: this.world.id(),
      role: 'agent',
      email: null,
      created_at: this.world.at(),
      expires_at: new Date(this.world.now() + 7 * DAY).toISOString(),
      ...change,
    };
    this.invites.unshift(invite);
    return invite;
  }

  addSession(change: Partial<AccountSession> = {}): void {
    this.sessions.push({
      id: this.world.id(),
      browser: 'Firefox, Windows',
      created_at: this.world.at(DAY),
      last_seen_at: this.world.at(3_600_000),
      current: false,
      ...change,
    });
  }

  secondStep(): SecondStep {
    return {
      second_step: { ticket: this.ticket, expires_at: new Date(this.world.now() + 300_000).toISOString() },
    };
  }
}
