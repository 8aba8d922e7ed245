"""What a server touches: files only in its data folder, and no address but its own."""

import os
import re
import shutil
import subprocess

import pytest

from support import sample
from support.sample import must
from support.server import Server

WRITES = re.compile(
    r'(?:openat|open|creat)\((?:AT_FDCWD, )?"([^"]+)", [^)]*(?:O_WRONLY|O_RDWR|O_CREAT)'
)
CHANGES = re.compile(r'(?:mkdir|mkdirat|rename|renameat2?|unlinkat?|symlink)\([^"]*"([^"]+)"')
CONNECTS = re.compile(r"(?:connect|sendto|sendmsg)\(.*(?:sin_addr|sin6_addr)")


def can_trace():
    test = ["strace", "-D", "-o", "/dev/null", "true"]
    return shutil.which("strace") and subprocess.run(test, capture_output=True).returncode == 0


def work(server):
    sample.set_up(server)
    client = server.client()
    for _ in range(50):
        must(sample.query(client), 200)
    must(sample.deploy(client, "2"), 201)
    client.close()


def test_nothing_is_written_outside_the_data_folder_and_nobody_is_called(tmp_path):
    places = {name: tmp_path / name for name in ("home", "tmp", "cwd", "data")}
    for place in places.values():
        place.mkdir()
    # No CI variables: ONNX Runtime keeps its telemetry quiet where it believes to be tested.
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(places["home"]),
        "TMPDIR": str(places["tmp"]),
        "XDG_CACHE_HOME": str(places["home"] / "cache"),
    }
    trace = tmp_path / "trace"
    calls = "trace=open,openat,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,connect,sendto"
    strace = ("strace", "-D", "-f", "-s", "512", "-e", calls, "-o", str(trace))
    with Server(
        data=places["data"],
        environment=environment,
        cwd=places["cwd"],
        wrapper=strace if can_trace() else (),
    ) as server:
        work(server)
    for name in ("home", "tmp", "cwd"):
        assert list(places[name].rglob("*")) == [], f"something was left in {name}"
    if not trace.exists():
        pytest.skip("strace cannot trace here: only the folders were looked at")
    text = trace.read_text(errors="replace")
    touched = WRITES.findall(text) + CHANGES.findall(text)
    assert any(path.startswith(str(places["data"])) for path in touched), "strace saw nothing"
    allowed = (str(places["data"]), "/dev/", "/proc/")
    assert [path for path in touched if not path.startswith(allowed)] == []
    assert CONNECTS.findall(text) == []
