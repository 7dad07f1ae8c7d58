use hmac::{Hmac, Mac};
use sha2::Sha256;

pub fn identifier_hash(user_id: &str, key: &str) -> String {
    // The key is text: use it as it stands, without decoding it.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("a key may have any length");
    mac.update(user_id.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}
