import type { Translated } from '../dictionary.js';
import type { identityEn } from './en.js';

/** Ayat tentang Tetapkan ID Pengguna Tersuai: kunci, hash, ujiannya, dan log penolakan. */
export const identityMs: Translated<typeof identityEn> = {
  custom_user_id: {
    title: 'Tetapkan ID Pengguna Tersuai',
    lead: 'Pelayan laman web anda menandatangani id pengguna yang log masuk. Barulah pelawat menjadi pengguna itu.',
    admins_only: 'Kunci dan log identiti hanya untuk pemilik dan pentadbir.',
    on_this_page: 'Di halaman ini',
    sections: {
      key: 'Kunci Khas',
      hash: 'Hash Pengecam',
      snippet: 'Kod Sisipan',
      test: 'Uji hash anda',
      log: 'Penolakan terkini',
    },
    steps_title: 'Empat langkah',
    steps: {
      one: 'Salin kod sisipan ke dalam pengepala laman web anda, di sebelah kod bot.',
      two: 'Gantikan {user_id} dengan id pengguna, diambil daripada pelayan laman web anda.',
      three: 'Daripada id yang sama, hasilkan hash pengecam di bahagian belakang: HMAC dengan SHA-256.',
      four: 'Letakkan kedua-duanya dalam kod sisipan dan terbitkan. Mulai saat itu, pengguna dengan id tersuai dicipta.',
    },
    purpose:
      'Kegunaannya: aliran berlainan untuk tetamu dan pengguna yang dikenali, seluruh sejarah sembang, dan aliran lain khusus untuk seorang pengguna.',
    key_what: 'Teks rahsia yang dengannya Chatku mengesahkan bahawa pengguna benar-benar datang dari laman web anda.',
    key_secret:
      'Tempatnya hanya di bahagian belakang. Kunci dalam halaman, aplikasi atau repositori membolehkan sesiapa menjadi sesiapa.',
    hash_what:
      'Dihasilkan daripada id pengguna di bahagian belakang dengan SHA-256 dalam mod HMAC. Tanpanya permintaan ditolak.',
    backend: 'Bahasa bahagian belakang',
    why_session_title: 'Mengapa daripada sesi?',
    why_session:
      'Jika bahagian belakang anda menandatangani id yang dihantar pelayar, sesiapa boleh meminta hash mana-mana pengguna. Ambil daripada sesi pengguna yang log masuk.',
    snippet_what:
      'Diletakkan dalam pengepala halaman. user_id dan identifier_hash wajib; nama, e-mel dan butiran anda sendiri adalah pilihan.',
    fill_in: 'Dalam templat anda, pelayan mengisi kedua-dua nilai:',
    nonce:
      'Dengan Content Security Policy berasaskan nonce, tambah nonce pada kedua-dua tag skrip. Yang lain tidak berubah.',
  },
  samples: {
    token: 'Atau token: fungsi yang membuatnya',
    token_how:
      'Hantarkannya sebagai identity_token menggantikan identifier_hash. Ia memerlukan kunci token di atas, id kunci itu dan id bot ini, dan tamat selepas sejam.',
    make: 'Fungsi yang menghasilkan hash:',
    who: 'Id pengguna yang log masuk, daripada sesi anda sendiri:',
    executed: 'Dijalankan oleh ujian kami',
    function_executed: 'Fungsi hash dijalankan oleh ujian kami',
    not_executed: 'Tidak dijalankan oleh ujian kami',
    comments: {
      from_session:
        'Daripada sesi anda sendiri, jangan daripada permintaan: jika tidak, sesiapa boleh meminta hash sesiapa.',
      guest: 'Tiada sesiapa log masuk: tiada hash, dan halaman tidak memanggil setUser.',
      keep_secret: 'Simpan kunci dalam konfigurasi, bukan dalam kod.',
      key_is_text: 'Kunci ialah teks: gunakan seadanya, tanpa menyahkodnya.',
    },
  },
  keys: {
    key: 'Kunci',
    add: 'Tambah kunci',
    add_first: 'Cipta kunci khas',
    added: 'Kunci baharu ditambah. Ia mengesahkan mulai sekarang.',
    import: 'Import kunci',
    import_how:
      'Bawa masuk kunci yang sudah digunakan bahagian belakang anda, supaya tiada apa-apa perlu diubah di sana.',
    import_hint:
      'Sekurang-kurangnya 32 aksara, tanpa ruang di sekelilingnya. Kunci yang dibuat di sini berasal daripada 32 bait rawak.',
    imported: 'Diimport',
    imported_done: 'Kunci diimport. Ia mengesahkan mulai sekarang.',
    empty: 'Bot ini belum mempunyai kunci khas, jadi tiada pengguna boleh disahkan.',
    rotation:
      'Untuk menggantikan kunci: tambah satu, letakkan di bahagian belakang, dan hentikan yang lama apabila ia tidak lagi digunakan. Kedua-duanya mengesahkan sementara itu.',
    reveal: 'Papar',
    hide: 'Sembunyi',
    copied: 'Kunci disalin. Letakkan dalam konfigurasi bahagian belakang anda.',
    token: 'untuk token',
    states: { primary: 'Utama', active: 'Aktif', retired: 'Dihentikan', compromised: 'Terdedah' },
    safe_to_retire: 'Selamat dihentikan',
    made: 'Dicipta',
    never_verified: 'belum mengesahkan sesiapa',
    last_verified: 'kali terakhir mengesahkan',
    last_verified_on: (when) => `Kali terakhir ia mengesahkan seseorang ialah pada ${when}.`,
    from: 'dari',
    retired_at: 'Dihentikan',
    retired: 'Kunci dihentikan.',
    restored: 'Kunci mengesahkan semula.',
    undo: 'Batalkan penghentian',
    past: (n) => `${n} kunci dihentikan atau terdedah`,
    ask: {
      primary: {
        title: (ending) => `Jadikan kunci …${ending} utama?`,
        body: 'Ia menjadi kunci yang patut digunakan. Kunci utama sekarang kekal aktif dan masih mengesahkan.',
        action: 'Jadikan utama',
      },
      retire: {
        title: (ending) => `Hentikan kunci …${ending}?`,
        body: 'Hash yang dibuat dengannya ditolak mulai sekarang. Anda boleh membatalkannya dalam masa sejam.',
        action: 'Hentikan',
      },
      compromise: {
        title: (ending) => `Adakah kunci …${ending} terdedah?`,
        body: 'Ia berhenti mengesahkan serta-merta, dan setiap sesi yang pernah disahkannya tamat. Ini tidak boleh dibuat asal.',
        action: 'Tanda terdedah',
      },
    },
  },
  diagnosis: {
    fix: 'Apa perlu dibuat:',
    line: 'Baris yang perlu diubah',
    wrong: 'Seperti sekarang agaknya',
    right: 'Seperti sepatutnya',
  },
  test_hash: {
    user_id: 'Id pengguna',
    email: 'E-mel',
    email_hint: 'Menyemak sama ada ia yang dihash, bukan id.',
    hash: 'Hash pengecam',
    action: 'Uji',
    promise: 'Di laman web, hanya hash yang tepat diterima.',
    verified: 'Disahkan. Hash ini betul untuk id ini.',
    by_key: (ending, state) => `Oleh kunci …${ending} (${state}).`,
    refused: 'Ditolak',
    key_meant: (ending, state) => `Kunci berkenaan: …${ending} (${state}).`,
  },
  log: {
    lead: 'Mengapa pengguna tidak disahkan, dan baris mana perlu diubah. Pelawat tidak pernah diberitahu. Id disembunyikan; catatan disimpan 30 hari.',
    show: 'Tunjuk',
    shown: { refused: 'Ditolak', verified: 'Disahkan', superseded: 'Didahului', all: 'Semua' },
    live: 'Langsung',
    no_refusals: 'Tiada sesiapa ditolak. Penolakan baharu muncul di sini dalam beberapa saat.',
    nothing: 'Belum ada apa-apa. Pengecaman muncul di sini dalam beberapa saat.',
    looking_at: 'Melihat permintaan',
    waiting_for: 'Menunggu permintaan',
    show_all: 'Tunjuk seluruh log',
    verdicts: { verified: 'Disahkan', refused: 'Ditolak', superseded: 'Didahului' },
    titles: {
      verified: 'Hash sepadan',
      superseded: 'Pengecaman lebih baharu tiba dahulu',
      pending: 'Puncanya sedang dicari',
    },
    superseded:
      'Halaman telah mengecam orang lain, atau log keluar, sebelum jawapan ini siap. Tiada apa-apa perlu diubah.',
    alike: (n) => `${n} serupa dalam seminit`,
    at: 'Masa',
    request: 'Permintaan',
    origin: 'Asal',
    no_origin: 'tiada asal',
    key: 'Kunci',
    digest: 'Cernaan id',
  },
};
