"""Saved channels of a server, and what became of their tests."""

from __future__ import annotations

import time
from typing import Any

from support.client import Client
from support.sample import must

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def save(client: Client, **members: object) -> dict[str, Any]:
    """A channel under the name `ops`, made or replaced."""
    return must(client.call("POST", "/monitoring/channels", {"name": "ops", **members}), 200, 201)


def ask_test(client: Client) -> str:
    """Asks for a test of it; the id of the delivery."""
    return must(client.call("POST", "/monitoring/channels/ops/test"), 202)["id"]


def delivery(client: Client, identifier: str) -> dict[str, Any]:
    """The delivery with this id."""
    page = must(client.call("GET", "/monitoring/channels/ops/deliveries"), 200)
    return next(item for item in page["items"] if item["id"] == identifier)


def wait_for(
    client: Client,
    identifier: str,
    seconds: float = 30,
    **members: object,
) -> dict[str, Any]:
    """The delivery, once its members are these."""
    deadline = time.monotonic() + seconds
    while True:
        found = delivery(client, identifier)
        if all(found[name] == value for name, value in members.items()):
            return found
        assert time.monotonic() < deadline, f"not {members} but {found}"
        time.sleep(0.1)
