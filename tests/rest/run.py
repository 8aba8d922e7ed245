"""Runs .rest files, each against a fresh server: run.py [--postgres ADDRESS] FILE..."""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.client
import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rest import expected, rest_file  # noqa: E402
from rest.contract import Contract  # noqa: E402
from rest.rest_file import Exchange, RestError  # noqa: E402
from support import sample, upload  # noqa: E402
from support.client import Reply  # noqa: E402
from support.server import BINARY, ROOT, Server, clean_environment, fresh_database  # noqa: E402

SKIPPED = 77
POLL_SECONDS = 0.05


class Conversation:
    """One file's exchanges with one server; remembers what was captured."""

    def __init__(self, server: Server) -> None:
        """The server runs already."""
        self.server = server
        self.variables = {
            "row": json.dumps(sample.ROW),
            "columns": json.dumps(list(sample.ROW)),
            "values": json.dumps(list(sample.ROW.values())),
        }
        self.connect()
        self.contract = Contract(self.client.request("GET", "/openapi.json").json())

    def connect(self) -> None:
        """Opens a connection to where the server listens now."""
        self.client = self.server.client()
        address = {"server": self.server.url, "port": str(self.server.port)}
        self.variables |= address | {"data": str(self.server.data)}

    def restart(self, exchange: Exchange) -> None:
        """Ends the server, softly or not, and starts it on the same data."""
        self.client.close()
        if exchange.method == "KILL":
            self.server.kill()
        elif (code := self.server.stop()) != int(exchange.status):
            raise RestError(f"exit code {code}, expected {exchange.status}")
        self.server.start()
        self.connect()

    def hold(self, exchange: Exchange) -> None:
        """Does one exchange. Throws RestError with everything that differs."""
        if exchange.method in ("RESTART", "KILL"):
            self.restart(exchange)
            return
        deadline = time.monotonic() + exchange.until_seconds
        while True:
            reply = self._sent(exchange)
            captured: dict[str, str] = {}
            wrong = self._differences(exchange, reply, captured)
            if not wrong:
                self.variables |= captured
                return
            if time.monotonic() >= deadline:
                shown = reply.body[:2000].decode(errors="replace")
                raise RestError("\n  ".join([*wrong, f"answer: {reply.status} {shown}"]))
            time.sleep(POLL_SECONDS)

    def _sent(self, exchange: Exchange) -> Reply:
        target = rest_file.substitute(exchange.target, self.variables)
        if exchange.method == "RUN":
            return self._command(shlex.split(target))
        if exchange.method == "RAW":
            return self._raw(rest_file.substitute(exchange.body, self.variables))
        headers = {
            name: rest_file.substitute(value, self.variables) for name, value in exchange.headers
        }
        body = self._body(exchange, headers)
        return self.client.request(exchange.method, target, body, headers)

    def _body(self, exchange: Exchange, headers: dict[str, str]) -> bytes | None:
        if not exchange.body:
            return None
        if exchange.kind == "form":
            headers.setdefault("content-type", upload.CONTENT_TYPE)
            lines = rest_file.substitute(exchange.body, self.variables).splitlines()
            return upload.form(*(form_part(line) for line in lines))
        headers.setdefault("content-type", "application/json")
        body = rest_file.substitute(exchange.body, self.variables).encode()
        if exchange.kind == "gzip":
            headers["content-encoding"] = "gzip"
            return gzip.compress(body)
        return body

    def _command(self, arguments: list[str]) -> Reply:
        environment = clean_environment(ONTOS_SERVER=self.server.url)
        done = subprocess.run(
            [BINARY, *arguments], capture_output=True, timeout=60, cwd=ROOT, env=environment
        )
        return Reply(done.returncode, [("stderr", done.stderr.decode())], done.stdout)

    def _raw(self, text: str) -> Reply:
        """Sends the text's bytes, \\xNN escapes included, and reads until the server closes."""
        sent = text.encode("latin-1").decode("unicode_escape").encode("latin-1")
        with socket.create_connection((self.server.host, self.server.port), timeout=30) as raw:
            raw.sendall(sent)
            with contextlib.suppress(OSError):
                raw.shutdown(socket.SHUT_WR)
            received = b"".join(iter(lambda: raw.recv(65536), b""))
        head, _, body = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        status = re.match(r"HTTP/1\.1 (\d+)", first)
        headers = [
            (name, value.strip()) for name, _, value in (line.partition(":") for line in lines)
        ]
        return Reply(int(status[1]) if status else 0, headers, body)

    def _differences(self, exchange: Exchange, reply: Reply, captured: dict[str, str]) -> list[str]:
        wrong = []
        if reply.status != int(exchange.status):
            wrong.append(f"status {reply.status}, expected {exchange.status}")
        for name, value in exchange.expected_headers:
            wrong += self._header_differences(name, value, reply, captured)
        wrong += self._body_differences(exchange, reply, captured)
        if exchange.method not in ("RUN", "RAW"):
            target = rest_file.substitute(exchange.target, self.variables)
            wrong += self.contract.complaints(exchange.method, target, reply)
        return wrong

    def _header_differences(
        self, name: str, value: str, reply: Reply, captured: dict[str, str]
    ) -> list[str]:
        found = reply.header(name)
        if value == "(none)":
            return [f"header {name}: {found}, expected none"] if found is not None else []
        if found is None:
            return [f"header {name} is missing"]
        if capture := expected.CAPTURE.fullmatch(value):
            captured[capture[1]] = found
            return []
        wanted = rest_file.substitute(value, self.variables)
        same = expected.is_like(wanted, found)
        return [] if same else [f"header {name}: {found}, expected {wanted}"]

    def _body_differences(
        self, exchange: Exchange, reply: Reply, captured: dict[str, str]
    ) -> list[str]:
        wanted = rest_file.substitute(exchange.expected_body, self.variables)
        if not wanted:
            return []
        if wanted.startswith("> "):
            text = reply.body.decode(errors="replace")
            lines = [line.removeprefix("> ") for line in wanted.splitlines()]
            return [f"no {line!r} in the text" for line in lines if line not in text]
        try:
            found = reply.json()
        except ValueError:
            return ["the answer is not JSON"]
        return expected.mismatches(expected.parse(wanted), found, captured)


