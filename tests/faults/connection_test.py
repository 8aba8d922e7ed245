"""Clients that are slow, silent, many, or that go away in the middle."""

import contextlib
import random
import resource
import socket
import subprocess
import time

import pytest

from support import sample, upload
from support.sample import MODEL, must
from support.server import BINARY, Server, clean_environment

CONNECTIONS = 2_000
TIMEOUTS = (
    *("--header-timeout-seconds", "1", "--body-timeout-seconds", "1"),
    *("--write-timeout-seconds", "1"),
)


@pytest.fixture(scope="module")
def server():
    with Server(flags=TIMEOUTS) as running:
        sample.set_up(running)
        yield running


def connect(server):
    return socket.create_connection((server.host, server.port), timeout=10)


def seconds_until_closed(connection, sent):
    """Sends a byte each 50 ms, and returns when the server has had enough."""
    start = time.monotonic()
    connection.settimeout(0.05)
    with contextlib.suppress(ConnectionError):
        for byte in sent:
            connection.sendall(bytes([byte]))
            with contextlib.suppress(TimeoutError):
                if not connection.recv(65536):
                    break
    return time.monotonic() - start


def test_a_slow_header_block_is_cut(server):
    with connect(server) as connection:
        assert 0.5 < seconds_until_closed(connection, b"GET / HTTP/1.1\r\nx: " + b"y" * 400) < 5


def test_a_slow_body_is_cut(server):
    head = sample.query_bytes("localhost").split(b"\r\n\r\n")[0] + b"\r\n\r\n"
    with connect(server) as connection:
        connection.sendall(head)
        assert 0.5 < seconds_until_closed(connection, b" " * 400) < 5


def test_a_client_that_does_not_read_is_cut(server):
    request = b"GET /openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n"
    with connect(server) as connection:
        connection.setblocking(False)
        deadline, closed = time.monotonic() + 10, False
        while not closed and time.monotonic() < deadline:
            try:
                connection.send(request * 100)
            except BlockingIOError:
                time.sleep(0.05)
            except ConnectionError:
                closed = True
        assert closed, "ten seconds of unread answers, and still connected"


def resident_mib(server):
    with open(f"/proc/{server.pid}/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def test_2000_idle_connections_leave_room_for_work(server):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, max(soft, 3 * CONNECTIONS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    try:
        before = resident_mib(server)
        with contextlib.ExitStack() as idle:
            for _ in range(CONNECTIONS):
                idle.enter_context(connect(server))
            client = server.client(timeout=5)
            for _ in range(20):
                must(sample.query(client), 200)
            assert resident_mib(server) - before < 200
            client.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def everything(server):
    client = server.client()
    try:
        paths = ["/deployment/models", f"/deployment/models/{MODEL}/versions"]
        paths += ["/deployment/endpoints", "/deployment/deployments"]
        return [must(client.call("GET", path), 200) for path in paths]
    finally:
        client.close()


def files_of(server):
    found = (path for path in server.data.rglob("*") if path.is_file())
    return sorted(path for path in found if not path.name.endswith(("-wal", "-shm", "-journal")))


def cut_requests():
    deploy = b'{"model_name": "main.default.breast_cancer", "model_version": "2"}'
    form = upload.model_form(sample.V2)
    for path, kind, body in (
        ("deploy", "application/json", deploy),
        (f"models/{MODEL}/versions", upload.CONTENT_TYPE, form),
    ):
        head = (
            f"POST /api/v1/deployment/{path} HTTP/1.1\r\nhost: localhost\r\n"
            f"content-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        yield head.encode(), body


def test_a_cut_body_changes_nothing(server):
    chance = random.Random(3)
    before, files_before = everything(server), files_of(server)
    for head, body in cut_requests():
        for _ in range(25):
            with connect(server) as connection:
                connection.sendall(head + body[: chance.randrange(len(body))])
    assert everything(server) == before
    deadline = time.monotonic() + 10
    while files_of(server) != files_before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert files_of(server) == files_before


def test_noise_is_answered_or_cut(server):
    chance = random.Random(4)
    good = sample.query_bytes("localhost")
    for number in range(200):
        noise = bytearray(good)
        for _ in range(chance.randrange(1, 8)):
            noise[chance.randrange(len(noise))] = chance.randrange(256)
        sent = bytes(noise) if number % 2 else chance.randbytes(chance.randrange(1, 400))
        with connect(server) as connection, contextlib.suppress(ConnectionError):
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda link=connection: link.recv(65536), b""))
            assert answer == b"" or answer.startswith(b"HTTP/1.1 "), answer[:100]
            assert answer[9:12] not in (b"500", b"503"), (sent, answer)
    client = server.client()
    must(sample.query(client), 200)
    client.close()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgresql://app:secret@127.0.0.1:1/none", "port 1 failed: Connection refused"),
        ("postgresql://app:secret@[127.0.0.1:1/none", "The address cannot be read"),
        ("postgresql://app:secret%zz@127.0.0.1:1/none", "The address cannot be read"),
    ],
)
def test_a_server_whose_database_cannot_be_reached_says_why(tmp_path, address, reason):
    command = [str(BINARY), "serve", "--port", "0", "--data", str(tmp_path), "--database", address]
    ended = subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=clean_environment()
    )
    assert ended.returncode == 1
    assert "The database cannot be reached." in ended.stderr
    assert reason in ended.stderr
    assert "secret" not in ended.stderr
