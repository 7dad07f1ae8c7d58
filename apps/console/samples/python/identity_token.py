import base64
import hashlib
import hmac
import json
import time


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def identity_token(user_id: str, bot_id: str, key_id: str, key: str) -> str:
    now = int(time.time())
    header = {"alg": "HS256", "typ": "JWT", "kid": key_id}
    claims = {"sub": user_id, "aud": bot_id, "iat": now, "exp": now + 3600}
    signed = ".".join(base64url(json.dumps(part).encode("utf-8")) for part in (header, claims))
    # The key is text: use it as it stands, without decoding it.
    return signed + "." + base64url(hmac.new(key.encode("utf-8"), signed.encode("ascii"), hashlib.sha256).digest())
