"""Checks the signature of a webhook, as Standard Webhooks has it."""

import base64
import hashlib
import hmac
import time

# A request signed longer ago, or further in the future, is refused: it may be a replay. In seconds.
TOLERANCE = 300


def is_signed(headers, body, secrets, now=None):
    """Whether a request was signed with one of the secrets ("whsec_…"). `body` are the bytes as they came."""
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs((now or time.time()) - int(timestamp)) > TOLERANCE:
        return False
    signed = f"{headers.get('webhook-id', '')}.{timestamp}.".encode() + body
    expected = []
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        digest = hmac.new(key, signed, hashlib.sha256).digest()
        expected.append(b"v1," + base64.b64encode(digest))
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(one, another) for one in expected for another in given)
