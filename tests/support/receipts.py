"""Receipts of erasures: waited for, and verified as docs/privacy.md says."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

from support.client import Client
from support.sample import must


def done(client: Client, receipt: str, seconds: float = 60) -> dict[str, Any]:
    """The receipt, once it is signed."""
    deadline = time.monotonic() + seconds
    while True:
        found = must(client.call("GET", f"/privacy/receipts/{receipt}"), 200)
        if found["state"] == "done":
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


def expect_signed(receipt: dict[str, Any], folder: Path) -> None:
    """That the signature is of what the receipt says."""
    (folder / "text").write_text(receipt["signed_text"])
    (folder / "key.pem").write_text(receipt["public_key"])
    with (folder / "signature").open("wb") as signature:
        subprocess.run(
            ["base64", "-d"], input=receipt["signature"].encode(), stdout=signature, check=True
        )
    command = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in text -sigfile signature"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    said = json.loads(receipt["signed_text"])
    for member in ("stores", "exports", "models"):
        assert said[member] == receipt[member]
