"""How a .rest file is read: exchanges of a request and what is expected back."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

START = re.compile(
    r"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|RUN|RAW|RESTART|KILL)(?: (.*))?$"
)
HEADER = re.compile(r"([A-Za-z0-9-]+): ?(.*)$")
VARIABLE = re.compile(r"\{(=?)([a-z][a-z0-9_]*)\}")
REPEAT = re.compile(r"\{([^{}])\*(\d+)\}")


class RestError(Exception):
    """A file that cannot be read, or an exchange that did not go as expected."""


@dataclass
class Exchange:
    """One request and its expected reply; `line` counts from 1."""

    line: int
    method: str
    target: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    until_seconds: float = 0
    kind: str = "json"  # or form, gzip
    body: str = ""
    status: str = ""
    expected_headers: list[tuple[str, str]] = field(default_factory=list)
    expected_body: str = ""


@dataclass
class RestFile:
    """A file: flags for the server, and exchanges in order."""

    path: Path
    flags: list[str]
    exchanges: list[Exchange]


def substitute(text: str, variables: dict[str, str]) -> str:
    """Replaces {name} by its value and {x*1000} by a thousand x; {=name} stays."""

    def value(found: re.Match[str]) -> str:
        if found[1]:
            return found[0]
        if found[2] not in variables:
            raise RestError(f"nothing was captured as {{{found[2]}}}")
        return variables[found[2]]

    return REPEAT.sub(lambda found: found[1] * int(found[2]), VARIABLE.sub(value, text))


def read(path: Path) -> RestFile:
    """Reads a file. Throws RestError with the line of what it does not understand."""
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if START.match(line)]
    flags: list[str] = []
    for line in lines[: starts[0] if starts else len(lines)]:
        if line.startswith("# serve:"):
            flags += shlex.split(line.removeprefix("# serve:"))
    if not starts:
        raise RestError(f"{path}: no exchange")
    bounds = zip(starts, [*starts[1:], len(lines)], strict=True)
    return RestFile(path, flags, [_exchange(path, lines, first, last) for first, last in bounds])


def _exchange(path: Path, lines: list[str], first: int, last: int) -> Exchange:
    found = START.match(lines[first])
    assert found
    exchange = Exchange(first + 1, found[1], (found[2] or "").strip())
    block = lines[first + 1 : last]
    while block and (not block[-1].strip() or block[-1].startswith("#")):
        block.pop()
    if block.count("----") != 1:
        raise RestError(f"{path}:{first + 1}: one line ---- must part request and reply")
    cut = block.index("----")
    _read_request(exchange, block[:cut])
    _read_reply(exchange, block[cut + 1 :])
    if not re.fullmatch(r"\d+", exchange.status):
        raise RestError(f"{path}:{first + 1}: no status but {exchange.status!r}")
    return exchange


def _read_request(exchange: Exchange, lines: list[str]) -> None:
    if exchange.method == "RAW":
        exchange.body = "".join(line.removeprefix(">").removeprefix(" ") + "\r\n" for line in lines)
        return
    while lines and (lines[0].startswith("@") or HEADER.match(lines[0])):
        line = lines.pop(0)
        if line.startswith("@until "):
            exchange.until_seconds = float(line.split()[1])
        elif line in ("@form", "@gzip"):
            exchange.kind = line[1:]
        elif found := HEADER.match(line):
            exchange.headers.append((found[1].lower(), found[2]))
        else:
            raise RestError(f"line {exchange.line}: unknown {line!r}")
        if exchange.kind == "form":
            break
    exchange.body = "\n".join(lines).strip("\n")


def _read_reply(exchange: Exchange, lines: list[str]) -> None:
    exchange.status = lines.pop(0).strip() if lines else ""
    while lines and (found := HEADER.match(lines[0])):
        lines.pop(0)
        exchange.expected_headers.append((found[1].lower(), found[2]))
    exchange.expected_body = "\n".join(lines).strip()
