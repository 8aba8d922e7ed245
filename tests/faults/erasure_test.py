"""A person is erased: a canary that went in by every path stands in no file afterwards."""

import contextlib
import http.client
import json
import random
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path

from support import sample
from support.receipts import done, expect_signed
from support.sample import must
from support.server import Server
from support.upload import CONTENT_TYPE, form, part

SEED = 4_713
CANARY = "Kanarienvogel-qzxwv"
SUBJECT = f"subject {CANARY} \u00fc"
FORMS = [
    CANARY.encode(),
    CANARY.encode("utf-16-le"),
    CANARY.encode("utf-16-be"),
    CANARY.lower().encode(),
    # As the index of words splits it.
    b"kanarienvogel",
    b"qzxwv",
]
EXPORTS = [
    {"format": "jsonl"},
    {"format": "csv"},
    {"format": "hf_dataset"},
    {"format": "openai_sft"},
    {"format": "trl_preference"},
]


def files_with(folder: Path) -> list[str]:
    """Files below the folder that hold the canary in one of its forms."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found += [f"{path.name}: {form!r}" for form in FORMS if form in content]
    return found


def tables_with(database: str) -> list[str]:
    """Tables of a PostgreSQL database that hold the canary."""
    dump = subprocess.run(
        ["pg_dump", "--inserts", database], check=True, capture_output=True
    ).stdout
    return [line[:200].decode() for line in dump.splitlines() if any(f in line for f in FORMS)]


def held(server: Server) -> list[str]:
    """Where it is held, in the database and in the folder."""
    return files_with(server.data) + (tables_with(server.database) if server.database else [])


def shop_baseline() -> bytes:
    """Rows with a text column, of which the canary is none."""
    rows = [f"customer-{i % 7},{i % 50},{'yes' if i % 2 else 'no'}" for i in range(400)]
    return "\n".join(["customer,amount,prediction", *rows]).encode()


def tell_of_customer(client, customer, request_id) -> None:
    """A request that was served elsewhere, of an endpoint whose model has a text column."""
    asked = {
        "endpoint_id": "shop",
        "latency_ms": 3,
        "request_id": request_id,
        "features": {"customer": customer, "amount": 7},
        "prediction": "yes",
    }
    must(client.call("POST", "/monitoring/metrics/ingest", asked), 201)


def say(client, more, *, key=None):
    """Feedback on the sample's endpoint."""
    headers = {"idempotency-key": key} if key else {}
    body = {"endpoint_id": sample.ENDPOINT, "input_text": "?", "output_text": "!"} | more
    return must(client.call("POST", "/feedback", body, headers), 201)


