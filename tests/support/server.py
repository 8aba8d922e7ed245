"""A real ontos process on a free port, with a data folder of its own."""

from __future__ import annotations

import os
import re
import secrets
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

from support.client import Client, Reply
from support.upload import CONTENT_TYPE, model_form

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("ONTOS_BINARY", ROOT / "build/release/ontos"))
SAMPLE = ROOT / "examples/breast_cancer"
START_SECONDS = 60


def clean_environment(**added: str) -> dict[str, str]:
    """Ours without ONTOS_*: neither the tests' variables nor the developer's settings."""
    return {k: v for k, v in os.environ.items() if not k.startswith("ONTOS_")} | added


def fresh_database(cluster: str) -> str:
    """Makes a database in the cluster, given by a postgresql:// address, and returns its own."""
    name = "ontos_" + secrets.token_hex(8)
    subprocess.run(
        ["psql", "-q", cluster, "-c", f"create database {name}"], check=True, capture_output=True
    )
    return cluster.rsplit("/", 1)[0] + "/" + name


class Server:
    """`with Server() as server:` starts it; leaving stops it and removes its data."""

    def __init__(
        self,
        *,
        data: Path | None = None,
        database: str | None = None,
        flags: tuple[str, ...] = (),
        environment: dict[str, str] | None = None,
        wrapper: tuple[str, ...] = (),
        cwd: Path | None = None,
    ) -> None:
        """`wrapper` is put before the command (strace); `environment` replaces the whole of it."""
        self._folder = Path(tempfile.mkdtemp(prefix="ontos-test-"))
        self.data = data or self._folder / "data"
        self.database = database
        self.flags = flags
        self.environment = clean_environment() if environment is None else environment
        self.wrapper = wrapper
        self.cwd = cwd
        self.log = self._folder / "log"
        self.host, self.port = "", 0
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        """Starts it, and waits until it listens."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Stops it, and removes what it wrote."""
        try:
            code = self.stop()
            if error is None and code != 0:
                raise AssertionError(f"the server ended with {code}:\n{self.log_text()}")
            if error is not None:
                print(f"--- log of the server\n{self.log_text()[-4000:]}")
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.host}:{self.port}"

    @property
    def pid(self) -> int:
        """The id of the process that was started."""
        assert self.process is not None
        return self.process.pid

    def client(self, timeout: float = 60) -> Client:
        """A connection to it."""
        return Client(self.host, self.port, timeout)

    def command(self) -> list[str]:
        """The command line."""
        database = ["--database", self.database] if self.database else []
        serve = [str(BINARY), "serve", "--port", "0", "--data", str(self.data)]
        return [*self.wrapper, *serve, *database, *self.flags]

    def start(self) -> None:
        """Starts the process, and reads the port from its standard output."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(),
                stdout=subprocess.PIPE,
                stderr=log,
                env=self.environment,
                cwd=self.cwd,
            )
        line = self._first_line()
        found = re.fullmatch(r"listening on http://(.+):(\d+)\n", line)
        if not found:
            code = self.stop()
            raise AssertionError(f"no address but {line!r}, exit {code}:\n{self.log_text()}")
        self.host, self.port = found[1].strip("[]"), int(found[2])

    def _first_line(self) -> str:
        assert self.process and self.process.stdout
        deadline, text = time.monotonic() + START_SECONDS, b""
        pipe = self.process.stdout.fileno()
        while not text.endswith(b"\n"):
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            byte = os.read(pipe, 1) if ready else b""
            if not byte:
                break
            text += byte
        return text.decode(errors="replace")

    def stop(self, seconds: float = 30) -> int:
        """Asks it to end (SIGTERM), and returns its exit code; kills it when time is over."""
        if self.process is None:
            return 0
        self.process.terminate()
        try:
            return self._ended(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return -9

    def kill(self) -> None:
        """Ends it as a power cut would end the process."""
        if self.process is not None:
            self.process.kill()
            self._ended(30)

    def _ended(self, seconds: float) -> int:
        assert self.process and self.process.stdout
        code = self.process.wait(seconds)
        self.process.stdout.close()
        self.process = None
        return code

    def log_text(self) -> str:
        """What it wrote to standard error."""
        return self.log.read_text(errors="replace")

    def register(self, model: str, folder: Path) -> Reply:
        """Registers an MLflow folder as the next version of a model."""
        client = self.client()
        try:
            return client.request(
                "POST",
                f"/api/v1/deployment/models/{model}/versions",
                model_form(folder),
                {"content-type": CONTENT_TYPE},
            )
        finally:
            client.close()
