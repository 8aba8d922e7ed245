"""Expected JSON: `...` is anything, "..." any text, and {=name} remembers what stands there."""

from __future__ import annotations

import json
import re
from typing import Any

ANYTHING = "\0..."
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|[{}\[\],:]|[^\s"{}\[\],:.][^\s"{}\[\],:]*|\S')
CAPTURE = re.compile(r"\{=([a-z][a-z0-9_]*)\}")


def parse(text: str) -> Any:  # noqa: ANN401
    """JSON in which `...` may stand for a value, an element or a member."""
    tokens = TOKEN.findall(CAPTURE.sub(_quoted_capture, text))
    out: list[str] = []
    inside: list[str] = []
    for token in tokens:
        if token in "{[":
            inside.append(token)
        elif token in "}]" and inside:
            inside.pop()
        if token == "...":
            is_member = inside[-1:] == ["{"] and out[-1] in ("{", ",")
            token = json.dumps(ANYTHING) + (f":{json.dumps(ANYTHING)}" if is_member else "")
        out.append(token)
    return json.loads("".join(out))


def _quoted_capture(found: re.Match[str]) -> str:
    """A capture is written with or without quotes around it."""
    text, at = found.string, found.start()
    return found[0] if text[at - 1 : at] == '"' else f'"{found[0]}"'


def mismatches(
    expected: Any,  # noqa: ANN401
    found: Any,  # noqa: ANN401
    captured: dict[str, str],
    at: str = "",
) -> list[str]:
    """What differs, one sentence each with a JSON pointer; fills `captured`."""
    if expected == ANYTHING:
        return []
    if isinstance(expected, str) and (name := CAPTURE.fullmatch(expected)):
        captured[name[1]] = found if isinstance(found, str) else json.dumps(found)
        return []
    if isinstance(expected, dict) and isinstance(found, dict):
        return _members(expected, found, captured, at)
    if isinstance(expected, list) and isinstance(found, list):
        return _elements(expected, found, captured, at)
    if isinstance(expected, str) and isinstance(found, str):
        same = is_like(expected, found)
    else:
        same = isinstance(expected, bool) is isinstance(found, bool) and expected == found
    return [] if same else [f"{at or '/'}: expected {_short(expected)}, found {_short(found)}"]


def is_like(expected: str, found: str) -> bool:
    """Equal, where each `...` stands for any text."""
    pattern = ".*".join(re.escape(part) for part in expected.split("..."))
    return re.fullmatch(pattern, found, re.DOTALL) is not None


def _short(value: Any) -> str:  # noqa: ANN401
    text = json.dumps(value, ensure_ascii=False).replace(json.dumps(ANYTHING), "...")
    return text if len(text) <= 300 else text[:300] + "..."


def _members(
    expected: dict[str, Any], found: dict[str, Any], captured: dict[str, str], at: str
) -> list[str]:
    out = []
    for name, value in expected.items():
        if name == ANYTHING:
            continue
        if name in found:
            out += mismatches(value, found[name], captured, f"{at}/{name}")
        else:
            out.append(f"{at}/{name}: missing")
    if ANYTHING not in expected:
        out += [
            f"{at}/{name}: unexpected {_short(found[name])}"
            for name in found.keys() - expected.keys()
        ]
    return out


def _elements(
    expected: list[Any], found: list[Any], captured: dict[str, str], at: str, index: int = 0
) -> list[str]:
    """`index` is the place of found[0] in the whole list."""
    if not expected:
        return [f"{at}/{index}: unexpected {_short(found[0])}"] if found else []
    if expected[0] == ANYTHING:
        return _somewhere(expected[1:], found, captured, at, index) if expected[1:] else []
    if not found:
        return [f"{at}/{index}: missing {_short(expected[0])}"]
    first = mismatches(expected[0], found[0], captured, f"{at}/{index}")
    return first + _elements(expected[1:], found[1:], captured, at, index + 1)


def _somewhere(
    expected: list[Any], found: list[Any], captured: dict[str, str], at: str, index: int
) -> list[str]:
    for skipped in range(len(found) + 1):
        tried: dict[str, str] = {}
        if not _elements(expected, found[skipped:], tried, at, index + skipped):
            captured.update(tried)
            return []
    return [f"{at or '/'}: nowhere {_short(expected)} in {_short(found)}"]
