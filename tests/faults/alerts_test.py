"""An error rate on the sample: it fires once and is told once, whatever is killed in between."""

import json
import time

from support import sample
from support.receiver import Receiver
from support.sample import ENDPOINT
from support.server import Server
from support.webhooks import SECRET, events, is_signed

WAIT_SECONDS = 90  # buckets of 10 s, on a loaded machine


def until(what, condition):
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.2)
    raise AssertionError(f"not in {WAIT_SECONDS} s: {what}")


def fail_some(client):
    """More rows than one millisecond is enough for: 504, which counts as failed."""
    rows = json.dumps({"inputs": [sample.ROW] * 2_000}).encode()
    path = f"/api/v1/deployment/endpoints/{ENDPOINT}/query"
    headers = {"content-type": "application/json", "x-request-timeout-ms": "1"}
    for _ in range(12):
        assert client.request("POST", path, rows, headers).status == 504
    for _ in range(12):
        sample.must(sample.query(client), 200)


def restart(server):
    server.kill()
    server.start()
    return server.client()


def test_fires_once_is_told_once_and_ends_once_through_kills(database):
    flags = ("--outbound-allow", "127.0.0.1")
    with Receiver() as receiver, Server(database=database, flags=flags) as server:
        sample.set_up(server)
        client = server.client()
        alert = {
            "endpoint_id": ENDPOINT,
            "alert_type": "error_rate",
            "threshold": 0.1,
            "notification_channels": [
                {"type": "webhook", "url": receiver.url(), "secrets": [SECRET]}
            ],
        }
        made = sample.must(client.call("POST", "/monitoring/alerts", alert), 201)
        path = f"/monitoring/alerts/{made['id']}"
        fail_some(client)
        time.sleep(2)  # kill -9 may lose the counts of the last second
        until("firing", lambda: client.call("GET", path).json()["firing"])

        client = restart(server)
        until("the notice", lambda: "firing" in events(receiver.requests))
        shown = sample.must(client.call("GET", path), 200)
        assert shown["firing"], shown
        health = sample.must(client.call("GET", f"/monitoring/health/{ENDPOINT}"), 200)
        assert health["status"] == "critical", health
        assert {"alert", "error_budget"} <= {reason["what"] for reason in health["reasons"]}

        sample.must(client.call("POST", path + "/acknowledge"), 200)
        client = restart(server)
        assert client.call("GET", path).json()["status"] == "acknowledged"
        sample.must(client.call("POST", path + "/resolve"), 200)
        client = restart(server)
        until("the end", lambda: "resolved" in events(receiver.requests))
        time.sleep(15)  # one more closed bucket: the condition still holds
        shown = sample.must(client.call("GET", path), 200)
        assert (shown["status"], shown["firing"]) == ("resolved", False), shown

    assert events(receiver.requests) == ["acknowledged", "firing", "resolved"]
    assert all(is_signed(request) for request in receiver.requests)
