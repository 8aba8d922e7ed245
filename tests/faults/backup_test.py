"""A backup of a running server, restored elsewhere, answers every GET as the original did."""

import signal
import subprocess
import time

from support import sample
from support.sample import ENDPOINT, MODEL, must
from support.server import BINARY, Server, clean_environment

PATHS = [
    "/deployment/models",
    f"/deployment/models/{MODEL}",
    f"/deployment/models/{MODEL}/versions",
    f"/deployment/models/{MODEL}/versions/1",
    f"/deployment/models/{MODEL}/deployments",
    "/deployment/endpoints",
    f"/deployment/endpoints/{ENDPOINT}",
    f"/deployment/endpoints/{ENDPOINT}/history",
    f"/deployment/endpoints/{ENDPOINT}/revisions",
    f"/deployment/endpoints/{ENDPOINT}/revisions/1",
    f"/deployment/endpoints/{ENDPOINT}/guardrails",
    "/deployment/deployments",
    "/audit",
    "/registries/endpoints",
]


def answers(server):
    client = server.client()
    try:
        found = {path: must(client.call("GET", path), 200) for path in PATHS}
        artifact = f"/deployment/models/{MODEL}/versions/1/artifact"
        found["artifact"] = client.call("GET", artifact).body
        found["requests"] = sample.total_requests(client)
        return found
    finally:
        client.close()


def ontos(*arguments):
    command = [BINARY, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=clean_environment())


def succeed(done):
    assert done.returncode == 0, done.stderr


def test_a_restored_backup_answers_as_the_original(tmp_path):
    with Server() as original:
        sample.set_up(original)
        client = original.client()
        must(sample.deploy(client, "2"), 201)
        for _ in range(20):
            must(sample.query(client), 200)
        client.close()
        original.stop()  # so that every count is flushed
        original.start()
        before = answers(original)
        succeed(ontos("backup", tmp_path / "all.tar.gz", "--data", original.data))
        after = answers(original)
    assert before == after
    succeed(ontos("restore", tmp_path / "all.tar.gz", "--data", tmp_path / "restored"))
    with Server(data=tmp_path / "restored") as restored:
        client = restored.client()
        assert answers(restored) == before
        must(sample.query(client), 200)
        client.close()


def test_a_restore_refuses_a_folder_that_is_not_empty(tmp_path):
    with Server() as original:
        sample.set_up(original)
        succeed(ontos("backup", tmp_path / "all.tar.gz", "--data", original.data))
    target = tmp_path / "used"
    target.mkdir()
    (target / "mine").write_text("keep")
    assert ontos("restore", tmp_path / "all.tar.gz", "--data", target).returncode != 0
    assert [path.name for path in target.iterdir()] == ["mine"]


def leftovers(server):
    """Folders of backups in the data folder."""
    return [path for path in server.data.iterdir() if path.name.startswith("backup-")]


def killed_backup(server, file):
    """Whether a backup could be killed before it was done."""
    command = [str(BINARY), "backup", str(file), "--data", str(server.data)]
    with subprocess.Popen(command, env=clean_environment()) as running:
        while running.poll() is None and not leftovers(server):
            time.sleep(0.001)
        running.send_signal(signal.SIGKILL)
    return running.returncode == -signal.SIGKILL


def test_a_server_removes_what_a_killed_backup_has_left(tmp_path):
    with Server() as server:
        sample.set_up(server)
        for _ in range(20):
            if killed_backup(server, tmp_path / "all.tar.gz") and leftovers(server):
                break
        assert leftovers(server), "no backup was killed in time"
        server.stop()
        server.start()
        assert leftovers(server) == []
        succeed(ontos("backup", tmp_path / "all.tar.gz", "--data", server.data))
