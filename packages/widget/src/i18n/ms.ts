import type { Dictionary } from './i18n.js';

/** Bahasa Melayu. Malay does not inflect for number, so plurals have one form. */
const words: Dictionary = {
  open: 'Buka sembang',
  close: 'Tutup sembang',
  mute: 'Senyapkan bunyi',
  log: 'Mesej',
  you: 'Anda',
  agent: 'Khidmat pelanggan',
  newTab: '(dibuka dalam tab baharu)',

  today: 'Hari ini',
  yesterday: 'Semalam',
  unread: 'Mesej baharu',
  newCount: { other: '{count} mesej baharu' },
  toNewest: 'Pergi ke mesej terbaharu',
  older: 'Tunjukkan mesej terdahulu',
  loading: 'Memuatkan mesej',
  typing: '{name} sedang menaip',
  replies: 'Cadangan balasan',

  queued: 'Menunggu untuk dihantar',
  sending: 'Sedang dihantar',
  sent: 'Dihantar',
  seen: 'Dilihat',
  failed: 'Tidak dihantar',
  retry: 'Cuba lagi',
  asGuest: 'sebagai tetamu',

  emptyTitle: 'Helo! Boleh kami bantu?',
  emptyText: 'Tulis mesej dan kami akan membalas di sini.',
  settling: 'Sebentar',
  reconnecting: 'Menyambung semula',
  reconnectingSafe: 'Menyambung semula, mesej anda selamat',

  origin_not_allowed: 'Sembang belum disediakan untuk laman web ini.',
  guests_not_allowed: 'Sila log masuk ke laman web ini untuk bersembang.',
  protocol_too_old: 'Halaman ini sudah lapuk. Muat semula untuk terus bersembang.',
  bot_disabled: 'Sembang ditutup buat sementara. Sila datang semula kemudian.',
  reload: 'Muat semula halaman',

  linkTitle: 'Adakah perbualan terdahulu ini milik anda?',
  linkText: { other: '{count} mesej ditulis dalam pelayar ini tanpa log masuk. Mesej terakhir: {time}.' },
  linkNo: 'Bukan milik saya',
  linkYes: 'Ya, tambahkan',

  write: 'Tulis mesej',
  send: 'Hantar',
  left: { other: '{count} aksara lagi' },
  over: { other: 'Terlebih {count} aksara' },

  agent_joined: 'Seorang kakitangan kami telah menyertai perbualan',
  agent_left: 'Kakitangan kami telah meninggalkan perbualan',
  conversation_done: 'Perbualan ini telah ditutup. Tulislah lagi bila-bila masa.',
  conversation_reopened: 'Perbualan ini dibuka semula',
};

export default words;
