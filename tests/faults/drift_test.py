"""A change of units on the sample: found, told once and explained, through kills.

Windows of five minutes end twenty times as fast as on the wall.
"""

import time

from support import sample
from support.fast_clock import SPEED, FastClock
from support.mail_server import Handler, MailServer
from support.receiver import Receiver
from support.sample import ENDPOINT, must
from support.server import SAMPLE, Server
from support.upload import CONTENT_TYPE, form, part
from support.webhooks import SECRET, events, is_signed

WINDOW = 300  # seconds
CENTIMETRES_TO_INCHES = 1 / 2.54


class Run:
    """One server, its clock, and what it sends."""

    def __init__(self, server, clock):
        self.server, self.clock = server, clock
        self.client = server.client()

    def get(self, path):
        return must(self.client.call("GET", path), 200)

    def restart(self):
        self.client.close()
        self.server.kill()
        self.server.environment = self.clock.environment()
        self.server.start()
        self.client = self.server.client()

    def next_window(self):
        self.clock.wait((self.clock.now() // WINDOW + 1) * WINDOW + SPEED)

    def send(self, rows):
        """Each once, within a window, and not at the very end: a kill loses the last second."""
        self.next_window()
        for row in rows:
            path = f"/deployment/endpoints/{ENDPOINT}/query"
            must(self.client.call("POST", path, {"inputs": [row]}), 200)
        time.sleep(2.5)

    def until(self, what, condition, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if condition():
                return
            time.sleep(0.3)
        raise AssertionError(f"not in {seconds} s: {what}")


def with_baseline(server):
    sample.set_up(server)
    baseline = part("baseline", (SAMPLE / "baseline.csv").read_bytes(), "baseline.csv")
    names = part("model_name", sample.MODEL.encode()), part("model_version", b"1")
    client = server.client()
    headers = {"content-type": CONTENT_TYPE}
    must(
        client.request("POST", "/api/v1/monitoring/baselines", form(*names, baseline), headers),
        200, 201, 202,
    )  # fmt: skip
    client.close()


def make_alert(run, receiver):
    alert = {
        "endpoint_id": ENDPOINT,
        "alert_type": "drift",
        "threshold": 0.2,
        "notification_channels": [
            {"type": "webhook", "url": receiver.url(), "secrets": [SECRET]},
            "oncall@example.com",
        ],
    }
    made = must(run.client.call("POST", "/monitoring/alerts", alert), 201)
    return f"/monitoring/alerts/{made['id']}"


def drift(run, window):
    return run.get(f"/monitoring/drift/{ENDPOINT}?{window}")


def explained(run):
    """What moved, by the drift page, and what the health page says of it."""
    features = drift(run, "level=5m")["feature_details"]
    moved = {f["feature"]: f["explanation"] for f in features if f["drifted"]}
    health = run.get(f"/monitoring/health/{ENDPOINT}")
    return moved, {reason["what"] for reason in health["reasons"]}


def test_a_change_of_units_is_told_once_through_kills(database):
    clock, handler = FastClock(), Handler()
    rows = sample.held_out(1_000)
    in_inches = [row | {"mean radius": row["mean radius"] * CENTIMETRES_TO_INCHES} for row in rows]
    with Receiver() as receiver, MailServer(handler, None, {}) as mail:
        flags = (
            "--outbound-allow", "127.0.0.1",
            "--smtp-url", f"smtp://localhost:{mail.port}", "--smtp-tls", "none",
            "--smtp-from", "alerts@ontos.example",
        )  # fmt: skip
        with Server(
            database=clock.database(database), flags=flags, environment=clock.environment()
        ) as server:
            with_baseline(server)
            run = Run(server, clock)
            alert = make_alert(run, receiver)
            # A row that comes again is not new evidence: each once in the hour that is compared.
            for half in rows[::2], rows[1::2]:
                run.send(half)
                run.next_window()
                time.sleep(5)  # a window is judged soon after its end
                report = drift(run, "comparison_hours=1")
                assert not report["drift_detected"], report
                assert not run.get(alert)["firing"]
            assert receiver.requests == []

            run.send(in_inches)
            run.restart()
            run.send(in_inches)
            run.restart()
            run.until("firing", lambda: run.get(alert)["firing"])
            run.until("the webhook", lambda: "firing" in events(receiver.requests))
            run.until("the mail", lambda: handler.mails)
            moved, reasons = explained(run)
            assert "unit" in moved["mean radius"], moved
            assert {"alert", "drift"} <= reasons, reasons

            must(run.client.call("POST", alert + "/acknowledge"), 200)
            run.restart()
            assert run.get(alert)["status"] == "acknowledged"
            must(run.client.call("POST", alert + "/resolve"), 200)
            run.restart()
            run.until("the end", lambda: "resolved" in events(receiver.requests))
            run.until("its mail", lambda: len(handler.mails) == 3)
            assert run.get(alert)["status"] == "resolved"

    assert events(receiver.requests) == ["acknowledged", "firing", "resolved"]
    assert all(is_signed(request) for request in receiver.requests)
    subjects = [message["subject"].split("]")[0] for _, _, message in handler.mails]
    assert len(set(subjects)) == 3, subjects
