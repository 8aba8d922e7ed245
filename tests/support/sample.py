"""The sample model on a server: registered, deployed, queried."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from support.client import Client, Reply
from support.server import SAMPLE, Server

MODEL = "main.default.breast_cancer"
ENDPOINT = "tumour"
V1, V2 = SAMPLE / "v1", SAMPLE / "v2"


def held_out(count: int) -> list[dict[str, float]]:
    """Rows that the models have not seen, as a query sends them."""
    with (SAMPLE / "held_out.csv").open() as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(count), strict=False)]
    return [
        {name: float(text) for name, text in row.items() if name != "diagnosis"} for row in rows
    ]


ROW = held_out(1)[0]


def must(reply: Reply, *statuses: int) -> Any:  # noqa: ANN401
    """The JSON of a reply that has one of the statuses."""
    assert reply.status in statuses, f"{reply.status}: {reply.body[:1000]!r}"
    return reply.json()


def register(server: Server, folder: Path = V1) -> dict[str, Any]:
    """The next version of the sample model."""
    return must(server.register(MODEL, folder), 201)


def deploy(client: Client, version: str) -> Reply:
    """Asks to serve a version on the endpoint."""
    return client.call(
        "POST",
        "/deployment/deploy",
        {"model_name": MODEL, "model_version": version, "endpoint_name": ENDPOINT},
    )


def set_up(server: Server) -> None:
    """Both versions, the first of them serving."""
    register(server, V1)
    register(server, V2)
    client = server.client()
    assert must(deploy(client, "1"), 201)["status"] == "ready"
    client.close()


def query(client: Client) -> Reply:
    """Scores one row."""
    return client.call("POST", f"/deployment/endpoints/{ENDPOINT}/query", {"inputs": ROW})


def total_requests(client: Client) -> int:
    """How many requests of the endpoint were counted."""
    path = f"/monitoring/metrics/performance?endpoint_id={ENDPOINT}&hours=24"
    rows = must(client.call("GET", path), 200)
    return rows[0]["total_requests"] if rows else 0


def query_bytes(host: str) -> bytes:
    """A whole query as HTTP/1.1, for those who send bytes themselves."""
    body = json.dumps({"inputs": ROW}).encode()
    head = (
        f"POST /api/v1/deployment/endpoints/{ENDPOINT}/query HTTP/1.1\r\nhost: {host}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