def write_everywhere(server: Server) -> None:
    """The canary in by every path, and what is made of it."""
    client = server.client()
    must(
        client.call(
            "POST",
            f"/deployment/endpoints/{sample.ENDPOINT}/query",
            {"inputs": sample.ROW | {"note": CANARY}, "client_request_id": CANARY},
            {"x-request-id": f"req-{CANARY}"},
        ),
        200,
    )
    must(
        client.call(
            "POST",
            "/monitoring/metrics/ingest",
            {
                "endpoint_id": "chat",
                "latency_ms": 3,
                "request_id": f"ingest-{CANARY}",
                "features": {"q": CANARY},
                "prediction": CANARY,
                "error_message": CANARY,
                "status_code": 500,
            },
            {"idempotency-key": f"key-{CANARY}"},
        ),
        201,
    )
    tell_of_customer(client, CANARY, f"shop-{CANARY}")
    for other in range(60):
        tell_of_customer(client, "customer-1", f"shop-{other}")
    texts = {
        "input_text": f"I am {CANARY}",
        "output_text": f"You are {CANARY}",
        "feedback_text": f"No, I am {CANARY}",
        "correction": f"{CANARY}!",
        "expected_output": CANARY,
        "rationale": CANARY,
        "tags": [CANARY.lower(), "shared"],
        "subject_id": SUBJECT,
        "session_id": f"session-{CANARY}",
        "rating": "negative",
    }
    first = say(client, texts | {"request_id": f"req-{CANARY}", "source_id": CANARY}, key="a")
    say(client, texts | {"endpoint_id": "chat", "request_id": f"ingest-{CANARY}"})
    say(client, texts | {"endpoint_id": "shop", "request_id": f"shop-{CANARY}"})
    say(client, {"rating": "positive", "tags": ["shared"], "feedback_text": "other"})
    path = f"/feedback/{first['id']}"
    must(client.call("PATCH", path, {"feedback_text": f"Again {CANARY}"}), 200)
    bulk = {"action": "flag", "filter": {"tag": CANARY.lower()}}
    must(client.call("POST", "/feedback/bulk", bulk), 200)
    make_gaps(client)

    sheet = must(client.call("POST", "/training-sheets", {"name": "sheet"}), 201)["id"]
    rows = f"/training-sheets/{sheet}/rows"
    row = must(client.call("POST", f"{path}/to-training?training_sheet_id={sheet}"), 201)[
        "qa_pair_id"
    ]
    must(client.call("PATCH", f"{rows}/{row}", {"response": f"Hello {CANARY}."}), 200)
    by_hand = {
        "prompt": f"by hand {CANARY}",
        "response": f"yes {CANARY}",
        "rejected_response": f"no {CANARY}",
        "review_status": "approved",
        "subject_id": SUBJECT,
    }
    others = [
        {
            "prompt": f"question {i}",
            "response": f"a {i}",
            "rejected_response": f"b {i}",
            "review_status": "approved",
        }
        for i in range(20)
    ]
    must(client.call("POST", rows, {"rows": [by_hand, *others]}), 201)
    # A sheet that is gone while its export stays.
    gone = must(client.call("POST", "/training-sheets", {"name": "gone"}), 201)["id"]
    must(client.call("POST", f"/training-sheets/{gone}/rows", {"rows": [by_hand, others[0]]}), 201)
    for of, ask in [*[(sheet, ask) for ask in EXPORTS], (gone, EXPORTS[0])]:
        made = must(client.call("POST", f"/training-sheets/{of}/export", ask), 201)
        assert made["status"] == "ready", made
        for file in made["manifest"]["files"]:
            name = file["name"].replace("/", "%2F")
            must_get(client, f"/exports/{made['export_id']}/files/{name}")
    assert client.call("DELETE", f"/training-sheets/{gone}").status == 204


def make_gaps(client):
    """A cluster of what the person asked, a gap of their tag, and a task of each."""
    alike = {
        "endpoint_id": "chat",
        "input_text": f"how do I reset the password of {CANARY} on the new site?",
        "rating": "negative",
        "tags": [CANARY.lower()],
        "subject_id": SUBJECT,
    }
    for _ in range(6):
        say(client, alike)
    for _ in range(10):
        say(client, {"endpoint_id": "chat", "rating": "positive"})
    must(client.call("POST", "/gaps/analyze"), 202)
    deadline = time.monotonic() + 60
    while len(gaps := must(client.call("GET", "/gaps"), 200)["gaps"]) < 2:
        assert time.monotonic() < deadline, gaps
        time.sleep(0.2)
    assert {gap["gap_type"] for gap in gaps} == {"feedback_cluster", "feedback_tag"}
    for gap in gaps:
        must(client.call("POST", f"/gaps/{gap['id']}/task"), 201)


def must_get(client, path):
    """Downloads a file."""
    reply = client.call("GET", path)
    assert reply.status == 200, reply.body[:500]


def set_up(server: Server) -> None:
    """The sample, and an endpoint that is served elsewhere."""
    sample.set_up(server)
    endpoint = {"name": "chat", "endpoint_name": "chat", "endpoint_type": "agent"}
    client = server.client()
    must(client.call("POST", "/registries/endpoints", endpoint), 201)
    shop = {"name": "shop", "endpoint_name": "shop", "endpoint_type": "model"}
    shop |= {"model_name": "main.ext.shop", "model_version": "1"}
    must(client.call("POST", "/registries/endpoints", shop), 201)
    body = form(part("baseline", shop_baseline(), "b.csv"), part("endpoint_id", b"shop"))
    headers = {"content-type": CONTENT_TYPE}
    must(client.request("POST", "/api/v1/monitoring/baselines", body, headers), 201)


def erase(client, subject=SUBJECT):
    """Asks for it; the receipt."""
    ask = {"subject_id": subject, "reason": "asked", "also": ["session"]}
    return must(client.call("POST", "/privacy/erase", ask), 201)


