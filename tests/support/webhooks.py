"""What our webhooks say, and whether they are signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

from support.receiver import Received

KEY = b"0123456789abcdef0123456789abcdef"
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def is_signed(request: Received) -> bool:
    """By Standard Webhooks 1.0, with SECRET; however old it is."""
    said = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.".encode()
    digest = hmac.new(KEY, said + request.body, hashlib.sha256).digest()
    signature = "v1," + base64.b64encode(digest).decode()
    return signature in request.headers["webhook-signature"].split()


def events(requests: list[Received]) -> list[str]:
    """By webhook-id, in order of their names: the same one again is no second notice."""
    by_id = {r.headers["webhook-id"]: json.loads(r.body)["data"]["event"] for r in requests}
    return sorted(by_id.values())
