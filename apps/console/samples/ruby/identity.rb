require_relative "identifier_hash"

# `session` is that of Rack, as in Sinatra.
def chatku_identity(session)
  # From your own session, never from the request: else anybody could ask for the hash of anybody.
  user_id = session[:user_id].to_s

  # Nobody is signed in: no hash, and the page makes no call of setUser.
  return nil if user_id.empty?

  # Keep the key in your configuration, not in the code.
  key = ENV.fetch("CHATKU_SPECIAL_KEY")

  { user_id: user_id, identifier_hash: identifier_hash(user_id, key) }
end
