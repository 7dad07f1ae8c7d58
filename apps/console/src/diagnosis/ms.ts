import type { DiagnosisTexts } from './diagnosis.js';

export const ms: DiagnosisTexts = {
  placeholder_not_replaced: {
    title: 'Ruang letak belum diganti',
    explanation:
      'Halaman masih menyebut {user_id}, {identifier_hash} atau nama kunci daripada contoh. Kod sudah ditampal, tetapi pelayan laman web tidak mengisinya.',
    fix: 'Biarkan pelayan menulis id pengguna dan hash sebenar ke dalam halaman, dan letakkan kunci khas sebenar di bahagian belakang.',
  },
  missing_hash: {
    title: 'Hash tiada',
    explanation:
      'Halaman memanggil setUser dengan id pengguna tanpa identifier_hash. Id sahaja tidak membuktikan apa-apa, jadi ia ditolak.',
    fix: 'Hasilkan hash di bahagian belakang dan hantar sebagai identifier_hash. Semak ejaan nama itu.',
  },
  malformed_id: {
    title: 'Id pengguna tidak boleh digunakan',
    explanation:
      'Id pengguna ialah teks 1 hingga 255 aksara tanpa aksara kawalan. Yang dihantar ialah objek, senarai, teks kosong atau aksara rosak.',
    fix: 'Hantar id itu sendiri sebagai teks, dan hash teks yang sama.',
  },
  malformed_hash: {
    title: 'Hash bukan 64 aksara perenambelasan',
    explanation:
      'Hash pengecam mempunyai tepat 64 aksara, 0 hingga 9 dan a hingga f. Yang dihantar ialah bait mentah, hash terpotong, atau ada petikan dan ruang di sekelilingnya.',
    fix: 'Minta hasil dalam perenambelasan dan hantar tanpa mengubahnya.',
  },
  base64_instead_of_hex: {
    title: 'Hash ditulis dalam Base64',
    explanation: 'Pengiraan betul, tetapi hasilnya ditulis dalam Base64, bukan perenambelasan.',
    fix: 'Minta hasil dalam perenambelasan.',
  },
  sha256_without_hmac: {
    title: 'SHA-256 biasa, tanpa kunci',
    explanation:
      'Nilai dihash dengan SHA-256 sahaja. Sesiapa pun boleh berbuat demikian, jadi ia tidak membuktikan apa-apa.',
    fix: 'Gunakan HMAC dengan SHA-256: ia mencampurkan kunci khas.',
  },
  sha256_of_key_and_id: {
    title: 'Kunci dan id dicantum lalu dihash',
    explanation:
      'Kunci dan id diletakkan berturut-turut lalu dihash dengan SHA-256 biasa. HMAC ialah pengiraan yang lain.',
    fix: 'Gunakan fungsi HMAC bahasa anda dengan SHA-256.',
  },
  key_and_message_swapped: {
    title: 'Kunci dan id pengguna tertukar',
    explanation: 'Id pengguna digunakan sebagai kunci dan kunci khas sebagai mesej. Ini kesilapan paling lazim.',
    fix: 'Kunci khas ialah kunci, id pengguna ialah mesej. Perhatikan susunan argumen dalam bahasa anda.',
  },
  wrong_algorithm: {
    title: 'Algoritma selain SHA-256',
    explanation: 'Hash dibuat dengan algoritma lain, seperti SHA-1, SHA-512 atau MD5.',
    fix: 'Gunakan SHA-256.',
  },
  key_hex_decoded: {
    title: 'Kunci dinyahkod dahulu',
    explanation:
      'Kunci khas kelihatan seperti perenambelasan, tetapi ia digunakan sebagai teks. Ia telah ditukar kepada bait sebelum digunakan.',
    fix: 'Gunakan kunci seadanya, tanpa menyahkodnya.',
  },
  whitespace_in_id: {
    title: 'Ruang kosong di sekeliling id pengguna',
    explanation:
      'Id yang dihash dan id dalam halaman berbeza dengan ruang atau baris baharu. Ia sering datang daripada fail atau templat.',
    fix: 'Ambil kedua-duanya daripada pemboleh ubah yang sama, tanpa ruang kosong.',
  },
  quotes_in_id: {
    title: 'Tanda petikan di sekeliling id pengguna',
    explanation: 'Id dihash bersama tanda petikan, selalunya kerana ia ditukar kepada JSON dahulu.',
    fix: 'Hash id itu sendiri.',
  },
  letter_case_of_id: {
    title: 'Huruf besar dan kecil berbeza',
    explanation: 'Id dalam halaman dan id yang dihash berbeza dari segi huruf besar dan kecil.',
    fix: 'Gunakan id tepat seperti asalnya di kedua-dua tempat.',
  },
  number_format_of_id: {
    title: 'Nombor ditulis dengan cara lain',
    explanation: 'Nombor yang sama ditulis dengan dua cara, seperti 7 dan 07, 1000 dan 1,000, atau 7 dan 7.0.',
    fix: 'Tukar id kepada teks sekali sahaja, dan gunakan teks itu di kedua-dua tempat.',
  },
  unicode_form_of_id: {
    title: 'Huruf sama dalam pengekodan lain',
    explanation:
      'Id kelihatan sama tetapi terdiri daripada aksara atau bait berlainan, contohnya huruf beraksen dalam satu atau dua bahagian.',
    fix: 'Jangan normalkan atau tukar id; hash bait UTF-8 asalnya.',
  },
  hashed_email_instead_of_id: {
    title: 'Alamat e-mel yang dihash',
    explanation: 'Hash betul untuk alamat e-mel, tetapi halaman menghantar id pengguna yang lain.',
    fix: 'Hash nilai yang sama dengan argumen pertama setUser.',
  },
  retired_key: {
    title: 'Dibuat dengan kunci yang dihentikan',
    explanation: 'Buktinya betul, tetapi kuncinya telah dihentikan dan tidak mengesahkan apa-apa lagi.',
    fix: 'Letakkan kunci utama di bahagian belakang. Jika ia dihentikan terlalu awal, batalkan dalam masa sejam.',
  },
  compromised_key: {
    title: 'Dibuat dengan kunci yang terdedah',
    explanation:
      'Buktinya betul, tetapi kuncinya ditanda terdedah. Sama ada pelayan masih menggunakannya, atau orang lain.',
    fix: 'Letakkan kunci utama di setiap bahagian belakang. Jika tiada milik anda menggunakan kunci lama, ada orang sedang cuba masuk dengannya.',
  },
  key_of_another_bot: {
    title: 'Dibuat dengan kunci bot lain',
    explanation: 'Buktinya betul untuk bot lain dalam ruang kerja ini. Setiap bot mempunyai kuncinya sendiri.',
    fix: 'Gunakan kunci khas bot yang kodnya ada dalam halaman.',
  },
  proof_form_not_allowed: {
    title: 'Bentuk bukti ini tidak dibenarkan',
    explanation: 'Bot ini hanya menerima token identiti, dan halaman menghantar hash pengecam.',
    fix: 'Hantar token identiti, atau benarkan semula hash pengecam.',
  },
  token_expired: {
    title: 'Token identiti telah tamat tempoh',
    explanation: 'Tempohnya sudah berakhir, atau jam pelayan laman web tersasar lebih seminit.',
    fix: 'Buat token baharu bagi setiap paparan halaman, dan tetapkan jam pelayan dengan NTP.',
  },
  token_not_for_this_bot: {
    title: 'Token ini untuk bot lain',
    explanation: 'Tuntutan aud dalam token bukan id bot ini.',
    fix: 'Tulis id bot ini dalam aud.',
  },
  token_not_for_this_user: {
    title: 'Token ini untuk pengguna lain',
    explanation: 'Tuntutan sub dalam token bukan id yang dihantar kepada setUser.',
    fix: 'Gunakan id yang sama, sebagai teks, di kedua-dua tempat.',
  },
  token_bad_signature: {
    title: 'Tandatangan token salah',
    explanation: 'Token ditandatangani dengan kunci atau algoritma lain daripada yang disebut kid.',
    fix: 'Tandatangani dengan HS256, kunci jenis token, dan id kunci itu dalam kid.',
  },
  token_malformed: {
    title: 'Ini bukan token identiti',
    explanation:
      'Nilai itu bukan JWT, atau kekurangan salah satu daripada kid, iat, exp, aud dan sub, atau hayatnya lebih 24 jam.',
    fix: 'Buat dengan pustaka JWT, lengkap dengan kelima-limanya.',
  },
  unknown: {
    title: 'Bukan kesilapan yang lazim',
    explanation:
      'Hash tidak sepadan dengan id ini, dan tiada kesilapan yang kami kenali menghasilkannya. Selalunya kunci yang digunakan berlainan.',
    fix: 'Bandingkan empat aksara terakhir kunci di bahagian belakang dengan yang di atas, kemudian uji id dan hash dalam borang di halaman ini.',
  },
};
