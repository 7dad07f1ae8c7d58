import type { Translated } from '../dictionary.js';
import type { recordsEn } from './en.js';

/** Ayat Bahasa Melayu tentang kenalan, medan dan log. */
export const recordsMs: Translated<typeof recordsEn> = {
  contacts: {
    kind: 'Siapa',
    kinds: {
      all: 'Semua orang',
      guest: 'Tetamu',
      known: 'Dengan id pengguna',
      verified: 'Disahkan',
      blocked: 'Disekat',
    },
    tag: 'Tag',
    tag_hint: 'Nama penuh tag',
    columns: 'Lajur',
    column: {
      custom_user_id: 'Id pengguna',
      email: 'E-mel',
      phone: 'Telefon',
      bot: 'Bot',
      tags: 'Tag',
      last_seen: 'Terakhir dilihat',
      first_seen: 'Pertama dilihat',
    },
    export: 'Muat turun CSV',
    exported: (n: number) => `Kenalan dalam fail: ${n}.`,
    cut: (n: number) => `Hanya ${n} kenalan terbaharu ada dalam fail. Kecilkan senarai untuk yang lain.`,
  },
  contact: {
    verified_by: {
      hash: 'Dibuktikan oleh pelayan laman web anda, dengan Hash pengecam.',
      token: 'Dibuktikan oleh pelayan laman web anda, dengan token identiti.',
    },
    key: 'Kunci',
    open_key: (ending: string) => `Kunci …${ending}`,
    tag_add: 'Tambah tag',
    tag_remove: (tag: string) => `Buang tag ${tag}`,
    tag_said: 'Tag telah diubah.',
    end_one: 'Tamatkan',
    end_one_of: (origin: string) => `Tamatkan sesi di ${origin}`,
    end_one_title: 'Tamatkan sesi ini?',
    end_one_body: 'Halaman ini sahaja menjadi milik tetamu. Halaman lain pengguna itu diteruskan.',
    end_one_done: 'Sesi telah ditamatkan.',
    guest_pages: 'Semua halaman tetamu memegang rahsia yang sama; semuanya tamat bersama.',
    events: 'Peristiwa',
    events_what:
      'Apa yang diberitahu halaman laman web dengan trackEvent. Sesiapa di papan kekunci boleh memberitahunya.',
    no_events: 'Tiada halaman memberitahu peristiwa.',
    erase_type: (word: string) => `Taip “${word}” untuk memadam selama-lamanya.`,
  },
};
