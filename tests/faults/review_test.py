"""kill -9 amid a review: what was answered is judged, once, and nothing is reserved for good."""

import random
import threading
import time

from support.sample import must
from support.server import Server

SEED = 8_112
ROWS = 400
REVIEWERS = 4


class Reviewing(threading.Thread):
    """Judges until the server dies or nothing is left, and remembers what was answered."""

    def __init__(self, server, queue, name):
        super().__init__()
        self.server, self.queue, self.name_ = server, queue, name
        self.judged, self.wrong = set(), []

    def run(self):
        client = self.server.client(timeout=30)
        me = {"reviewer": self.name_}
        try:
            while item := must(client.call("POST", f"{self.queue}/reserve", me), 200)["item"]:
                path = f"{self.queue}/items/{item['id']}/submit"
                must(client.call("POST", path, {**me, "review_status": "approved"}), 200)
                self.judged.add(item["target_id"])
        except AssertionError as error:
            self.wrong.append(str(error))
        except Exception:  # noqa: BLE001, S110
            pass  # the server is gone: what matters is what it had answered


def test_answered_judgements_outlive_kills(rounds, database):
    chance = random.Random(SEED)
    with Server(database=database) as server:
        client = server.client()
        sheet = must(client.call("POST", "/training-sheets", {"name": "s"}), 201)["id"]
        rows = [{"prompt": f"p{number}", "response": "r"} for number in range(ROWS)]
        must(client.call("POST", f"/training-sheets/{sheet}/rows", {"rows": rows}), 201)
        body = {"name": "q", "source": "training_sheet", "training_sheet_id": sheet}
        queue = "/review/queues/" + must(client.call("POST", "/review/queues", body), 201)["id"]
        answered = set()
        for number in range(rounds):
            threads = [Reviewing(server, queue, f"reviewer {number} {i}") for i in range(REVIEWERS)]
            for thread in threads:
                thread.start()
            time.sleep(chance.uniform(0, 0.6))
            server.kill()
            for thread in threads:
                thread.join()
                assert not thread.wrong
                assert not answered & thread.judged, "a row was judged twice"
                answered |= thread.judged
            server.start()
            client = server.client()
            listed = must(client.call("GET", f"/training-sheets/{sheet}/rows?limit=1000"), 200)
            approved = {row["id"] for row in listed["items"] if row["review_status"] == "approved"}
            assert answered <= approved
            now = must(client.call("GET", queue), 200)
            assert now["judgement_count"] == now["completed_count"] == len(approved)
            assert now["pending_count"] == ROWS - len(approved)
