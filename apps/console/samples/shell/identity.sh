. "${BASH_SOURCE[0]%/*}/identifier-hash.sh"

# SESSION_FILE is what your login wrote on the server for this visitor: a line user_id=... while somebody is signed in.
chatku_identity() {
  # From your own session, never from the request: else anybody could ask for the hash of anybody.
  user_id=$(sed -n 's/^user_id=//p' "$SESSION_FILE")
  identifier_hash=''

  # Nobody is signed in: no hash, and the page makes no call of setUser.
  if [ -z "$user_id" ]; then return 0; fi

  # Keep the key in your configuration, not in the code.
  identifier_hash=$(identifier_hash "$user_id" "${CHATKU_SPECIAL_KEY:?is not set}")
}
