"""A disk that fills up: clear refusals, nothing half-written, and predictions go on."""

import contextlib
import shutil
import subprocess

import pytest

from support import sample, upload
from support.sample import MODEL, must
from support.server import Server

DISK_MIB = 96  # the server keeps 64 MiB free of uploads
MOUNT = f'mkdir -p "$0" && mount -t tmpfs -o size={DISK_MIB}m tmpfs "$0" && exec "$@"'


def namespace():
    """A command that gives its child file systems of its own; as root no user mapping is needed."""
    for command in (["unshare", "-Urm"], ["unshare", "-m"]):
        test = [*command, "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
        if shutil.which("unshare") and subprocess.run(test, capture_output=True).returncode == 0:
            return command
    pytest.skip("this machine lets nobody mount a small file system")


class SmallDisk:
    """A server whose data folder is a small file system; only the server's processes see it."""

    def __init__(self, folder):
        data = folder / "data"
        wrapper = (*namespace(), "sh", "-c", MOUNT, str(data))
        self.server = Server(data=data, wrapper=wrapper)

    def path(self):
        return f"/proc/{self.server.pid}/root{self.server.data}"

    def fill(self):
        """Leaves no byte free."""
        with contextlib.suppress(OSError), open(f"{self.path()}/filler", "wb", 0) as filler:
            while True:
                filler.write(bytes(4096))

    def free(self):
        with contextlib.suppress(FileNotFoundError):
            subprocess.run(["rm", "-f", f"{self.path()}/filler"], check=True)


@pytest.fixture
def disk(tmp_path):
    small = SmallDisk(tmp_path)
    with small.server:
        sample.set_up(small.server)
        yield small


def versions(server):
    client = server.client()
    try:
        return must(client.call("GET", f"/deployment/models/{MODEL}/versions"), 200)
    finally:
        client.close()


def test_a_registration_on_a_full_disk_is_507_and_leaves_nothing(disk):
    before = versions(disk.server)
    disk.fill()
    reply = disk.server.register(MODEL, sample.V2)
    assert reply.status == 507, reply.body
    assert reply.json()["code"] and reply.json()["detail"]
    client = disk.server.client()
    must(sample.query(client), 200)
    disk.free()
    kept = [version for version in versions(disk.server) if version["status"] == "READY"]
    assert kept == before
    assert sample.register(disk.server, sample.V2)["status"] == "READY"
    client.close()


def test_an_upload_larger_than_the_disk_is_507(disk):
    body = upload.form(upload.part("model", bytes((DISK_MIB + 8) << 20), "large.onnx"))
    client = disk.server.client()
    path = f"/api/v1/deployment/models/{MODEL}/versions"
    reply = client.request("POST", path, body, {"content-type": upload.CONTENT_TYPE})
    assert reply.status == 507, reply.body
    client.close()
    assert sample.register(disk.server, sample.V2)["status"] == "READY"


def test_changes_on_a_full_disk_fail_whole_and_predictions_go_on(disk):
    disk.fill()
    client = disk.server.client()
    statuses = set()
    for number in range(40):
        body = {"full_name": f"main.default.model_{number}", "description": "x" * 10_000}
        statuses.add(client.call("POST", "/deployment/models", body).status)
        must(sample.query(client), 200)
    assert 507 in statuses and statuses <= {201, 507}, statuses
    disk.free()
    names = {model["full_name"] for model in must(client.call("GET", "/deployment/models"), 200)}
    body = {"full_name": "main.default.after"}
    must(client.call("POST", "/deployment/models", body), 201)
    client.close()
    disk.server.kill()
    assert names
