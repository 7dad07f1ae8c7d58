require "openssl"

def identifier_hash(user_id, key)
  # The key is text: use it as it stands, without decoding it.
  OpenSSL::HMAC.hexdigest("SHA256", key, user_id)
end
