"""The loop of a text model that is served elsewhere: from what people say to what serves, and back.

Nothing of the model is here: requests come by ingest, the trainer sits behind a signed webhook and
names the version that it made, and the registry says which endpoint serves it.
"""

import json
import time

from standardwebhooks.webhooks import Webhook

from support.channels import SECRET
from support.receipts import done, expect_signed
from support.receiver import Receiver, say
from support.sample import must
from support.server import Server

MODEL = "main.support.bot"
LINE = ["request", "feedback", "correction", "row", "sheet_version", "export", "training_job"]
LINE += ["model_version", "endpoint"]
COUNT = 14


def post(client, route, body=None, *statuses):
    """The answer of a POST that must succeed."""
    return must(client.call("POST", route, body), *(statuses or (201,)))


def register(client):
    """The external endpoint, and what it answered."""
    bot = {"endpoint_name": "bot", "endpoint_type": "chain", "model_name": MODEL}
    endpoint = post(client, "/registries/endpoints", bot | {"model_version": "ft:bot:1"})
    served = {"endpoint_id": "bot", "latency_ms": 40, "model_name": MODEL}
    metrics = [
        served | {"model_version": "ft:bot:1", "request_id": f"chat-{n}"} for n in range(COUNT)
    ]
    told = post(client, "/monitoring/metrics/ingest/batch", {"metrics": metrics})
    assert told["inserted"] == COUNT
    return endpoint["id"]


def judge(client):
    """Feedback on each answer: even ones are good, odd ones are corrected."""
    items = []
    for n in range(COUNT):
        said = {
            "endpoint_id": "bot",
            "request_id": f"chat-{n}",
            "subject_id": f"person-{n}",
            "input_text": f"How do I do task {n} of {n * n * 7919}?",
            "output_text": f"By pressing button {n}.",
            "rating": "negative" if n % 2 else "positive",
        }
        if n % 2:
            said["correction"] = f"By pressing lever {n * 31}."
        items.append(post(client, "/feedback", said)["id"])
    return items


def expect_statistics(client):
    """Of the version that answered, once requests and feedback have met."""
    deadline = time.monotonic() + 30
    while True:
        stats = must(client.call("GET", "/feedback/stats?endpoint_id=bot"), 200)
        versions = {each["model_version"]: each for each in stats["by_model_version"]}
        if "ft:bot:1" in versions and versions["ft:bot:1"]["counts"]["total_count"] == COUNT:
            break
        assert time.monotonic() < deadline, stats
        time.sleep(0.1)
    assert stats["positive_count"] == stats["negative_count"] == COUNT // 2
    assert stats["positive_rate"] == 0.5


def curate(client, items):
    """The sheet of all items; the last row is edited by a reviewer."""
    sheet = post(client, "/training-sheets", {"name": "Bot"})["id"]
    for number, item in enumerate(items):
        made = post(client, f"/feedback/{item}/to-training?training_sheet_id={sheet}")
        assert made["use"] == ("preference" if number % 2 else "sft")
    route = f"/training-sheets/{sheet}/rows/{made['assembly_row_id']}"
    edited = {"response": "By pulling the lever.", "review_reason": "plainer"}
    assert must(client.call("PATCH", route, edited), 200)["review_status"] == "edited"
    return sheet, made["assembly_row_id"]


def export(client, sheet):
    """Chats to train on, and that nothing rejected is among them."""
    made = post(client, f"/training-sheets/{sheet}/export", {"format": "openai_sft"})
    assert made["status"] == "ready", made["report"]
    assert made["report"]["purpose"] == "training"
    assert made["report"]["rejected_as_target"] == 0
    assert made["examples_exported"] == COUNT
    lines = b"".join(
        client.request("GET", f"/api/v1/exports/{made['export_id']}/files/{file['name']}").body
        for file in made["manifest"]["files"]
        if file["split"]
    )
    for n in range(COUNT):
        assert (f"By pressing button {n}.".encode() in lines) == (n % 2 == 0)
    assert b"By pulling the lever." in lines
    return made["export_id"]


