import type { DiagnosisTexts } from './diagnosis.js';

export const zhHans: DiagnosisTexts = {
  placeholder_not_replaced: {
    title: '占位符没有替换',
    explanation:
      '页面里仍是 {user_id}、{identifier_hash} 或示例中的密钥名。代码已经粘贴，但网站服务器没有填入真实的值。',
    fix: '让服务器把真实的用户 ID 和哈希写进页面，并在后端填入真实的专用密钥。',
  },
  missing_hash: {
    title: '缺少哈希',
    explanation: '页面调用 setUser 时只给了用户 ID，没有 identifier_hash。只有 ID 不能证明身份，因此被拒绝。',
    fix: '在后端生成哈希，并以 identifier_hash 传入。请检查这个名称的拼写。',
  },
  malformed_id: {
    title: '用户 ID 无法使用',
    explanation: '用户 ID 必须是 1 到 255 个字符的文本，不含控制字符。收到的却是对象、列表、空文本或损坏的字符。',
    fix: '以文本形式传入 ID 本身，并对完全相同的文本计算哈希。',
  },
  malformed_hash: {
    title: '哈希不是 64 位十六进制',
    explanation:
      '标识哈希正好是 64 个字符，只含 0 到 9 和 a 到 f。收到的是原始字节、被截断的哈希，或者前后带有引号、空格。',
    fix: '输出十六进制，并原样传递。',
  },
  base64_instead_of_hex: {
    title: '哈希写成了 Base64',
    explanation: '计算是对的，但结果写成了 Base64，而不是十六进制。',
    fix: '改为输出十六进制。',
  },
  sha256_without_hmac: {
    title: '只用了 SHA-256，没有密钥',
    explanation: '只用 SHA-256 计算了哈希。任何人都能这样做，因此不能证明身份。',
    fix: '使用 SHA-256 的 HMAC，它会把专用密钥算进去。',
  },
  sha256_of_key_and_id: {
    title: '把密钥和 ID 拼接后计算了哈希',
    explanation: '密钥和 ID 前后拼接，再用普通的 SHA-256 计算。HMAC 是另一种算法。',
    fix: '使用您所用语言的 HMAC 函数，算法选 SHA-256。',
  },
  key_and_message_swapped: {
    title: '密钥和用户 ID 对调了',
    explanation: '用户 ID 被当成密钥，专用密钥被当成消息。这是最常见的错误。',
    fix: '专用密钥是密钥，用户 ID 是消息。请留意您所用语言的参数顺序。',
  },
  wrong_algorithm: {
    title: '算法不是 SHA-256',
    explanation: '哈希是用别的算法生成的，例如 SHA-1、SHA-512 或 MD5。',
    fix: '改用 SHA-256。',
  },
  key_hex_decoded: {
    title: '密钥被先解码了',
    explanation: '专用密钥看起来像十六进制，但应当按文本原样使用。它在使用前被转换成了字节。',
    fix: '原样使用密钥，不要解码。',
  },
  whitespace_in_id: {
    title: '用户 ID 前后有空白',
    explanation: '计算哈希的 ID 与页面中的 ID 相差空格或换行，常见于从文件或模板读取。',
    fix: '两处都取自同一个变量，不含空白。',
  },
  quotes_in_id: {
    title: '用户 ID 带有引号',
    explanation: '计算哈希时连引号也算了进去，常见原因是先转成了 JSON。',
    fix: '只对 ID 本身计算哈希。',
  },
  letter_case_of_id: {
    title: '字母大小写不同',
    explanation: '页面中的 ID 与计算哈希的 ID 大小写不一致。',
    fix: '两处都原样使用同一个 ID。',
  },
  number_format_of_id: {
    title: '数字的写法不同',
    explanation: '同一个数字写成了两种样子，例如 7 和 07、1000 和 1,000，或 7 和 7.0。',
    fix: '只把 ID 转成文本一次，两处都用这个文本。',
  },
  unicode_form_of_id: {
    title: '看似相同，编码不同',
    explanation: '两个 ID 看起来一样，却由不同的字符或字节组成，例如带重音的字母可以是一个或两个字符。',
    fix: '不要规范化或转换 ID，直接对原来的 UTF-8 字节计算哈希。',
  },
  hashed_email_instead_of_id: {
    title: '对电子邮箱计算了哈希',
    explanation: '哈希与电子邮箱相符，但页面传入的是另一个用户 ID。',
    fix: '对 setUser 的第一个参数计算哈希。',
  },
  retired_key: {
    title: '使用了已停用的密钥',
    explanation: '证明是对的，但所用的密钥已经停用，不再能验证任何用户。',
    fix: '在后端换上主密钥。如果停用得太早，可在一小时内撤销。',
  },
  compromised_key: {
    title: '使用了已泄露的密钥',
    explanation: '证明是对的，但所用的密钥已标记为泄露。可能有服务器仍在使用，也可能是别人在用。',
    fix: '在所有后端换上主密钥。如果您的后端都没有使用旧密钥，就是有人正试图用它冒充用户。',
  },
  key_of_another_bot: {
    title: '使用了其他机器人的密钥',
    explanation: '证明对本工作区的另一个机器人有效。每个机器人都有自己的密钥。',
    fix: '使用页面中那个机器人的专用密钥。',
  },
  proof_form_not_allowed: {
    title: '不允许这种证明方式',
    explanation: '这个机器人只接受身份令牌，而页面发送的是标识哈希。',
    fix: '改为发送身份令牌，或重新允许标识哈希。',
  },
  token_expired: {
    title: '身份令牌已过期',
    explanation: '令牌已超过有效期，或网站服务器的时钟误差超过一分钟。',
    fix: '每次打开页面都生成新的令牌，并用 NTP 校准服务器时钟。',
  },
  token_not_for_this_bot: {
    title: '令牌属于其他机器人',
    explanation: '令牌中的 aud 不是这个机器人的 ID。',
    fix: '在 aud 中写入这个机器人的 ID。',
  },
  token_not_for_this_user: {
    title: '令牌属于其他用户',
    explanation: '令牌中的 sub 与传给 setUser 的 ID 不同。',
    fix: '两处使用同一个文本形式的 ID。',
  },
  token_bad_signature: {
    title: '令牌签名有误',
    explanation: '令牌所用的密钥或算法与 kid 指明的不符。',
    fix: '使用 HS256 和令牌类型的密钥签名，并在 kid 中写入该密钥的 ID。',
  },
  token_malformed: {
    title: '这不是身份令牌',
    explanation: '该值不是 JWT，或缺少 kid、iat、exp、aud、sub 之一，或有效期超过 24 小时。',
    fix: '用 JWT 库生成，五项都要齐全。',
  },
  unknown: {
    title: '不属于常见错误',
    explanation: '哈希与这个 ID 不符，已知的错误都得不出这个结果。多半是密钥不同。',
    fix: '比较后端密钥与上方密钥的最后四个字符，再用本页的表单测试 ID 和哈希。',
  },
};
