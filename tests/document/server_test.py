"""What tools of others say of a running server: schemathesis of the API, promtool of /metrics."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support import sample
from support.sample import must
from support.server import Server

SECONDS_MAX = 900
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_headers_conformance,response_schema_conformance,unsupported_method"
)


@pytest.fixture(scope="module")
def server():
    """Seeded: models, versions, an alias, an endpoint with a history, and traffic."""
    with Server() as running:
        sample.set_up(running)
        client = running.client()
        alias = f"/deployment/models/{sample.MODEL}/aliases/champion"
        must(client.call("PUT", alias, {"version": "1"}), 200, 201)
        must(sample.deploy(client, "2"), 201)
        for _ in range(20):
            must(sample.query(client), 200)
        client.close()
        yield running


def test_promtool_accepts_the_metrics(server):
    client = server.client()
    reply = client.request("GET", "/metrics")
    client.close()
    assert reply.status == 200
    assert (reply.header("content-type") or "").startswith("text/plain; version=0.0.4")
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=reply.body, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()


def test_schemathesis_finds_no_answer_that_is_not_documented(server, tmp_path):
    command = [
        *(Path(sys.executable).parent / "st", "run", f"{server.url}/openapi.json"),
        *("--seed", "1", "--max-examples", "15", "--checks", CHECKS, "--no-color"),
        *("--phases", "examples,coverage,fuzzing", "--generation-database", "none"),
        *("--continue-on-failure", "--request-timeout", "30", "--suppress-health-check", "all"),
        *(
            "--exclude-path-regex",
            "^/(docs|redoc|api/v1/events)",
            "--warnings",
            "off",
            "--no-shrink",
        ),
    ]
    environment = os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path)}
    with (tmp_path / "out").open("w+") as out:
        try:
            code = subprocess.run(
                command, stdout=out, stderr=out, timeout=SECONDS_MAX, cwd=tmp_path, env=environment
            ).returncode
        except subprocess.TimeoutExpired:
            code = -1
        out.seek(0)
        text = out.read()
    assert code == 0, re.sub(r"(%[0-9A-F]{2}){20,}", "<long>", text)[-12_000:]
    client = server.client()
    assert client.request("GET", "/health/live").status == 200
    client.close()
