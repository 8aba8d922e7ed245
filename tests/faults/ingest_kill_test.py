"""kill -9 amid ingest: what was answered is counted and in the log, and nothing counts twice."""

import random
import threading
import time

from support import sample
from support.sample import ENDPOINT, must
from support.server import Server

SEED = 4_711


class Teller(threading.Thread):
    """Tells of requests, one by one and many at once, until the server dies."""

    def __init__(self, server, prefix, seed):
        super().__init__()
        self.server, self.prefix, self.random = server, prefix, random.Random(seed)
        self.sent, self.answered, self.wrong = set(), [], []

    def metric(self):
        request_id = f"{self.prefix}-{len(self.sent)}"
        self.sent.add(request_id)
        age = self.random.choice([0, 0, 1, 100, 4_000, 500_000])
        return {
            "endpoint_id": ENDPOINT,
            "latency_ms": 5,
            "request_id": request_id,
            "timestamp": f"now-{age}s",
            "features": {"of": request_id},
            "prediction": "yes",
        }

    def tell(self, client, metrics):
        if len(metrics) == 1:
            path, body = "/monitoring/metrics/ingest", metrics[0]
        else:
            path, body = "/monitoring/metrics/ingest/batch", {"metrics": metrics}
        must(client.call("POST", path, body), 200, 201)
        self.answered += [metric["request_id"] for metric in metrics]

    def run(self):
        client = self.server.client(timeout=30)
        try:
            while True:
                count = self.random.choice([1, 1, 2, 20])
                self.tell(client, [self.metric() for _ in range(count)])
                # All three stay below the rate above which the log keeps a share only.
                time.sleep(0.002)
        except AssertionError as error:
            self.wrong.append(str(error))
        except Exception:  # noqa: BLE001, S110
            pass  # the server is gone: what matters is what it had answered


def counted(client):
    path = f"/monitoring/metrics/performance?endpoint_id={ENDPOINT}&hours=168"
    return must(client.call("GET", path), 200)[0]["total_requests"]


def require_logged(client, request_ids):
    """With what was told of them: under their own names, and as a repeat is answered."""
    for request_id in request_ids:
        logged = must(client.call("GET", f"/monitoring/requests/{request_id}"), 200)
        assert logged["payload"]["query"] == {"inputs": {"of": request_id}}
        assert logged["payload"]["answer"] == {"prediction": "yes"}
        metric = {"endpoint_id": ENDPOINT, "latency_ms": 5, "request_id": request_id}
        repeat = must(client.call("POST", "/monitoring/metrics/ingest", metric), 200)
        assert repeat == {"id": logged["request"]["id"], "duplicate": True}


def test_ingest_loses_nothing_that_was_answered_and_counts_nothing_twice(rounds, database):
    chance = random.Random(SEED)
    rows, payloads = "--request-log-rows-per-second", "--request-log-payloads-per-second"
    with Server(database=database, flags=(rows, "10000", payloads, "10000")) as server:
        sample.set_up(server)
        before = counted(server.client())
        for number in range(rounds):
            tellers = [Teller(server, f"{number}-{i}", SEED + i) for i in range(3)]
            for teller in tellers:
                teller.start()
            time.sleep(chance.uniform(0.1, 1))
            server.kill()
            for teller in tellers:
                teller.join()
                assert not teller.wrong, teller.wrong
            server.start()
            client = server.client()
            answered = sum(len(teller.answered) for teller in tellers)
            sent = sum(len(teller.sent) for teller in tellers)
            assert before + answered <= counted(client) <= before + sent
            for teller in tellers:
                require_logged(client, teller.answered[-100:])
            # Whoever got no answer tells again: now each is counted once.
            for teller in tellers:
                for request_id in teller.sent:
                    metric = {"endpoint_id": ENDPOINT, "latency_ms": 5, "request_id": request_id}
                    must(client.call("POST", "/monitoring/metrics/ingest", metric), 200, 201)
            before += sent
            assert counted(client) == before
            client.close()
