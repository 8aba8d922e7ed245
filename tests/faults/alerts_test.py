"""An error rate on the sample: it fires once and is told once, whatever is killed in between."""

import base64
import hashlib
import hmac
import http.server
import json
import threading
import time

from support import sample
from support.sample import ENDPOINT
from support.server import Server

SECRET = b"0123456789abcdef0123456789abcdef"
WAIT_SECONDS = 90  # buckets of 10 s, on a loaded machine


class Receiver(http.server.ThreadingHTTPServer):
    """Takes webhooks, and keeps their headers and bodies."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.taken = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/hook"

    def events(self):
        """By webhook-id: the same one again is no second notice."""
        return {h["webhook-id"]: json.loads(b)["data"]["event"] for h, b in self.taken}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers 200."""

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.taken.append((dict(self.headers.items()), body))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()


def until(what, condition):
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.2)
    raise AssertionError(f"not in {WAIT_SECONDS} s: {what}")


def is_signed(headers, body):
    headers = {name.lower(): value for name, value in headers.items()}
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(SECRET, said, hashlib.sha256).digest()).decode()
    return f"v1,{digest}" in headers["webhook-signature"].split()


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
    receiver = Receiver()
    flags = ("--outbound-allow", "127.0.0.1")
    with Server(database=database, flags=flags) as server:
        sample.set_up(server)
        client = server.client()
        secret = "whsec_" + base64.b64encode(SECRET).decode()
        alert = {
            "endpoint_id": ENDPOINT,
            "alert_type": "error_rate",
            "threshold": 0.1,
            "notification_channels": [
                {"type": "webhook", "url": receiver.url, "secrets": [secret]}
            ],
        }
        made = sample.must(client.call("POST", "/monitoring/alerts", alert), 201)
        path = f"/monitoring/alerts/{made['id']}"
        fail_some(client)
        time.sleep(2)  # kill -9 may lose the counts of the last second
        until("firing", lambda: client.call("GET", path).json()["firing"])

        client = restart(server)
        until("the notice", lambda: "firing" in receiver.events().values())
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
        until("the end", lambda: "resolved" in receiver.events().values())
        time.sleep(15)  # one more closed bucket: the condition still holds
        shown = sample.must(client.call("GET", path), 200)
        assert (shown["status"], shown["firing"]) == ("resolved", False), shown

    assert sorted(receiver.events().values()) == ["acknowledged", "firing", "resolved"]
    assert all(is_signed(headers, body) for headers, body in receiver.taken)
