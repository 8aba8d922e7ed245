"""Held-out rows are labelled: quality is what scikit-learn says, also after kill -9."""

import csv
import time

import pytest
from sklearn import metrics

from support import sample
from support.sample import ENDPOINT, must
from support.server import SAMPLE, Server

ROWS = 171
BATCH = 19
WAIT_SECONDS = 90  # alerts go by buckets of 10 s


def truths():
    """The diagnosis of each held-out row."""
    with (SAMPLE / "held_out.csv").open() as file:
        return [row["diagnosis"] for row in csv.DictReader(file)]


def ask_all(client):
    """Queries all held-out rows, and returns (request id, row, answered label, scores) of each."""
    rows, answered = sample.held_out(ROWS), []
    for start in range(0, ROWS, BATCH):
        path = f"/deployment/endpoints/{ENDPOINT}/query"
        answer = must(client.call("POST", path, {"inputs": rows[start : start + BATCH]}), 200)
        answered += [
            (answer["request_id"], row, label, scores)
            for row, (label, scores) in enumerate(
                zip(answer["predictions"], answer["probabilities"], strict=True)
            )
        ]
    return answered


def label(client, answered, labels):
    """Posts labels of some rows in one request."""
    items = [
        {"request_id": request_id, "row": row, "label": truth}
        for (request_id, row, _, _), truth in zip(answered, labels, strict=True)
    ]
    body = {"endpoint_id": ENDPOINT, "labels": items}
    return must(client.call("POST", "/monitoring/labels", body), 201)


def quality(client):
    """The quality of the last hour."""
    return must(client.call("GET", f"/monitoring/quality/{ENDPOINT}?hours=1"), 200)["quality"]


def fired(client, alert_id):
    """The alert when it fires."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        alert = must(client.call("GET", f"/monitoring/alerts/{alert_id}"), 200)
        if alert["firing"]:
            return alert
        time.sleep(0.5)
    raise AssertionError(alert)


def expect_as_scikit_learn(found, answered, labels):
    """Every number equals that of scikit-learn, and lies in its interval."""
    truth = [text == "malignant" for text in labels]
    predicted = [text == "malignant" for _, _, text, _ in answered]
    scores = [probabilities["malignant"] for *_, probabilities in answered]
    both = [[probabilities["benign"], probabilities["malignant"]] for *_, probabilities in answered]
    expected = {
        "accuracy": metrics.accuracy_score(truth, predicted),
        "precision": metrics.precision_score(truth, predicted),
        "recall": metrics.recall_score(truth, predicted),
        "f1": metrics.f1_score(truth, predicted),
        "roc_auc": metrics.roc_auc_score(truth, scores),
        "log_loss": metrics.log_loss(truth, both),
    }
    for name, value in expected.items():
        number = found[name]
        assert number["value"] == pytest.approx(value, abs=1e-9), name
        assert number["low"] <= value <= number["high"], name


def test_held_out_rows_are_judged_as_scikit_learn_judges_them(database):
    with Server(database=database) as server:
        sample.set_up(server)
        client = server.client()
        answered, labels = ask_all(client), truths()
        assert label(client, answered, labels)["joined"] == ROWS
        found = quality(client)
        assert (found["task"], found["positive_label"]) == ("binary", "malignant")
        assert found["label_coverage"] == 1
        expect_as_scikit_learn(found, answered, labels)

        # A repeat replaces, and what was answered outlives the process.
        wrong = ["benign"] * ROWS
        assert label(client, answered, wrong)["replaced"] == ROWS
        assert label(client, answered[:100], labels[:100])["replaced"] == 100
        server.kill()
        server.start()
        client = server.client()
        found = quality(client)
        assert found["labelled_rows"] == ROWS
        expect_as_scikit_learn(found, answered, labels[:100] + wrong[100:])


def test_an_alert_fires_when_labels_say_that_predictions_are_wrong(server):
    client = server.client()
    rule = {"endpoint_id": ENDPOINT, "alert_type": "model_quality", "threshold": 0.9}
    rule |= {"condition": "lt", "for_seconds": 0}
    alert_id = must(client.call("POST", "/monitoring/alerts", rule), 201)["id"]
    answered, labels = ask_all(client), truths()
    wrong = ["malignant" if text == "benign" else "benign" for text in labels]
    label(client, answered, wrong)
    alert = fired(client, alert_id)
    assert alert["current_value"] == quality(client)["accuracy"]["value"]
    assert alert["sample_count"] == ROWS


def test_labels_that_came_before_their_predictions_outlive_a_kill(database):
    with Server(database=database) as server:
        sample.set_up(server)
        body = {"endpoint_id": ENDPOINT, "labels": [{"request_id": "r-1", "label": "benign"}]}
        client = server.client()
        assert must(client.call("POST", "/monitoring/labels", body), 201)["waiting"] == 1
        server.kill()
        server.start()
        client = server.client()
        path = f"/deployment/endpoints/{ENDPOINT}/query"
        headers = {"x-request-id": "r-1"}
        must(client.call("POST", path, {"inputs": sample.ROW}, headers), 200)
        assert quality(client)["labelled_rows"] == 1
