import type { MailTexts } from '../mail-texts.js';

const ROLES = { owner: 'owner', admin: 'admin', member: 'member', supervisor: 'supervisor', agent: 'agent' } as const;

export const en: MailTexts = {
  invite: ({ workspace, by, role, link }) => ({
    subject: `Join ${workspace}`,
    before: [`${by} invites you to ${workspace} as ${ROLES[role]}.`],
    link: { href: link, word: 'Join' },
    after: [
      'The link works once and for seven days. Give it to nobody else.',
      'If you expected no invitation, you need to do nothing.',
    ],
  }),
  reset: ({ name, link }) => ({
    subject: 'Choose a new password',
    before: [`Hello ${name},`, 'somebody asked for a new password for your account.'],
    link: { href: link, word: 'Choose a new password' },
    after: [
      'The link works once and for 30 minutes. Your old password stays until you use it.',
      'If it was not you, you need to do nothing.',
    ],
  }),
  test: ({ workspace }) => ({
    subject: 'Test mail',
    before: [`This is a test mail of ${workspace}. Mail works.`],
    after: [],
  }),
};
