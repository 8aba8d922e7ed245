"""A real HTTP receiver on loopback that answers as a test wants: truthful, slow, or lying."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

Answer = Callable[[socket.socket], None]


@dataclass
class Received:
    """A request as it came."""

    at: float
    path: str
    headers: dict[str, str]
    body: bytes


def say(status: int, *headers: str, body: bytes = b"") -> Answer:
    """A complete answer."""

    def answer(connection: socket.socket) -> None:
        lines = [f"HTTP/1.1 {status} Said", *headers, f"Content-Length: {len(body)}", "", ""]
        connection.sendall("\r\n".join(lines).encode() + body)

    return answer


def say_raw(text: bytes) -> Answer:
    """These bytes, then the end of the connection."""
    return lambda connection: connection.sendall(text)


def hold(until: threading.Event) -> Answer:
    """Nothing, for as long as the event is not set."""
    return lambda connection: until.wait(60) and None


class Receiver:
    """Answers the n-th request with the n-th answer, and all further ones with the last."""

    def __init__(self, *answers: Answer, read: str = "all") -> None:
        """`read` is all, or half: of each request then only a part is read."""
        self._answers = answers or (say(200),)
        self._read = read
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._news = threading.Condition()
        self.requests: list[Received] = []
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Receiver:
        """It listens already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Takes no more connections."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def url(self, path: str = "/hook") -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}{path}"

    def wait(self, count: int, seconds: float = 30) -> list[Received]:
        """The requests, once there are so many."""
        with self._news:
            came = self._news.wait_for(lambda: len(self.requests) >= count, seconds)
        assert came, f"{len(self.requests)} requests instead of {count}"
        return self.requests

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            head, _, body = self._read_head(connection)
            lines = head.decode().split("\r\n")
            headers = {
                name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])
            }
            size = int(headers.get("content-length", 0))
            while self._read == "all" and len(body) < size:
                body += connection.recv(65_536)
            with self._news:
                number = len(self.requests)
                self.requests.append(Received(time.time(), lines[0].split()[1], headers, body))
                self._news.notify_all()
            self._answers[min(number, len(self._answers) - 1)](connection)

    @staticmethod
    def _read_head(connection: socket.socket) -> tuple[bytes, bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(4_096)
        return data.partition(b"\r\n\r\n")
