"""Who may call what: 401 and 403 on every route, forged identities, keys that come and go."""

import http.client
import re
import subprocess
import time

import pytest

from support.routes import routes_of
from support.server import BINARY, Server, clean_environment

OPEN_PATHS = re.compile(r"/(health/.*|api/health|api/v1/health|openapi\.json|docs.*|redoc.*|)$")


@pytest.fixture(scope="module")
def server():
    with Server(flags=("--authentication", "required")) as running:
        yield running


@pytest.fixture
def guarded_routes(client):
    document = client.request("GET", "/openapi.json").json()
    routes = [route for route in routes_of(document) if not OPEN_PATHS.match(route.template)]
    assert len(routes) > 25
    return routes


def keys(server, *arguments):
    command = [BINARY, "keys", *arguments, "--data", str(server.data)]
    done = subprocess.run(command, capture_output=True, text=True, env=clean_environment())
    assert done.returncode == 0, done.stderr
    return done.stdout


def make_key(server, name, rights):
    shown = keys(server, "create", name, "--rights", rights)
    return re.search(r"ontos_[A-Za-z0-9_-]{43}", shown)[0]


def bearer(secret):
    return {"authorization": f"Bearer {secret}"}


def wait_for(client, headers, status):
    """A server sees keys that another process made within a second or two."""
    deadline = time.monotonic() + 15
    while client.call("GET", "/deployment/models", headers=headers).status != status:
        assert time.monotonic() < deadline, f"no {status} within 15 s"
        time.sleep(0.05)


def test_every_route_without_a_credential_is_401(client, guarded_routes):
    answers = {
        f"{route.method} {route.template}": route.send(client, route.target({})).status
        for route in guarded_routes
    }
    assert {name: status for name, status in answers.items() if status != 401} == {}


def test_every_route_without_the_right_is_403(server, client, guarded_routes):
    secret = make_key(server, "improver", "improve:read")
    wait_for(client, bearer(secret), 403)
    for route in guarded_routes:
        if route.template.startswith(("/api/v1/deployment", "/api/v1/monitoring")):
            reply = route.send(client, route.target({}), bearer(secret))
            assert (reply.status, reply.json()["code"]) == (403, "forbidden"), route


def test_what_a_key_lacks_is_a_right_that_can_be_given(server, client):
    secret = make_key(server, "asker", "query")
    wait_for(client, bearer(secret), 403)
    send = [
        ("/api/v1/feedback", "feedback/tokens"),
        ("/api/v1/training/jobs/x/status", "token that it got with its job"),
    ]
    for target, instead in send:
        reply = client.request(
            "POST", target, b"{}", bearer(secret) | {"content-type": "application/json"}
        )
        assert reply.status == 403
        assert reply.json()["detail"] == "asker lacks the right improve:write."
        assert instead in reply.json()["hint"]


def test_a_reviewer_is_known_and_hears_of_feedback_alone(server, client):
    secret = make_key(server, "rene", "improve:write")
    wait_for(client, bearer(secret), 403)
    known = client.request("GET", "/api/config", headers=bearer(secret)).json()
    assert (known["current_user"], known["rights"]) == ("rene", ["improve:write"])
    refused = client.call("GET", "/events?topics=feedback,requests", headers=bearer(secret))
    assert refused.status == 403
    assert "monitor:read" in refused.json()["detail"]
    connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
    connection.request("GET", "/api/v1/events", headers=bearer(secret))
    assert connection.getresponse().status == 200
    connection.close()
    # Whom rows are about is for those who may erase them.
    assert client.call("GET", "/lineage/row/nobody", headers=bearer(secret)).status == 404
    for route in ("/privacy/subjects/anna", "/lineage/subject/anna"):
        reply = client.call("GET", route, headers=bearer(secret))
        assert (reply.status, reply.json()["code"]) == (403, "forbidden"), route


def test_identities_that_anyone_could_claim_are_not_believed(client):
    for headers in (
        {"x-forwarded-email": "root@example.org"},
        {"x-forwarded-user": "root"},
        {"x-forwarded-for": "127.0.0.1", "x-forwarded-email": "root@example.org"},
        bearer("ontos_" + "A" * 43),
        bearer(""),
        {"x-api-key": "' or 1=1 --"},
    ):
        assert client.call("GET", "/deployment/models", headers=headers).status == 401, headers


def test_a_key_works_until_it_is_revoked_and_is_not_stored(server, client):
    secret = make_key(server, "reader", "deploy:read")
    wait_for(client, bearer(secret), 200)
    assert client.call("GET", "/deployment/models", headers={"x-api-key": secret}).status == 200
    reply = client.call("POST", "/deployment/models", {"full_name": "a.b.c"}, bearer(secret))
    assert reply.status == 403
    assert secret not in keys(server, "ls")
    stored = b"".join(path.read_bytes() for path in server.data.glob("*") if path.is_file())
    assert secret.encode() not in stored
    keys(server, "revoke", "reader")
    wait_for(client, bearer(secret), 401)


def test_without_authentication_only_loopback_is_served():
    with Server() as running:
        command = [*running.command(), "--host", "0.0.0.0"]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=30, env=clean_environment()
        )
        assert done.returncode == 2
        assert "--insecure" in done.stderr and "authentication" in done.stderr
