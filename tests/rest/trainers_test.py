"""Real trainers: the example by scikit-learn, and one behind a signed webhook with its token."""

import csv
import json
import subprocess
import sys
import time

from standardwebhooks.webhooks import Webhook

from support import sample
from support.channels import SECRET
from support.client import Client
from support.receiver import Receiver, say
from support.sample import must
from support.server import BINARY, ROOT, SAMPLE, Server, clean_environment
from support.upload import CONTENT_TYPE, model_form

TRAINER = ROOT / "examples/trainers/sklearn_tabular.py"
SECONDS = 120


def ended(client, job, headers=None):
    """The job, once it has ended."""
    deadline = time.monotonic() + SECONDS
    while True:
        shown = must(client.request("GET", f"/api/v1/training/jobs/{job}", None, headers), 200)
        if shown["finished_at"]:
            return shown
        assert time.monotonic() < deadline, shown
        time.sleep(0.1)


def base_rows(path):
    """The first half of the rows that the sample has not seen, with their labels last."""
    with (SAMPLE / "held_out.csv").open() as file:
        lines = list(csv.reader(file))
    with path.open("w", newline="") as out:
        csv.writer(out).writerows(lines[:90])


def corrected_rows(client, sheet, count):
    """Rows of the second half that were asked about and judged; the last item."""
    with (SAMPLE / "held_out.csv").open() as file:
        rows = list(csv.DictReader(file))[90 : 90 + count]
    for number, row in enumerate(rows, 1):
        label = row.pop("diagnosis")
        features = {name: float(text) for name, text in row.items()}
        route = f"/deployment/endpoints/{sample.ENDPOINT}/query"
        asked = must(client.call("POST", route, {"inputs": features}), 200)
        said = asked["predictions"][0]
        judged = {
            "subject_id": f"patient-{number}",
            "endpoint_id": sample.ENDPOINT,
            "request_id": asked["request_id"],
            "input_text": json.dumps(features),
            "output_text": json.dumps(said),
            "rating": "positive" if said == label else "negative",
        }
        if said != label:
            judged["correction"] = label
        item = must(client.call("POST", "/feedback", judged), 201)
        route = f"/feedback/{item['id']}/to-training?training_sheet_id={sheet}"
        must(client.call("POST", route), 201)
    return item


def test_corrections_become_a_model_that_serves(tmp_path):
    base_rows(tmp_path / "base.csv")
    config = tmp_path / "ontos.toml"
    config.write_text(
        f"[trainers.sklearn]\ncommand = {json.dumps([sys.executable, str(TRAINER)])}\n"
        'format = "csv"\nlayout = "features"\n'
        f"[trainers.sklearn.environment]\nBASE_ROWS = {json.dumps(str(tmp_path / 'base.csv'))}\n"
    )
    with Server(flags=("--config", str(config))) as server:
        sample.register(server)
        client = server.client()
        must(sample.deploy(client, "1"), 201)
        sheet = must(client.call("POST", "/training-sheets", {"name": "Corrections"}), 201)["id"]
        item = corrected_rows(client, sheet, 60)
        asked = {
            "training_sheet_id": sheet,
            "model_name": sample.MODEL,
            "training_config": {"C": 0.5},
            "train_val_split": 0.8,
        }
        job = must(client.call("POST", "/training/jobs", asked), 201)
        assert job["trainer"] == "sklearn"
        done = ended(client, job["id"])
        log = must(client.call("GET", f"/training/jobs/{job['id']}/logs"), 200)["tail"]
        assert done["status"] == "succeeded", (done["status_message"], log)
        assert done["model_version"] == "2"
        assert done["total_pairs"] == 60 == done["train_pairs"] + done["val_pairs"]
        assert done["metrics"]["train_rows"] == 89 + done["train_pairs"]
        assert done["metrics"]["train_accuracy"] > 0.9
        # Rows of numbers are alike, and are split all the same.
        assert done["val_pairs"] > 0
        assert done["metrics"]["val_rows"] == done["val_pairs"]
        assert done["metrics"]["val_accuracy"] > 0.8
        assert '"message": "trained"' in log
        route = f"/deployment/models/{sample.MODEL}/versions/2"
        version = must(client.call("GET", route), 200)
        assert version["status"] == "READY"
        assert version["training_job_id"] == job["id"]
        assert version["baseline"]["rows"] == done["metrics"]["train_rows"]
        must(sample.deploy(client, "2"), 200, 201)
        answer = must(sample.query(client), 200)
        assert answer["model_version"] == "2"
        assert answer["predictions"][0] in {"benign", "malignant"}
        must(client.call("GET", f"/monitoring/requests/{item['request_id']}"), 200)
        check_lineage(client, item, job["id"])


def kinds(graph):
    """Kinds of the nodes, in the order of the answer."""
    return [node["kind"] for node in graph["nodes"]]


