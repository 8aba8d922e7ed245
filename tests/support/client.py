"""One HTTP request at a time, with every byte of it in the caller's hand."""

from __future__ import annotations

import contextlib
import http.client
import json
from dataclasses import dataclass
from typing import Any


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The values of a header, joined by commas; None if it is absent."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None

    def is_json(self) -> bool:
        """Whether the content type says JSON."""
        kind = (self.header("content-type") or "").split(";")[0].strip()
        return kind == "application/json" or kind.endswith("+json")

    def json(self) -> Any:  # noqa: ANN401
        """The body, parsed."""
        return json.loads(self.body)


class Client:
    """A keep-alive connection that is opened again when the server has closed it."""

    def __init__(self, host: str, port: int, timeout: float = 60) -> None:
        """`timeout` bounds each wait for bytes, in seconds."""
        self._connection = http.client.HTTPConnection(host, port, timeout=timeout)

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()

    def request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Sends exactly these headers, plus Host and Content-Length where they are not given.

        Of an event stream only the first bytes are read.
        """
        headers = {key.lower(): value for key, value in (headers or {}).items()}
        connection = self._connection
        try:
            connection.putrequest(
                method, target, skip_host="host" in headers, skip_accept_encoding=True
            )
            if body is not None and not {"content-length", "transfer-encoding"} & headers.keys():
                connection.putheader("content-length", str(len(body)))
            for key, value in headers.items():
                connection.putheader(key, value)
            # A server that refuses a large body answers before it has read all of it.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.endheaders(body)
            response = connection.getresponse()
            if response.getheader("content-type") == "text/event-stream":
                reply = Reply(response.status, response.getheaders(), response.read1(65536))
                connection.close()
                return reply
            return Reply(response.status, response.getheaders(), response.read())
        except BaseException:
            connection.close()
            raise

    def call(
        self,
        method: str,
        target: str,
        body: Any = None,  # noqa: ANN401
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """A request below /api/v1 with a JSON body."""
        sent = None if body is None else json.dumps(body).encode()
        kind = {} if body is None else {"content-type": "application/json"}
        return self.request(method, "/api/v1" + target, sent, kind | (headers or {}))
