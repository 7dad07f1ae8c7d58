/** What somebody is in a workspace, the most trusted first. */
export const ROLES = ['owner', 'admin', 'member', 'supervisor', 'agent'] as const;
export type Role = (typeof ROLES)[number];

const ALL = ROLES;
const OWNER = ['owner'] as const;
const ADMINS = ['owner', 'admin'] as const;
const EDITORS = ['owner', 'admin', 'member'] as const;
const SUPERVISORS = ['owner', 'admin', 'supervisor'] as const;
const ANSWERING = ['owner', 'admin', 'supervisor', 'agent'] as const;

/**
 * Every permission of the console, and which roles have it. The only place that says so: the API's guard, the console's
 * buttons, the tests' matrix and docs/permissions.md are all made of this table.
 *
 * @see docs/adr/0012-roles-and-one-permission-table.md
 */
export const PERMISSIONS = {
  'account.own': { roles: ALL, what: 'Own name, language, password, sessions and two-step sign-in' },
  'workspace.write': { roles: ADMINS, what: 'Name, time zone and language of the workspace' },
  'members.read': { roles: SUPERVISORS, what: 'See who is a member, and open invitations' },
  'members.manage': { roles: ADMINS, what: 'Invite, change roles, deactivate (never an owner)' },
  'ownership.transfer': { roles: OWNER, what: 'Hand the workspace over to another member' },
  'mail.manage': { roles: OWNER, what: 'Mail settings of the installation' },
  'audit.read': { roles: ADMINS, what: 'Read who did what' },
  'jobs.manage': { roles: ADMINS, what: 'See background jobs that were given up; try them again or drop them' },
  'bots.read': { roles: ALL, what: 'See bots and their settings' },
  'bots.write': { roles: EDITORS, what: 'Make and change bots' },
  'retention.manage': { roles: ADMINS, what: 'Say how long guests, contacts and conversations are kept' },
  'fields.read': { roles: ALL, what: 'See which fields contacts have' },
  'fields.write': { roles: EDITORS, what: 'Define fields' },
  'flows.read': { roles: ALL, what: 'See flows' },
  'flows.write': { roles: EDITORS, what: 'Make, change and publish flows' },
  'error_log.read': { roles: EDITORS, what: 'Read the error log of a bot' },
  'api_keys.manage': { roles: ADMINS, what: 'Make and delete API keys' },
  'keys.manage': { roles: ADMINS, what: 'Special keys: see, make, import, retire, test a hash' },
  'identity_log.read': { roles: ADMINS, what: 'Read the identity log' },
  'contacts.read': { roles: ALL, what: 'See contacts' },
  'contacts.write': { roles: ANSWERING, what: 'Change fields and tags of a contact, undo the link of a guest chat' },
  'contacts.export': { roles: ADMINS, what: 'Download contacts as a file' },
  'contacts.block': { roles: SUPERVISORS, what: 'Block and unblock a contact, end their sessions' },
  'contacts.lift': { roles: ADMINS, what: 'Let identifier hashes of a contact verify again' },
  'contacts.rename': { roles: ADMINS, what: 'Change a custom user id' },
  'contacts.erase': { roles: ADMINS, what: 'Erase a contact for good' },
  'conversations.read': { roles: ALL, what: 'Read conversations, and hear of new messages' },
  'conversations.reply': { roles: ANSWERING, what: 'Answer, mark as done, silence the bot' },
} as const satisfies Record<string, { readonly roles: readonly Role[]; readonly what: string }>;

/** Something a member of the console may do. */
export type Permission = keyof typeof PERMISSIONS;

/** May somebody of this role do it? */
export const may = (role: Role, permission: Permission): boolean =>
  (PERMISSIONS[permission].roles as readonly Role[]).includes(role);