def train(client, receiver, made):
    """A job whose trainer keeps the model to itself."""
    channel = {"name": "farm", "type": "webhook", "url": receiver.url(), "secrets": [SECRET]}
    post(client, "/monitoring/channels", channel)
    order = {"export_id": made, "model_name": MODEL, "trainer": "farm"}
    job = post(client, "/training/jobs", order)["id"]
    told = receiver.wait(1)[0]
    data = Webhook(SECRET).verify(told.body, told.headers)["data"]
    headers = {"authorization": f"Bearer {data['token']}", "content-type": "application/json"}

    def report(body):
        return client.request("POST", data["status_url"], json.dumps(body).encode(), headers)

    fetched = [client.request("GET", file["url"], None, headers) for file in data["files"]]
    assert sum(reply.body.count(b"\n") for reply in fetched) == COUNT
    assert must(report({"status": "succeeded"}), 422)["code"] == "no_model_version"
    both = {"status": "succeeded", "model_version": "1", "external_model_version": "ft:bot:2"}
    assert must(report(both), 409)["code"] == "two_model_versions"
    assert must(report({"external_model_version": ""}), 400)["errors"][0]["where"] == (
        "/body/external_model_version"
    )
    end = {"status": "succeeded", "external_model_version": "ft:bot:2", "metrics": {"loss": 0.1}}
    ended = must(report(end), 200)
    assert ended["status"] == "succeeded"
    assert ended["external_model_version"] == "ft:bot:2"
    assert ended["model_version"] is None, "no file of it is in this registry"
    assert must(report(end), 200) == ended
    assert client.call("GET", f"/deployment/models/{MODEL}").status == 404
    return job


def kinds(graph):
    """Kinds of the nodes, in the order of the answer."""
    return [node["kind"] for node in graph["nodes"]]


def expect_lineage(client, endpoint, row, job):
    """Both ways, by id and by name, and for the person."""
    last = f"chat-{COUNT - 1}"
    down = must(client.call("GET", f"/lineage/request/{last}?direction=down"), 200)
    assert kinds(down) == LINE, down
    version, serves = down["nodes"][-2:]
    assert version["id"] == f"{MODEL}:ft:bot:2"
    assert version["state"] == "external"
    assert version["path"] == f"/api/v1/training/jobs/{job}"
    assert serves["id"] == endpoint
    assert kinds(must(client.call("GET", f"/lineage/row/{row}?direction=down"), 200)) == LINE[3:]
    up = must(client.call("GET", "/lineage/endpoint/BOT?direction=up&limit=1000"), 200)
    assert up["asked"] == {"kind": "endpoint", "id": endpoint}
    assert {*LINE, "sheet"} == set(kinds(up))
    assert kinds(up).count("row") == COUNT
    assert {last, row} <= {node["id"] for node in up["nodes"]}
    about = must(client.call("GET", f"/lineage/subject/person-{COUNT - 1}"), 200)
    assert about["live_endpoints"] == ["bot"]
    assert about["models"][0]["model_version"] == "ft:bot:2"
    assert about["models"][0]["training_job_id"] == job


def test_a_text_model_that_is_served_elsewhere_goes_through_the_whole_loop(tmp_path):
    with Receiver(say(204)) as receiver, Server(flags=("--outbound-allow", "127.0.0.1")) as server:
        client = server.client()
        endpoint = register(client)
        items = judge(client)
        expect_statistics(client)
        sheet, row = curate(client, items)
        made = export(client, sheet)
        job = train(client, receiver, made)

        # Nobody serves it yet; the version that does was not trained here.
        person = f"person-{COUNT - 1}"
        about = must(client.call("GET", f"/lineage/subject/{person}"), 200)
        assert about["live_endpoints"] == []
        up = must(client.call("GET", "/lineage/endpoint/bot?direction=up"), 200)
        assert kinds(up) == ["model_version", "endpoint"]
        assert up["nodes"][0]["state"] == "external"

        route = f"/registries/endpoints/{endpoint}"
        must(client.call("PUT", route, {"model_version": "ft:bot:2"}), 200)
        expect_lineage(client, endpoint, row, job)

        asked = {"subject_id": person, "reason": "asked by letter"}
        receipt = done(client, post(client, "/privacy/erase", asked)["id"])
        expect_signed(receipt, tmp_path)
        assert receipt["models"][0]["model_version"] == "ft:bot:2"
        assert receipt["models"][0]["endpoints"] == ["bot"]
        assert [each["lines"] for each in receipt["exports"]] == [1]
        assert client.call("GET", f"/feedback/{items[-1]}").status == 404
        left = must(client.call("GET", f"/exports/{made}"), 200)
        assert left["examples_exported"] == COUNT - 1
        # The other rows still lead to what serves.
        down = must(client.call("GET", "/lineage/request/chat-1?direction=down"), 200)
        assert kinds(down) == LINE

        # What serves another version is left behind; what is deleted serves nothing.
        must(client.call("PUT", route, {"model_version": "ft:bot:3"}), 200)
        about = must(client.call("GET", "/lineage/subject/person-1"), 200)
        assert about["live_endpoints"] == []
        must(client.call("PUT", route, {"model_version": "ft:bot:2"}), 200)
        assert client.call("DELETE", route).status == 204
        about = must(client.call("GET", "/lineage/subject/person-1"), 200)
        assert about["live_endpoints"] == []
        assert about["models"][0]["model_version"] == "ft:bot:2"
