import hashlib
import hmac


def identifier_hash(user_id: str, key: str) -> str:
    # The key is text: use it as it stands, without decoding it.
    return hmac.new(key.encode("utf-8"), user_id.encode("utf-8"), hashlib.sha256).hexdigest()
