import type { CONSOLE_LOCALES } from '@chatku/schemas';

/** A language a starter flow is written in. */
export type StarterLanguage = (typeof CONSOLE_LOCALES)[number];

/** Everything a starter flow says. Templates of the flow engine are allowed. */
export interface StarterWords {
  readonly guestFlow: string;
  readonly knownFlow: string;
  /** `named` for somebody whose name is known. */
  readonly known: { readonly named: string; readonly unnamed: string };
  readonly greet: string;
  readonly answer: { readonly hello: string; readonly taken: string };
  readonly lead: { readonly hello: string; readonly name: string; readonly nameAgain: string };
  readonly handover: { readonly hello: string; readonly taken: string };
  readonly email: { readonly ask: string; readonly again: string; readonly skip: string };
  readonly thanks: { readonly withEmail: string; readonly without: string };
}

const en: StarterWords = {
  guestFlow: 'Greet a guest',
  knownFlow: 'Greet a known user',
  known: {
    named: 'Welcome back, {{name}}. How can we help?',
    unnamed: 'Welcome back. How can we help?',
  },
  greet: 'Hello! Write to us here; a person from our team reads every message and answers in this chat.',
  answer: {
    hello: 'Hello! What would you like to know?',
    taken: 'Thank you, your question is with our team. The answer will appear in this chat.',
  },
  lead: {
    hello: 'Hello! Tell us who you are, and we will get back to you.',
    name: 'What is your name?',
    nameAgain: 'Please write your name.',
  },
  handover: {
    hello: 'Hello! You will talk to a person. What is it about?',
    taken: 'Thank you. Somebody from our team will take over in this chat.',
  },
  email: {
    ask: 'In case you have to leave: which e-mail address may we answer to?',
    again: 'That does not look like an e-mail address. It has a form like name@example.com. Could you write it again?',
    skip: 'I will wait here',
  },
  thanks: {
    withEmail: 'Thank you. We will answer here, or write to {{email}}.',
    without: 'All right. We will answer here.',
  },
};

const ms: StarterWords = {
  guestFlow: 'Sambut tetamu',
  knownFlow: 'Sambut pengguna yang dikenali',
  known: {
    named: 'Selamat kembali, {{name}}. Apa yang boleh kami bantu?',
    unnamed: 'Selamat kembali. Apa yang boleh kami bantu?',
  },
  greet: 'Helo! Tulis kepada kami di sini; pasukan kami membaca setiap mesej dan menjawab dalam sembang ini.',
  answer: {
    hello: 'Helo! Apa yang anda ingin tahu?',
    taken: 'Terima kasih, soalan anda sudah sampai kepada pasukan kami. Jawapannya akan muncul dalam sembang ini.',
  },
  lead: {
    hello: 'Helo! Beritahu kami siapa anda, dan kami akan menghubungi anda.',
    name: 'Siapakah nama anda?',
    nameAgain: 'Sila tulis nama anda.',
  },
  handover: {
    hello: 'Helo! Anda akan bercakap dengan pasukan kami. Tentang apa?',
    taken: 'Terima kasih. Seseorang daripada pasukan kami akan menyambung dalam sembang ini.',
  },
  email: {
    ask: 'Sekiranya anda perlu beredar: alamat e-mel manakah boleh kami balas?',
    again: 'Itu tidak kelihatan seperti alamat e-mel. Bentuknya seperti nama@contoh.my. Boleh tulis sekali lagi?',
    skip: 'Saya tunggu di sini',
  },
  thanks: {
    withEmail: 'Terima kasih. Kami akan menjawab di sini, atau menulis kepada {{email}}.',
    without: 'Baik. Kami akan menjawab di sini.',
  },
};

const zhHans: StarterWords = {
  guestFlow: '问候访客',
  knownFlow: '问候已知用户',
  known: {
    named: '欢迎回来，{{name}}。有什么可以帮您？',
    unnamed: '欢迎回来。有什么可以帮您？',
  },
  greet: '您好！请在这里留言，我们团队会阅读每一条消息并在此回复。',
  answer: {
    hello: '您好！您想了解什么？',
    taken: '谢谢，您的问题已转给我们的团队，答复会出现在这个对话里。',
  },
  lead: {
    hello: '您好！请告诉我们您是谁，我们会与您联系。',
    name: '请问怎么称呼您？',
    nameAgain: '请写下您的姓名。',
  },
  handover: {
    hello: '您好！您将与我们的同事交谈。请问是什么事？',
    taken: '谢谢。我们的同事会在这个对话里接着为您服务。',
  },
  email: {
    ask: '如果您需要离开：我们可以回复到哪个邮箱？',
    again: '这看起来不像邮箱地址，格式应类似 name@example.com。请再写一次。',
    skip: '我在这里等',
  },
  thanks: {
    withEmail: '谢谢。我们会在这里答复，或发邮件到 {{email}}。',
    without: '好的。我们会在这里答复。',
  },
};

export const STARTER_WORDS: Readonly<Record<StarterLanguage, StarterWords>> = { en, ms, 'zh-Hans': zhHans };
