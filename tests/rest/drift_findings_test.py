"""Drift on a running server: what must be found, in words, and what must not."""

from __future__ import annotations

import random
import re
import time

import pytest

from support import sample
from support.sample import MODEL, must
from support.server import ROOT, SAMPLE, Server
from support.upload import CONTENT_TYPE, archive_of, form, part

TESTDATA = ROOT / "src/deploy/inference/testdata"
ROWS = sample.held_out(171)
FLUSH_SECONDS = 2.5  # one second by contract, the rest for a loaded machine


def register(server, model, file, baseline):
    """Registers a version with a baseline, and waits until that is ready."""
    client = server.client()
    path = f"/api/v1/deployment/models/{model}/versions"
    body = form(part("model", *file), part("baseline", baseline, "baseline.csv"))
    made = must(client.request("POST", path, body, {"content-type": CONTENT_TYPE}), 201)
    path = f"/monitoring/baselines/{made['baseline']['id']}"
    while must(client.call("GET", path), 200, 404).get("status") not in ("ready", "failed"):
        pass
    found = must(client.call("GET", path), 200)
    assert found["status"] == "ready", found
    client.close()
    return found


def deploy(client, model, endpoint):
    """Serves version 1 of a model."""
    body = {"model_name": model, "model_version": "1", "endpoint_name": endpoint}
    assert must(client.call("POST", "/deployment/deploy", body), 201)["status"] == "ready"


def ask(client, endpoint, rows):
    """Sends each row once."""
    for row in rows:
        path = f"/deployment/endpoints/{endpoint}/query"
        must(client.call("POST", path, {"inputs": row}), 200)


def drift(client, endpoint, query=""):
    """What is said of the rows so far."""
    return must(client.call("GET", f"/monitoring/drift/{endpoint}{query}"), 200)


def feature(report, name):
    """One of the inputs."""
    return next(one for one in report["feature_details"] if one["feature"] == name)


def examples_of(client, shown, name):
    """What the requests that a finding shows as examples sent of the feature."""
    assert 0 < len(shown["examples"]) <= 10
    found = [
        must(client.call("GET", f"/monitoring/requests/{one}"), 200) for one in shown["examples"]
    ]
    return [one["payload"]["query"]["inputs"][name] for one in found]


@pytest.fixture(scope="module")
def server():
    """The sample and its training rows."""
    with Server() as running:
        archive = (archive_of(SAMPLE / "v1", ".zip"), "v1.zip")
        register(running, MODEL, archive, (SAMPLE / "baseline.csv").read_bytes())
        yield running


def test_held_out_rows_that_are_each_sent_once_show_no_drift(server):
    client = server.client()
    deploy(client, MODEL, "same")
    ask(client, "same", ROWS)
    report = drift(client, "same")
    assert report["verdict"] == "no_drift", report["affected_features"]
    assert (report["baseline_rows"], report["comparison_rows"]) == (398, 171)
    assert "398 rows" in report["warning"]
    results = {one["feature"]: one for one in report["prediction_drift"]}
    assert set(results) == {"prediction", "benign", "malignant"}
    assert not any(one["drifted"] for one in results.values())


@pytest.mark.parametrize("factor", [2.1, 25.4])
def test_a_column_in_other_units_is_found_and_named(server, factor):
    client = server.client()
    endpoint = f"units-{int(factor)}"
    deploy(client, MODEL, endpoint)
    ask(client, endpoint, [row | {"mean radius": row["mean radius"] * factor} for row in ROWS])
    report = drift(client, endpoint)
    assert report["verdict"] == "drift"
    assert report["affected_features"] == ["mean radius"]
    found = feature(report, "mean radius")
    assert found["drifted"]
    assert "times larger: looks like a unit change" in found["explanation"], found["explanation"]
    said = re.search(r"`mean radius` ([0-9.]+) times larger", found["explanation"])
    assert said, found["explanation"]
    assert float(said[1]) == pytest.approx(factor, rel=0.1)
    path = f"/monitoring/drift/{endpoint}/mean%20radius"
    shown = must(client.call("GET", path), 200)
    bins = shown["bins"]
    assert 0 < len(shown["examples"]) <= 10
    most = max(bins, key=lambda one: one["recent_share"] - one["baseline_share"])
    for value in examples_of(client, shown, "mean radius"):
        assert most["low"] is None or value >= most["low"] - 1e-4
        assert most["high"] is None or value <= most["high"] + 1e-4
    assert sum(one["baseline_count"] for one in bins) == 398
    assert sum(one["recent_count"] for one in bins) == len(ROWS)
    above = next(one for one in bins if one["bin"].startswith("above"))
    assert above["high"] is None
    assert above["low"] == pytest.approx(28.11, rel=0.01)
    assert above["recent_share"] > 0.2


