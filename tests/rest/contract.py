"""Whether a reply is what /openapi.json promises for its route, status and content type."""

from __future__ import annotations

import re
import urllib.parse
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from support.client import Reply

BASE = "urn:openapi"
# Answers to HTTP itself that no route documents.
PROTOCOL = (501, 505)


class Contract:
    """The document of a server, compiled as far as it is used."""

    def __init__(self, document: dict[str, Any]) -> None:
        """`document` is an OpenAPI 3.1 object."""
        self._document = document
        resource = Resource(contents=document, specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(BASE, resource)
        self._validators: dict[str, Draft202012Validator] = {}

    def complaints(self, method: str, target: str, reply: Reply) -> list[str]:
        """What the reply breaks; nothing for what the document does not name (404, 405)."""
        path = self._path_of(urllib.parse.urlsplit(target).path)
        method = "get" if method == "HEAD" else method.lower()
        operation = self._document["paths"].get(path, {}).get(method)
        if operation is None:
            known = reply.status in (204, 400, 404, 405) or path is None
            return [] if known else [f"{method} {target} answered but is not in the document"]
        responses = operation["responses"]
        status = str(reply.status) if str(reply.status) in responses else "default"
        if status not in responses and reply.status in PROTOCOL:
            return []
        if status not in responses:
            return [f"status {reply.status} is not documented for {operation['operationId']}"]
        return self._body_complaints(["paths", path, method, "responses", status], reply)

    def _path_of(self, path: str) -> str | None:
        """The template that matches; a literal segment beats a placeholder."""
        segments = path.split("/")
        best: tuple[list[bool], str] | None = None
        for template in self._document["paths"]:
            parts = template.split("/")
            if len(parts) != len(segments):
                continue
            literal = [not part.startswith("{") for part in parts]
            fits = all(
                not same or part == urllib.parse.unquote(segment)
                for same, part, segment in zip(literal, parts, segments, strict=True)
            )
            if fits and (best is None or literal > best[0]):
                best = (literal, template)
        return best[1] if best else None

    def _body_complaints(self, at: list[str], reply: Reply) -> list[str]:
        response = self._resolved(at)
        if not reply.body or not reply.is_json() or "content" not in response:
            return []
        kind = re.split(r"\s*;", reply.header("content-type") or "")[0]
        content = response["content"]
        if kind == "application/problem+json" and kind not in content:
            kind = "application/json"
        if kind not in content:
            return [f"content type {kind} is not documented, only {', '.join(content)}"]
        if "schema" not in content[kind]:
            return []
        pointer = "/".join(
            _escaped(step) for step in [*response["\0at"], "content", kind, "schema"]
        )
        errors = self._validator(pointer).iter_errors(reply.json())
        return [
            f"schema: /{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in errors
        ]

    def _resolved(self, at: list[str]) -> dict[str, Any]:
        """The response object behind a possible $ref, and where it stands."""
        response: Any = self._document
        for step in at:
            response = response[step]
        if "$ref" in response:
            return self._resolved(response["$ref"].removeprefix("#/").split("/"))
        return response | {"\0at": at}

    def _validator(self, pointer: str) -> Draft202012Validator:
        if pointer not in self._validators:
            self._validators[pointer] = Draft202012Validator(
                {"$ref": f"{BASE}#/{pointer}"}, registry=self._registry
            )
        return self._validators[pointer]


def _escaped(step: str) -> str:
    return urllib.parse.quote(step.replace("~", "~0").replace("/", "~1"), safe="~")
