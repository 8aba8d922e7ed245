"""A real Alertmanager takes our alerts, and its webhook's body is what we send in its place."""

import json
import subprocess
import time
import urllib.request

import pytest

from support.channels import ask_test, save, wait_for
from support.receiver import Receiver
from support.server import Server

PROGRAM = "/usr/bin/prometheus-alertmanager"


@pytest.fixture
def hook():
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def alertmanager(tmp_path, hook):
    """Its address, once it is ready."""
    config = {
        "route": {"receiver": "hook", "group_wait": "1s", "group_by": ["alertname"]},
        "receivers": [{"name": "hook", "webhook_configs": [{"url": hook.url()}]}],
    }
    (tmp_path / "config.yml").write_text(json.dumps(config))
    with Receiver() as free:
        port = free.port
    url = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [
            PROGRAM,
            f"--config.file={tmp_path}/config.yml",
            f"--storage.path={tmp_path}/data",
            f"--web.listen-address=127.0.0.1:{port}",
            "--cluster.listen-address=",
        ],
        stderr=subprocess.DEVNULL,
    )
    wait_until_ready(url)
    yield url
    process.terminate()
    process.wait(30)


def wait_until_ready(url):
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url + "/-/ready") as reply:
                if reply.status == 200:
                    return
        except OSError:
            assert time.monotonic() < deadline, "Alertmanager did not start"
            time.sleep(0.1)


def shape(value):
    """The types of a JSON value; of lists, that of the first item."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


def test_it_takes_our_alerts_and_its_webhook_looks_like_ours(alertmanager, hook):
    with Server(flags=("--outbound-allow", "127.0.0.1")) as server, Receiver() as ours:
        client = server.client()
        save(client, type="alertmanager", url=alertmanager + "/api/v2/alerts")
        wait_for(client, ask_test(client), state="delivered", attempts=1)
        with urllib.request.urlopen(alertmanager + "/api/v2/alerts") as reply:
            (alert,) = json.load(reply)
        assert alert["labels"]["alertname"] == "ops"
        assert alert["labels"]["severity"] == "info"
        assert "This is a test" in alert["annotations"]["description"]
        (theirs,) = hook.wait(1)

        save(client, type="alertmanager", url=ours.url())
        ask_test(client)
        (sent,) = ours.wait(1)
        client.close()
    theirs, sent = json.loads(theirs.body), json.loads(sent.body)
    assert shape(theirs) == shape(sent)
    assert theirs["version"] == sent["version"] == "4"
    assert theirs["alerts"][0]["endsAt"] == sent["alerts"][0]["endsAt"]
    assert theirs["commonLabels"] == sent["commonLabels"]
