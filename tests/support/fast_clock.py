"""Time that passes faster for a server than on the wall, by libfaketime."""

from __future__ import annotations

import time
from pathlib import Path

from support.server import clean_environment

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
SPEED = 20


class FastClock:
    """A wall clock that runs faster from now on, for every server started by it."""

    def __init__(self) -> None:
        self._real = time.time()

    def now(self) -> float:
        """What such a server takes for now, in seconds since 1970."""
        return self._real + SPEED * (time.time() - self._real)

    def environment(self) -> dict[str, str]:
        """For a server that starts now. Intervals keep their lengths: tasks run as ever."""
        return clean_environment(
            LD_PRELOAD=str(LIBRARY),
            FAKETIME=f"+{self.now() - time.time():.3f}s x{SPEED}",
            FAKETIME_DONT_FAKE_MONOTONIC="1",
        )

    def database(self, url: str | None) -> str | None:
        """The same database: libpq's 5 seconds to connect would be a quarter of one."""
        return f"{url}?connect_timeout={5 * SPEED}" if url else None

    def wait(self, moment: float) -> None:
        """Until it is that moment for such a server."""
        time.sleep(max(0, (moment - self.now()) / SPEED))