def check_lineage(client, item, job):
    """From the request to the endpoint that serves what came of it, and back."""
    line = ["request", "feedback", "row", "sheet_version", "export", "training_job"]
    line += ["model_version", "deployment", "endpoint"]
    down = must(client.call("GET", f"/lineage/request/{item['request_id']}?direction=down"), 200)
    assert kinds(down) == line, down
    assert not down["truncated"]
    assert all(node["path"] and node["state"] != "gone" for node in down["nodes"])
    for node in down["nodes"]:
        must(client.request("GET", node["path"]), 200)
    version = next(node for node in down["nodes"] if node["kind"] == "model_version")
    assert version["id"] == f"{sample.MODEL}:2"
    endpoint = down["nodes"][-1]
    assert endpoint["label"] == sample.ENDPOINT
    up = must(client.call("GET", f"/lineage/endpoint/{endpoint['id']}?limit=1000"), 200)
    assert {node["kind"] for node in up["nodes"]} >= {*line, "sheet"}
    assert item["id"] in {node["id"] for node in up["nodes"]}
    assert kinds(up).count("model_version") == 2, "version 1 served too"
    middle = must(client.call("GET", f"/lineage/model_version/{version['id']}?limit=1000"), 200)
    assert kinds(middle).count("model_version") == 1
    assert kinds(middle).count("row") == 60

    about = must(client.call("GET", "/lineage/subject/patient-60"), 200)
    assert about["rows"] == 1
    assert about["live_endpoints"] == [sample.ENDPOINT]
    (model,) = about["models"]
    assert model["training_job_id"] == job
    assert model["model_version"] == "2"

    # What is taken back is shown as such, and the line holds.
    assert client.call("DELETE", f"/feedback/{item['id']}").status == 204
    down = must(client.call("GET", f"/lineage/request/{item['request_id']}?direction=down"), 200)
    assert kinds(down) == line
    assert down["nodes"][1]["state"] == "deleted"


def key(server, rights):
    """An API key's header."""
    made = subprocess.run(
        [BINARY, "keys", "create", "ci", "--rights", rights, "--data", str(server.data)],
        capture_output=True,
        text=True,
        check=True,
        env=clean_environment(),
    )
    found = next(word for word in made.stdout.split() if word.startswith("ontos_"))
    headers = {"authorization": f"Bearer {found}", "content-type": "application/json"}
    deadline = time.monotonic() + 15
    while server.client().call("GET", "/training/active", headers=headers).status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return headers


def with_rows(client: Client, headers):
    """A sheet with approved rows."""

    def post(route, body):
        sent = json.dumps(body).encode()
        return must(client.request("POST", f"/api/v1{route}", sent, headers), 200, 201)

    sheet = post("/training-sheets", {"name": "Support"})["id"]
    rows = [
        {"prompt": f"question {n} {n * n}", "response": f"answer {n}", "review_status": "approved"}
        for n in range(12)
    ]
    post(f"/training-sheets/{sheet}/rows", {"rows": rows})
    return sheet, post


def test_a_trainer_behind_a_webhook_needs_only_what_it_is_sent():
    with Receiver(say(204)) as receiver:
        flags = ("--authentication", "required", "--outbound-allow", "127.0.0.1")
        with Server(flags=flags) as server:
            admin = key(server, "deploy:write,monitor:write,improve:write")
            client = server.client()
            sheet, post = with_rows(client, admin)
            other_sheet_job = {"training_sheet_id": sheet, "model_name": "main.a.far"}
            channel = {"name": "farm", "type": "webhook", "url": receiver.url()}
            post("/monitoring/channels", channel | {"secrets": [SECRET]})
            asked = other_sheet_job | {"trainer": "farm", "parameters": {"rank": 8}}
            job = post("/training/jobs", asked)
            other = post("/training/jobs", asked)
            (told, told_other) = receiver.wait(2)
            said = Webhook(SECRET).verify(told.body, told.headers)
            assert said["type"] == "training_job.queued"
            data = said["data"]
            assert data["job_id"] == job["id"]
            assert data["parameters"] == {"rank": 8}
            assert data["train_pairs"] + data["val_pairs"] == 12

            token = {"authorization": f"Bearer {data['token']}"}
            lines = 0
            for file in data["files"]:
                lines += client.request("GET", file["url"], None, token).body.count(b"\n")
            assert lines == 12
            status = data["status_url"]
            told_json = token | {"content-type": "application/json"}

            def report(body, headers=told_json, route=status):
                return client.request("POST", route, json.dumps(body).encode(), headers)

            assert must(report({"status": "running", "progress_percent": 50}), 200)["status"] == (
                "running"
            )
            # A token is of its job and of nothing else.
            others = json.loads(told_other.body)["data"]
            wrong = {"authorization": f"Bearer {others['token']}"}
            wrong |= {"content-type": "application/json"}
            assert must(report({}, wrong), 403)["code"] == "wrong_job_token"
            assert report({}, {"content-type": "application/json"}).status == 401
            forged = told_json | {"authorization": "Bearer ontosjob_" + "0" * 64}
            assert report({}, forged).status == 403
            for route in ("/training/jobs", "/feedback", "/deployment/models", "/exports"):
                assert client.request("GET", f"/api/v1{route}", None, token).status == 403
            assert report({}, told_json, f"/api/v1/training/jobs/{job['id']}/cancel").status == 403
            assert client.request("GET", data["files"][0]["url"], None, wrong).status == 403

            form = model_form(SAMPLE / "v1")
            brought = client.request(
                "POST", data["model_url"], form, token | {"content-type": CONTENT_TYPE}
            )
            assert must(brought, 201)["training_job_id"] == job["id"]
            done = must(report({"status": "succeeded"}), 200)
            assert done["model_version"] == "1"
            assert done["model_name"] == "main.a.far"
            assert client.request("GET", data["files"][0]["url"], None, token).status == 409

            route = f"/api/v1/training/jobs/{other['id']}/cancel"
            assert must(client.request("POST", route, b"", admin), 200)["status"] == "cancelled"
            cancelled = Webhook(SECRET).verify(
                receiver.wait(3)[2].body, receiver.requests[2].headers
            )
            assert cancelled == cancelled | {"type": "training_job.cancelled"}
            assert cancelled["data"] == {"job_id": other["id"]}
