import type { MailTexts } from '../mail-texts.js';

const ROLES = { owner: '所有者', admin: '管理员', member: '成员', supervisor: '主管', agent: '客服' } as const;

export const zhHans: MailTexts = {
  invite: ({ workspace, by, role, link }) => ({
    subject: `加入 ${workspace}`,
    before: [`${by} 邀请您以${ROLES[role]}的身份加入 ${workspace}。`],
    link: { href: link, word: '加入' },
    after: ['链接只能使用一次，七天内有效。请勿转交他人。', '如果您并未期待此邀请，无需理会。'],
  }),
  reset: ({ name, link }) => ({
    subject: '设置新密码',
    before: [`${name}，您好：`, '有人为您的账号申请了新密码。'],
    link: { href: link, word: '设置新密码' },
    after: ['链接只能使用一次，30 分钟内有效。在您使用之前，旧密码仍然有效。', '如果不是您本人操作，无需理会。'],
  }),
  test: ({ workspace }) => ({
    subject: '测试邮件',
    before: [`这是来自 ${workspace} 的测试邮件。邮件功能正常。`],
    after: [],
  }),
};