def test_a_canary_stands_in_no_file_after_the_erasure(database, tmp_path):
    with Server(database=database) as server:
        set_up(server)
        write_everywhere(server)
        assert held(server)
        client = server.client()
        drift = "/monitoring/drift/shop/customer"
        before = must(client.call("GET", drift), 200)
        assert [unseen["name"] for unseen in before["unseen"]] == [CANARY]
        receipt = erase(client)
        # At once, no route answers it.
        for path in [
            "/feedback",
            "/monitoring/requests",
            "/feedback/stats",
            "/audit",
            "/training-sheets/list",
            "/exports",
            drift,
        ]:
            reply = client.call("GET", path)
            assert CANARY.encode() not in reply.body, path
        receipt = done(server.client(), receipt["id"])
        assert CANARY not in json.dumps(receipt)
        assert len(receipt["exports"]) == len(EXPORTS) + 1
        assert all(export["copies"] for export in receipt["exports"])
        expect_signed(receipt, tmp_path)
        assert held(server) == []
        # What is counted stays, without its name.
        after = must(client.call("GET", drift), 200)
        assert after["unseen"] == [{"name": "[ERASED]", "count": 1}]
        assert after["detail"]["drift_score"] == before["detail"]["drift_score"]
        assert after["bins"] == before["bins"]
        assert {one["store"] for one in receipt["stores"]} >= {"drift_profiles", "request_log"}
        stats = must(client.call("GET", f"/feedback/stats?endpoint_id={sample.ENDPOINT}"), 200)
        assert (stats["total_count"], stats["positive_count"]) == (1, 1)
        assert [tag["tag"] for tag in stats["by_tag"]] == ["shared"]
        server.stop()
        assert held(server) == []
        server.start()


def test_kill_amid_an_erasure_does_not_end_it(slow_rounds, database):
    chance = random.Random(SEED)
    with Server(database=database) as server:
        set_up(server)
        for _ in range(slow_rounds):
            client = server.client()
            for item in range(30):
                say(
                    client,
                    {
                        "feedback_text": f"{CANARY} {item}",
                        "subject_id": SUBJECT,
                        "rating": "positive",
                    },
                )
            sheet = must(client.call("POST", "/training-sheets", {"name": "sheet"}), 201)["id"]
            rows = [
                {
                    "prompt": f"{CANARY} {i}",
                    "response": f"r {i}",
                    "review_status": "approved",
                    **({"subject_id": SUBJECT} if i % 2 else {"subject_id": f"{SUBJECT}."}),
                }
                for i in range(1_000)
            ]
            must(client.call("POST", f"/training-sheets/{sheet}/rows", {"rows": rows}), 201)
            must(client.call("POST", f"/training-sheets/{sheet}/export", {"format": "jsonl"}), 201)
            asked = threading.Thread(target=ask_in_vain, args=(server.client(), f"{SUBJECT}."))
            asked.start()
            receipt = erase(client)["id"]
            time.sleep(chance.uniform(0, 8))
            server.kill()
            asked.join()
            server.start()
            found = done(server.client(), receipt)
            erased = {one["store"]: one["erased"] for one in found["stores"]}
            assert erased["feedback_items"] == 30
            assert erased["training_rows"] == 500
            assert [export["lines"] for export in found["exports"]] == [500]
            for other in must(server.client().call("GET", "/privacy/receipts"), 200)["items"]:
                done(server.client(), other["id"])
            left = must(server.client().call("GET", f"/privacy/subjects/{quoted(SUBJECT)}"), 200)
            assert not left["is_held"], left
            must(
                server.client().call(
                    "POST", "/privacy/erase", {"subject_id": f"{SUBJECT}.", "reason": "rest"}
                ),
                201,
            )
        for one in must(server.client().call("GET", "/privacy/receipts?limit=100"), 200)["items"]:
            done(server.client(), one["id"])
        assert held(server) == []


def ask_in_vain(client, subject):
    """Another erasure that the kill may meet anywhere."""
    with contextlib.suppress(OSError, AssertionError, ValueError, http.client.HTTPException):
        erase(client, subject)


def quoted(text: str) -> str:
    """As a segment of a path."""
    return urllib.parse.quote(text, safe="")
