import os

from identifier_hash import identifier_hash


def chatku_identity(session):
    # From your own session, never from the request: else anybody could ask for the hash of anybody.
    user_id = session.get("user_id")

    # Nobody is signed in: no hash, and the page makes no call of setUser.
    if user_id is None or user_id == "":
        return None

    # Keep the key in your configuration, not in the code.
    key = os.environ["CHATKU_SPECIAL_KEY"]

    return {"user_id": str(user_id), "identifier_hash": identifier_hash(str(user_id), key)}
