"""Retrain triggers through kill -9: a firing is there once, with one job, one gap, one notice.

The lease of a killed server ends twenty times as fast as on the wall.
"""

import random
import time

from support.fast_clock import FastClock
from support.receiver import Receiver
from support.sample import must
from support.server import Server
from support.webhooks import SECRET

WAIT_SECONDS = 60  # steps of 15 s, on a loaded machine
TRAINERS = '{"none": {"command": ["/bin/true"]}}'
ACTIONS = ("create_job", "open_gap", "notify")


def wait_until(what, holds):
    """Waits until it does, and returns what it then says."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not in {WAIT_SECONDS} s: {what}")


class Triggers:
    """One of each action; all fire when a row of the sheet is approved."""

    def __init__(self, server, receiver):
        self.server = server
        call = self.server.client().call
        self.sheet = must(call("POST", "/training-sheets", {"name": "s"}), 201)["id"]
        channel = {"type": "webhook", "url": receiver.url(), "secrets": [SECRET]}
        job = {"training_sheet_id": self.sheet, "model_name": "m", "trainer": "none"}
        self.ids = {}
        for action in ACTIONS:
            more = {"job": job} if action == "create_job" else {}
            asked = {
                "name": action,
                "condition": {
                    "type": "approved_rows",
                    "training_sheet_id": self.sheet,
                    "min_rows": 1,
                },
                "action": {"type": action, **more},
                "cooldown_minutes": 0,
                "notification_channels": [channel] if action == "notify" else [],
            }
            self.ids[action] = must(call("POST", "/retrain/triggers", asked), 201)["id"]

    def get(self, path):
        return must(self.server.client().call("GET", path), 200)

    def approve(self, prompt):
        rows = [{"prompt": prompt, "response": "r", "review_status": "approved"}]
        path = f"/training-sheets/{self.sheet}/rows"
        must(self.server.client().call("POST", path, {"rows": rows}), 201)

    def firings(self, action):
        return self.get(f"/retrain/triggers/{self.ids[action]}/firings")["items"]

    def jobs(self):
        return self.get("/training/jobs")["items"]

    def have_done(self, count):
        """Whether all have fired so often, and nothing is left to do."""
        return all(
            [firing["status"] for firing in self.firings(action)] == ["done"] * count
            for action in ACTIONS
        )


def restart(server, clock):
    server.kill()
    server.environment = clock.environment()
    server.start()


def test_each_firing_is_there_once_through_kills(database):
    flags = ("--outbound-allow", "127.0.0.1", "--trainers", TRAINERS)
    clock = FastClock()
    with (
        Receiver() as receiver,
        Server(
            database=clock.database(database), flags=flags, environment=clock.environment()
        ) as server,
    ):
        triggers = Triggers(server, receiver)
        triggers.approve("a")
        # Between what fired and its job, which is made by a later step.
        wait_until("a firing", lambda: triggers.firings("create_job"))
        restart(server, clock)
        # Between the job and the firing that says so.
        wait_until("a job", triggers.jobs)
        restart(server, clock)
        wait_until("the first of each", lambda: triggers.have_done(1))

        triggers.approve("b")
        time.sleep(random.uniform(0, 15))
        restart(server, clock)
        wait_until("the second of each", lambda: triggers.have_done(2))
        receiver.wait(2)
        time.sleep(16)  # one more step finds nothing to do

        assert triggers.have_done(2)
        jobs = {job["id"] for job in triggers.jobs()}
        made = triggers.firings("create_job")
        assert len(jobs) == 2
        assert {firing["training_job_id"] for firing in made} == jobs
        for action in ACTIONS:
            assert [firing["number"] for firing in triggers.firings(action)] == [2, 1]
        gaps = triggers.get("/gaps")["gaps"]
        assert [gap["gap_type"] for gap in gaps] == ["retrain"]
        assert {firing["gap_id"] for firing in triggers.firings("open_gap")} == {gaps[0]["id"]}
        told = [request.headers["webhook-id"] for request in receiver.requests]
        sent = [firing["delivery_ids"] for firing in triggers.firings("notify")]
        assert set(told) == {ids[0] for ids in sent}
        assert [len(ids) for ids in sent] == [1, 1]