def form_part(line: str) -> bytes:
    """`name=text`, `name=@file`, or a folder as an archive: `name=@folder as name.zip`."""
    name, _, value = line.partition("=")
    if not value.startswith("@"):
        return upload.part(name, value.encode())
    path, _, alias = value[1:].partition(" as ")
    source = ROOT / path
    file_name = alias or source.name + (".zip" if source.is_dir() else "")
    if source.is_dir():
        suffix = ".zip" if file_name.endswith(".zip") else ".tar.gz"
        return upload.part(name, upload.archive_of(source, suffix), file_name)
    return upload.part(name, source.read_bytes(), file_name)


def run(path: Path, postgres: str | None) -> list[str]:
    """What went wrong, exchange by exchange."""
    file = rest_file.read(path)
    database = fresh_database(postgres) if postgres else None
    flags = tuple(flag.replace("{root}", str(ROOT)) for flag in file.flags)
    wrong = []
    with Server(database=database, flags=flags) as server:
        conversation = Conversation(server)
        for exchange in file.exchanges:
            try:
                conversation.hold(exchange)
            except (RestError, OSError, http.client.HTTPException, ValueError) as error:
                where = f"{path}:{exchange.line}: {exchange.method} {exchange.target[:200]}"
                wrong.append(f"{where}\n  {str(error) or repr(error)}")
        conversation.client.close()
        if wrong:
            print(f"--- log of the server\n{server.log_text()[-4000:]}")
    return wrong


def main() -> int:
    """The exit code: 0 if all went well, 77 if there is no PostgreSQL."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--postgres", action="store_true", help="at ONTOS_TEST_POSTGRES")
    arguments.add_argument("files", nargs="+", type=Path)
    options = arguments.parse_args()
    postgres = os.environ.get("ONTOS_TEST_POSTGRES") if options.postgres else None
    if options.postgres and not postgres:
        print("ONTOS_TEST_POSTGRES is not set: run tests/postgres.sh COMMAND")
        return SKIPPED
    wrong = [text for path in options.files for text in run(path, postgres)]
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
