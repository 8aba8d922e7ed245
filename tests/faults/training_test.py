"""kill -9 amid training: the job has failed and says so, and no process of it is left."""

import json
import time
from pathlib import Path

from support.sample import must
from support.server import Server

# It starts another that leaves its process group: what a group's signal does not reach.
SCRIPT = "setsid sleep 300 & echo started; sleep 300"


def processes_of(job):
    """Ids of processes that were started for the job."""
    mark = f"ONTOS_TRAINING_JOB={job}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def wait_until(holds):
    """Waits until it does."""
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_trainer_does_not_outlive_its_server(database):
    trainers = {"slow": {"command": ["/bin/sh", "-c", SCRIPT]}}
    with Server(database=database, flags=("--trainers", json.dumps(trainers))) as server:
        client = server.client()
        sheet = must(client.call("POST", "/training-sheets", {"name": "s"}), 201)["id"]
        rows = [{"prompt": "p", "response": "r", "review_status": "approved"}]
        must(client.call("POST", f"/training-sheets/{sheet}/rows", {"rows": rows}), 201)
        for end in (server.kill, server.stop):
            ask = {"training_sheet_id": sheet, "model_name": "m", "trainer": "slow"}
            job = must(server.client().call("POST", "/training/jobs", ask), 201)["id"]
            wait_until(lambda job=job: len(processes_of(job)) >= 2)
            end()
            server.start()

            def shown(job=job):
                return must(server.client().call("GET", f"/training/jobs/{job}"), 200)

            wait_until(lambda shown=shown: shown()["finished_at"])
            assert shown()["status"] == "failed"
            assert "while the trainer ran" in shown()["status_message"]
            wait_until(lambda job=job: not processes_of(job))
            assert not (server.data / "training" / job).exists()
            rows = must(server.client().call("GET", f"/training/jobs/{job}/lineage"), 200)
            assert len(rows["qa_pair_ids"]) == 1
