import type { Translated } from '../dictionary.js';
import type { proofsEn } from './en.js';

/** Ayat tentang jenis kunci, dasar, penapis log identiti, dan pandangan ke laman web. */
export const proofsMs: Translated<typeof proofsEn> = {
  sections: { policy: 'Bukti yang diterima', website: 'Laman web anda, dilihat dari luar' },
  kinds: {
    hash: 'Untuk hash pengecam',
    token: 'Untuk token identiti',
    hash_what: 'Kunci yang digunakan bahagian belakang anda untuk membuat hash pengecam.',
    token_what:
      'Menandatangani token identiti: JWT dengan tarikh luput, yang boleh membawa nama, e-mel dan medan yang tidak boleh diubah oleh mana-mana halaman. Id kunci ini diletakkan dalam kid.',
    add_token: 'Tambah kunci token',
    no_token:
      'Belum ada kunci token. Tambah satu apabila bahagian belakang anda akan menghantar identity_token menggantikan identifier_hash.',
    key_id: 'Id kunci',
    choose: 'Kegunaannya',
  },
  in_24h: (n) => `${n} panggilan disahkan dalam 24 jam lalu`,
  test: {
    lead: 'Tampal id dan apa yang dibuat bahagian belakang anda: hash, token, atau kedua-duanya. Tiada apa-apa disimpan, dan hash yang betul tidak pernah ditunjukkan.',
    token: 'Token identiti',
    one_needed: 'Berikan hash atau token.',
  },
  policy: {
    lead: 'Token ada tarikh luput, menamakan botnya dan boleh menandatangani atribut. Hash tidak pernah luput. Apabila setiap halaman menghantar token, terima token sahaja.',
    hash_or_token: 'Hash dan token',
    hash_or_token_what: 'Salah satu sudah cukup. Jika panggilan membawa kedua-duanya, kedua-duanya mesti betul.',
    token_only: 'Token sahaja',
    token_only_what: 'Hash sahaja akan ditolak.',
    end_sessions: (n: number) => `Tamatkan sekarang sesi yang disahkan dengan hash: ${n}`,
    end_sessions_what:
      'Jika tidak, sesi itu kekal sehingga sehari. Pelawat yang ditamatkan diteruskan sebagai tetamu sehingga halaman menghantar token.',
    rehearse: 'Raptai “token sahaja”',
    rehearse_what: 'Tiada sesiapa ditolak. Panggilan tanpa token dikira di sini, mengikut laman web.',
    saved: 'Dasar disimpan.',
    loosened: 'Menerima hash semula memerlukan kata laluan anda.',
    none: 'Dalam 24 jam lalu tiada panggilan yang akan ditolak.',
    nothing: 'Tiada panggilan disahkan dalam 24 jam lalu, jadi belum ada apa-apa untuk dilaporkan.',
    result: (refused, all) => `${refused} daripada ${all} panggilan dalam 24 jam lalu akan ditolak.`,
    origin: 'Laman web',
    calls: 'Panggilan',
    no_origin: 'beberapa, atau tidak dinamakan',
  },
  filters: {
    title: 'Tapis',
    cause: 'Punca',
    any: 'Semua',
    origin: 'Laman web',
    digest: 'Cernaan id',
    request: 'Id permintaan',
    from: 'Dari',
    to: 'Hingga',
    apply: 'Papar',
    clear: 'Kosongkan',
    same_user: 'Panggilan pengguna ini',
    nothing: 'Tiada catatan yang sepadan dengan penapis.',
    export: 'Eksport sebagai CSV',
    exported: (n) => `${n} baris dieksport.`,
    exported_part: (n) => `${n} baris terbaharu dieksport. Kecilkan penapis untuk yang lain.`,
    would_be_refused: 'Akan ditolak di bawah “token sahaja”',
  },
  search: {
    title: 'Cari kunci saya',
    lead: 'Mengambil halaman mula setiap asal bot ini, dan skrip yang dinamakannya, seperti mana-mana pelawat, lalu mencari setiap kunci dalam gelang kunci.',
    paths: 'Halaman lain',
    paths_hint: 'Hingga empat laluan, satu sebaris, contohnya /login.',
    action: 'Cari di laman web',
    busy: 'Sedang mencari. Ini mengambil masa hingga setengah minit.',
    looked: (pages, scripts) => `Halaman: ${pages}. Skrip: ${scripts}.`,
    clean:
      'Tiada kunci ditemui di tempat yang dicari. Ini bukan bukti: kami hanya melihat apa yang ditunjukkan halaman ini kepada orang luar.',
    found: 'Satu kunci ada dalam laman web anda. Sesiapa sahaja boleh masuk sebagai sesiapa dengannya.',
    found_dead:
      'Kunci yang tidak lagi mengesahkan ada dalam laman web anda. Ia tidak membenarkan sesiapa masuk, tetapi keluarkannya dari halaman.',
    what_to_do:
      'Tandakan ia sebagai terdedah: ia berhenti mengesahkan serta-merta. Kemudian letakkan kunci baharu di bahagian belakang, dan keluarkan yang lama dari halaman.',
    mark: 'Pergi ke kunci',
    where: (ending) => `Kunci …${ending} di`,
    forms: {
      plain: 'seadanya',
      hex: 'dalam heksadesimal',
      base64: 'dalam Base64',
      url_encoded: 'dikodkan URL',
      escaped: 'ditulis dengan aksara lepas',
    },
    incomplete: 'Had tercapai sebelum carian selesai, jadi bukan semuanya dilihat.',
    unread: 'Tidak dapat dibaca:',
    why: {
      not_reached: 'tiada jawapan',
      not_allowed: 'menuju ke laman web lain, atau bukan awam',
      error_status: 'menjawab dengan ralat',
      too_large: 'terlalu besar',
    },
  },
  endpoint: {
    title: 'Adakah ia menandatangani untuk sesiapa sahaja?',
    lead: 'Jika halaman anda mengambil hash atau token daripada satu alamat, alamat itu mesti menolak sesiapa yang tidak log masuk. Kami memintanya tanpa sesi.',
    url: 'Alamat yang menandatangani',
    url_hint: 'Daripada asal tepat bot ini.',
    method: 'Kaedah',
    action: 'Minta tanpa sesi',
    verdicts: {
      signs_for_anyone: 'Ia menandatangani untuk sesiapa sahaja',
      refuses: 'Ia menolak orang luar',
      unsure: 'Kami tidak pasti',
    },
    findings: {
      verifies: 'Tanpa sesi ia memberi kami bukti yang diterima bot ini. Sesiapa sahaja boleh menjadi pengguna itu.',
      looks_like_proof:
        'Tanpa sesi ia memberi kami sesuatu yang kelihatan seperti hash atau token. Kami tidak dapat mengesahkannya.',
      refused: 'Ia meminta sesi, seperti sepatutnya.',
      sent_to_login: 'Ia menghantar kami ke halaman log masuk, seperti sepatutnya.',
      unclear: 'Ia tidak menolak dan tidak menandatangani. Semak alamat dan kaedah, dan cuba dalam tetingkap peribadi.',
    },
    fix: 'Baca id daripada sesi pengguna yang log masuk, dan jawab 401 jika tiada.',
    status: (n) => `Status ${n}.`,
  },
};
