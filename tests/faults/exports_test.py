"""kill -9 amid an export: it is made all the same, whole, and with the same bytes."""

import hashlib
import random
import time

from support.sample import must
from support.server import Server

SEED = 4_711
ROWS = 6_000


def with_rows(server):
    """A sheet whose export takes a second or so."""
    client = server.client()
    sheet = must(client.call("POST", "/training-sheets", {"name": "big"}), 201)["id"]
    chance = random.Random(SEED)
    words = [f"word{number}" for number in range(5_000)]
    for _ in range(ROWS // 1_000):
        rows = [
            {
                "prompt": " ".join(chance.choices(words, k=60)),
                "response": " ".join(chance.choices(words, k=60)),
                "review_status": "approved",
            }
            for _ in range(1_000)
        ]
        must(client.call("POST", f"/training-sheets/{sheet}/rows", {"rows": rows}), 201)
    return sheet


def ended(server, path):
    """Waits for it, and checks that its files are those of its manifest."""
    client = server.client()
    deadline = time.monotonic() + 60
    while (export := must(client.call("GET", path), 200))["status"] == "running":
        assert time.monotonic() < deadline, export
        time.sleep(0.1)
    assert export["status"] == "ready", export
    assert export["examples_exported"] == ROWS
    folder = server.data / export["volume_path"]
    for file in export["manifest"]["files"]:
        assert hashlib.sha256((folder / file["name"]).read_bytes()).hexdigest() == file["sha256"]
    on_disk = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert on_disk == {file["name"] for file in export["manifest"]["files"]}
    return {f["name"]: f["sha256"] for f in export["manifest"]["files"] if f["split"]}


def test_an_export_is_made_whole_through_kills(slow_rounds, database):
    chance = random.Random(SEED)
    with Server(database=database) as server:
        sheet = with_rows(server)
        ask = {"format": "jsonl", "wait": 0}
        route = f"/training-sheets/{sheet}/export"
        first = must(server.client().call("POST", route, ask), 201)
        hashes = ended(server, f"/exports/{first['export_id']}")
        for _ in range(slow_rounds):
            begun = must(server.client().call("POST", route, ask), 201)
            time.sleep(chance.uniform(0, 1))
            server.kill()
            server.start()
            assert ended(server, f"/exports/{begun['export_id']}") == hashes
