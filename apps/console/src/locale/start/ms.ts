import type { Translated } from '../dictionary.js';
import type { startEn } from './en.js';

/** Malay. */
export const startMs: Translated<typeof startEn> = {
  checklist: {
    title: 'Lima minit pertama anda',
    progress: (done, all) => `${done} daripada ${all} selesai`,
    dismiss: 'Sembunyikan senarai ini',
    is_done: 'Selesai',
    is_open: 'Belum selesai',
    chat: {
      title: 'Cuba sembang',
      todo: 'Tulis kepada bot anda seperti seorang pelawat.',
      done: 'Sudah ada yang bersembang dengannya.',
      action: 'Cuba',
    },
    embed: {
      title: 'Letakkan di laman web anda',
      todo: 'Tampal satu baris ke halaman anda. Halaman pertama yang bersambung akan dipaparkan di sini.',
      done: (origin) => `Dilihat di ${origin}.`,
      action: 'Pasang',
    },
    verify: {
      title: 'Sahkan pengguna anda',
      todo: 'Pelayan anda membuktikan identiti sesiapa yang log masuk, dan mereka bersembang sebagai diri sendiri.',
      done: 'Seorang pengguna telah disahkan.',
      action: 'Sediakan',
    },
    invite: {
      title: 'Jemput pasukan anda',
      todo: 'Seseorang yang menjawab bersama anda.',
      done: (n) => `${n} ahli.`,
      action: 'Jemput',
    },
  },
  installs: {
    how: 'Bagaimanakah laman web anda dibina?',
    where: {
      html: 'Tampal ini ke bahagian head setiap halaman. Butang sembang muncul dengan sendirinya.',
      react: 'Tambah fail ini dan letakkan <ChatkuChat /> sekali dalam aplikasi anda, di sebelah router.',
      next: 'Tambah import dan elemen Script ke layout akar anda, app/layout.tsx.',
      vue: 'Tambah fail ini dan letakkan <ChatkuChat /> sekali dalam App.vue.',
      svelte: 'Tambah fail ini dan letakkan <ChatkuChat /> sekali dalam layout akar anda.',
      angular: 'Tambah fail ini, import ChatkuChat dalam komponen akar dan letakkan <chatku-chat /> dalam templatnya.',
      wordpress: 'Tambah ini pada functions.php tema anak anda, di bawah baris pertama.',
      gtm: 'Buat tag jenis Custom HTML dengan kandungan ini, dan biar pencetus All Pages menjalankannya.',
      npm: 'Untuk halaman yang dibundel: pasang pakej, import sekali, dan letakkan elemen di halaman.',
      inline: 'Seperti npm; sembang memenuhi elemennya, setinggi 640 piksel melainkan CSS anda menetapkan lain.',
      link: 'Sembang sahaja di halamannya sendiri: untuk e-mel, kod QR atau butang.',
    },
    shell: 'Shell',
    policy: 'Dasar Keselamatan Kandungan (CSP)',
    policy_how:
      'Jika laman web anda menghantarnya, tambah baris ini. Dengan nonce, berikan nonce kepada tag skrip sebagai ganti baris pertama.',
  },
  check: {
    title: 'Semakan langsung',
    how: 'Buka satu halaman laman web anda, kemudian sembang padanya. Apa yang berlaku muncul di sini dalam beberapa saat.',
    live: 'Langsung',
    waiting: 'Menunggu halaman anda bersambung buat kali pertama.',
    websites: 'Laman web',
    loaded: 'Skrip dimuatkan',
    loader: 'Pemuat',
    loader_current: 'versi ini',
    loader_old: 'versi terdahulu: muat semula halaman',
    talked: 'Sembang bersambung',
    refused: 'Ditolak',
    identity: 'Identiti',
    proofs: {
      verified: 'disahkan',
      refused: 'ditolak',
      superseded: 'diganti oleh panggilan lebih baharu',
      none: 'belum ada yang dikenal pasti',
    },
    works: 'Berfungsi',
    states: {
      origin_not_allowed: 'Ditolak',
      public_url_is_local: 'Tidak dapat dicapai',
      mixed_content: 'Disekat',
      loaded_but_silent: 'Tiada respons',
      several_bots: 'Dua bot',
      identity_refused: 'Bukti ditolak',
      no_proof: 'Berfungsi, untuk tetamu',
      verified: 'Berfungsi, pengguna disahkan',
    },
    findings: {
      origin_not_allowed: 'Laman web ini tiada dalam senarai yang dibenarkan, jadi sembangnya ditolak. Tambahkannya:',
      public_url_is_local:
        'Alamat pelayan ini hanya berfungsi pada mesinnya sendiri. Tetapkan alamat yang dicapai pelawat, dan mulakan semula:',
      mixed_content:
        'Halaman https tidak boleh bercakap dengan pelayan http. Sajikan Chatku dengan https, tetapkan alamatnya, dan mulakan semula:',
      loaded_but_silent:
        'Halaman sudah ada skrip, tetapi sembang belum bersambung. Buka sembang di sana sekali. Jika tiada apa berlaku, CSP mereka menghalangnya. Benarkan ini:',
      several_bots:
        'Satu lagi bot anda ada di halaman yang sama, dan satu halaman hanya ada satu sembang. Simpan baris ini dan buang yang lain:',
      identity_refused: 'Bukti terakhir ditolak.',
      no_proof:
        'Belum ada halaman memanggil setUser, jadi semua orang ialah tetamu. Jika pengguna anda log masuk, biar pelayan anda membuktikan identiti mereka.',
      verified: 'Bukti terakhir sah: pengguna ialah orang yang dinyatakan.',
    },
    add: (origin) => `Tambah ${origin}`,
    why: 'Lihat sebabnya, dan baris yang perlu diubah',
    set_up: 'Tetapkan ID Pengguna Tersuai',
    line: 'Baris yang perlu diubah',
  },
};
