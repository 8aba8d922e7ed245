"""A real mail server on loopback."""

from __future__ import annotations

import asyncio
import email.message
import email.parser
import email.policy
import ssl
import threading

from aiosmtpd.smtp import SMTP, Envelope, Session


class Handler:
    """Keeps what it takes; refuses as often as it is told to."""

    def __init__(self, *replies: str) -> None:
        """`replies` are given to the first recipients, instead of taking them."""
        self.mails: list[tuple[Session, Envelope, email.message.EmailMessage]] = []
        self.replies = list(replies)

    async def handle_RCPT(  # noqa: D102, PLR0913
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.replies:
            return self.replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: D102
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        parser = email.parser.BytesParser(policy=email.policy.default)
        self.mails.append((session, envelope, parser.parsebytes(envelope.content)))
        return "250 2.0.0 queued"


class MailServer:
    """aiosmtpd on a free port, in a thread of its own."""

    def __init__(
        self, handler: Handler, implicit_tls: ssl.SSLContext | None, options: dict[str, object]
    ) -> None:
        """`options` are aiosmtpd's."""
        self._loop = asyncio.new_event_loop()
        listening = self._loop.create_server(
            lambda: SMTP(handler, **options), "127.0.0.1", 0, ssl=implicit_tls
        )
        self._server = self._loop.run_until_complete(listening)
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> MailServer:
        """Takes mails from now on."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends it, and its thread."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
