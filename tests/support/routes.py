"""Every operation of the document as a request that can be sent."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from support.client import Client, Reply

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass
class Route:
    """An operation: its parameters by place, and whether it takes JSON."""

    method: str
    template: str
    parameters: list[dict[str, Any]]
    takes_json: bool

    def target(self, values: dict[str, str], query: dict[str, str] | None = None) -> str:
        """The address, with `x` for placeholders that have no value."""
        path = self.template
        for parameter in self.parameters:
            if parameter["in"] == "path":
                name = parameter["name"]
                value = urllib.parse.quote(values.get(name, "x"), safe="", errors="surrogateescape")
                path = path.replace("{" + name + "}", value)
        return path + ("?" + urllib.parse.urlencode(query) if query else "")

    def send(self, client: Client, target: str, headers: dict[str, str] | None = None) -> Reply:
        """Sends it with an empty object, where it takes JSON."""
        kind = {"content-type": "application/json"} if self.takes_json else {}
        body = b"{}" if self.takes_json else None
        return client.request(self.method, target, body, kind | (headers or {}))


def routes_of(document: dict[str, Any]) -> Iterator[Route]:
    """In the order of the document."""
    for template, item in document["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            operation = item[method]
            parameters = [
                _resolved(document, parameter)
                for parameter in [*item.get("parameters", []), *operation.get("parameters", [])]
            ]
            content = operation.get("requestBody", {}).get("content", {})
            yield Route(method.upper(), template, parameters, "application/json" in content)


def _resolved(document: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in value:
        return value
    found: Any = document
    for step in value["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found
