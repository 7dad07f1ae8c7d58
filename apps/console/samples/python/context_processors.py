# Name it in settings.TEMPLATES, OPTIONS, context_processors: "yourapp.context_processors.chatku_identity".
import os

from .identifier_hash import identifier_hash


def chatku_identity(request):
    # Nobody is signed in: no hash, and the page makes no call of setUser.
    if not request.user.is_authenticated:
        return {"chatku_identity": None}

    # From your own session, never from the request: else anybody could ask for the hash of anybody.
    user_id = str(request.user.pk)

    # Keep the key in your configuration, not in the code.
    key = os.environ["CHATKU_SPECIAL_KEY"]

    return {"chatku_identity": {"user_id": user_id, "identifier_hash": identifier_hash(user_id, key)}}