def test_a_new_category_and_a_burst_of_nulls_are_drift_and_named(server):
    chance = random.Random(2)
    names = [
        "float32",
        "float64",
        "float16",
        "int64",
        "int32",
        "int16",
        "int8",
        "uint64",
        "uint32",
        "uint16",
        "uint8",
    ]

    def row(colors):
        numbers = {name: chance.randrange(5) for name in names}
        return numbers | {"bool": chance.random() < 0.5, "string": chance.choice(colors)}

    lines = [",".join([*names, "bool", "string"])]
    for _ in range(2000):
        made = row(["red", "green", "blü"])
        lines.append(",".join(str(value) for value in made.values()))
    file = (TESTDATA / "every_type.onnx").read_bytes()
    register(server, "main.test.types", (file, "every_type.onnx"), "\n".join(lines).encode())
    client = server.client()
    deploy(client, "main.test.types", "colors")
    ask(client, "colors", [row(["red", "green", "blü"]) for _ in range(200)])
    assert drift(client, "colors")["verdict"] == "no_drift"
    changed = [row(["purple", "red", "green", "blü"]) for _ in range(200)]
    for one in changed:
        if chance.random() < 0.3:
            one["float64"] = None
    ask(client, "colors", changed)
    report = drift(client, "colors", "?compat=evidently")
    found = feature(report, "string")
    assert found["kind"] == "categorical"
    assert found["drifted"]
    assert found["unseen_rate"] > 0.05
    assert "1 unseen category" in found["explanation"]
    assert "purple" in found["explanation"]
    assert found["evidently"]["stattest"] == "jensenshannon"
    shown = must(client.call("GET", "/monitoring/drift/colors/string"), 200)
    assert shown["unseen"][0]["name"] == "purple"
    assert set(examples_of(client, shown, "string")) == {"purple"}
    assert "new ones are one category" in found["evidently"]["approximation"]
    shown = must(client.call("GET", "/monitoring/drift/colors/float64"), 200)
    assert set(examples_of(client, shown, "float64")) == {None}
    assert sorted(report["affected_features"]) == ["float64", "string"]
    nulls = feature(report, "float64")
    assert nulls["null_rate"]["before"] == 0
    assert 0.1 < nulls["null_rate"]["after"] < 0.2
    assert "nulls rose from 0 to 1" in nulls["explanation"]


def test_rows_that_were_answered_more_than_a_second_ago_survive_a_kill():
    with Server() as server:
        archive = (archive_of(SAMPLE / "v1", ".zip"), "v1.zip")
        register(server, MODEL, archive, (SAMPLE / "baseline.csv").read_bytes())
        client = server.client()
        deploy(client, MODEL, "tumour")
        ask(client, "tumour", ROWS[:60])
        time.sleep(FLUSH_SECONDS)
        server.kill()
        server.start()
        report = drift(server.client(), "tumour")
        assert (report["comparison_rows"], report["verdict"]) == (60, "no_drift")


def test_another_revision_is_compared_where_versions_count_in_the_same_bins(server):
    archive = (archive_of(SAMPLE / "v2", ".zip"), "v2.zip")
    register(server, MODEL, archive, (SAMPLE / "baseline.csv").read_bytes())
    client = server.client()
    deploy(client, MODEL, "two")
    ask(client, "two", ROWS[:100])
    time.sleep(FLUSH_SECONDS)
    body = {"model_name": MODEL, "model_version": "2", "endpoint_name": "two"}
    must(client.call("POST", "/deployment/deploy", body), 200, 201)
    ask(client, "two", ROWS[100:])
    report = drift(client, "two", "?baseline=revision:1")
    assert (report["baseline_rows"], report["comparison_rows"]) == (100, 71), report["warning"]
    assert len(report["feature_details"]) == 30
    start, end = report["baseline_period"].split("/")
    assert start < end
    assert "begins where it ended" in report["warning"]
    live = drift(client, "two", "?baseline=revision:2")
    assert live["verdict"] == "no_baseline"
    assert "none of it is before the recent window" in live["warning"]
