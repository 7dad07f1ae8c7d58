require "json"
require "openssl"

def identity_token(user_id, bot_id, key_id, key)
  base64url = ->(bytes) { [bytes].pack("m0").tr("+/", "-_").delete("=") }
  now = Time.now.to_i
  header = { alg: "HS256", typ: "JWT", kid: key_id }
  claims = { sub: user_id, aud: bot_id, iat: now, exp: now + 3600 }
  signed = [header, claims].map { |part| base64url.(JSON.generate(part)) }.join(".")
  # The key is text: use it as it stands, without decoding it.
  signed + "." + base64url.(OpenSSL::HMAC.digest("SHA256", key, signed))
end
