"""Hostile values in every parameter of every route: a clear answer, never a failure of ours."""

import pytest

from support import sample
from support.routes import routes_of
from support.server import Server

HOSTILE = [
    "'",
    "; --",
    "' or 1=1; drop table model_versions; --",
    "\u202e\U0001f600\u0000",
    "..%2f..%2fetc%2fpasswd",
    "../../etc/passwd",
    "{{7*7}}",
    "-1",
    "0",
    "99999999999999999999999999",
    "1e400",
    "NaN",
    "x" * 7_000,
    "",
]
TOO_LONG = "x" * 100_000
# Lists by the name of an endpoint, behind any of which a page may begin.
BY_ENDPOINT = {
    "/api/v1/deployment/endpoints",
    "/api/v1/deployment/models/{model_name}/deployments",
    "/api/v1/registries/endpoints",
    "/api/v1/monitoring/health",
    "/api/v1/monitoring/metrics/performance",
}


@pytest.fixture(scope="module")
def server():
    with Server() as running:
        sample.set_up(running)
        yield running


@pytest.fixture
def routes(client):
    return list(routes_of(client.request("GET", "/openapi.json").json()))


def complaint(route, target, reply):
    if reply.status >= 500:
        return f"{route.method} {target[:120]} answered {reply.status}: {reply.body[:300]!r}"
    if reply.status >= 400 and route.method != "HEAD":
        body = reply.json()
        if not (isinstance(body["detail"], str) and body["code"] and body["request_id"]):
            return f"{route.method} {target[:120]} explained nothing: {body}"
    return None


def test_no_value_of_a_parameter_breaks_a_route(client, routes):
    complaints = []
    for route in routes:
        for parameter in route.parameters:
            for value in HOSTILE:
                name = parameter["name"]
                if parameter["in"] == "path":
                    target = route.target({name: value})
                elif parameter["in"] == "query":
                    target = route.target({}, {name: value})
                else:
                    continue
                complaints.append(complaint(route, target, route.send(client, target)))
    assert len(complaints) > 300
    assert [text for text in complaints if text] == []


def test_a_cursor_that_no_list_gave_out_is_refused(client, routes):
    lists = 0
    for route in routes:
        names = [p["name"] for p in route.parameters if p["in"] == "path"]
        needed = {p["name"]: "x" for p in route.parameters if p["in"] == "query" and p.get("required")}
        if route.template in BY_ENDPOINT or "cursor" not in [p["name"] for p in route.parameters]:
            continue
        lists += 1
        target = route.target(dict.fromkeys(names, "a.b.c"), needed | {"cursor": "bogus; --"})
        reply = route.send(client, target)
        assert (reply.status, reply.json()["code"]) == (400, "invalid_cursor"), target
        assert reply.json()["errors"][0]["where"] == "/query/cursor"
    assert lists > 20


def test_names_of_100_kb_are_refused(client, routes):
    for route in routes:
        if "{" in route.template:
            name = next(p["name"] for p in route.parameters if p["in"] == "path")
            reply = route.send(client, route.target({name: TOO_LONG}))
            assert reply.status in (400, 414), (route, reply.status)


def test_no_body_breaks_a_route(client, routes):
    bodies = [b"", b"{", b"[]", b"null", b"7", b'"x"', b'{"a":' * 70, b"\xff\xfe", b"{}{}", b"\0"]
    bodies += [b'{"' + b"x" * 100_000 + b'": 1}', b'{"name": "' + b"x" * 100_000 + b'"}']
    complaints = []
    for route in routes:
        if not route.takes_json:
            continue
        target = route.target({})
        for body in bodies:
            reply = client.request(route.method, target, body, {"content-type": "application/json"})
            complaints.append(complaint(route, target, reply))
            if route.method == "POST" and body and reply.status < 300:
                complaints.append(f"{route.method} {target} took {body[:40]!r}")
    assert complaints and [text for text in complaints if text] == []
