import type { MailTexts } from '../mail-texts.js';

const ROLES = {
  owner: 'pemilik',
  admin: 'pentadbir',
  member: 'ahli',
  supervisor: 'penyelia',
  agent: 'ejen',
} as const;

export const ms: MailTexts = {
  invite: ({ workspace, by, role, link }) => ({
    subject: `Sertai ${workspace}`,
    before: [`${by} menjemput anda ke ${workspace} sebagai ${ROLES[role]}.`],
    link: { href: link, word: 'Sertai' },
    after: [
      'Pautan ini berfungsi sekali sahaja dan selama tujuh hari. Jangan beri kepada orang lain.',
      'Jika anda tidak menjangka jemputan ini, anda tidak perlu berbuat apa-apa.',
    ],
  }),
  reset: ({ name, link }) => ({
    subject: 'Pilih kata laluan baharu',
    before: [`Salam ${name},`, 'seseorang meminta kata laluan baharu untuk akaun anda.'],
    link: { href: link, word: 'Pilih kata laluan baharu' },
    after: [
      'Pautan ini berfungsi sekali sahaja dan selama 30 minit. Kata laluan lama kekal sehingga anda menggunakannya.',
      'Jika bukan anda, anda tidak perlu berbuat apa-apa.',
    ],
  }),
  test: ({ workspace }) => ({
    subject: 'Mel ujian',
    before: [`Ini mel ujian daripada ${workspace}. Mel berfungsi.`],
    after: [],
  }),
};
