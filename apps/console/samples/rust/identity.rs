use std::error::Error;

use tower_sessions::Session;

use crate::identifier_hash::identifier_hash;

pub struct Identity {
    pub user_id: String,
    pub identifier_hash: String,
}

pub async fn identity_of(session: &Session) -> Result<Option<Identity>, Box<dyn Error>> {
    // From your own session, never from the request: else anybody could ask for the hash of anybody.
    let user_id: String = session.get("user_id").await?.unwrap_or_default();

    // Nobody is signed in: no hash, and the page makes no call of setUser.
    if user_id.is_empty() {
        return Ok(None);
    }

    // Keep the key in your configuration, not in the code.
    let key = std::env::var("CHATKU_SPECIAL_KEY")?;

    let identifier_hash = identifier_hash(&user_id, &key);
    Ok(Some(Identity { user_id, identifier_hash }))
}
