"""Deliveries to real receivers: those that take them, and those that are slow, dead or lying."""

import json
import socket
import threading

import pytest
from standardwebhooks.webhooks import Webhook

from support.channels import SECRET, ask_test, delivery, save, wait_for
from support.receiver import Receiver, hold, say, say_raw
from support.server import Server

FLAGS = ("--outbound-allow", "127.0.0.1", "--notification-timeout-seconds", "2")


@pytest.fixture(scope="module")
def server():
    with Server(flags=FLAGS) as running:
        yield running


@pytest.fixture
def client(server):
    connection = server.client()
    yield connection
    connection.close()


def test_a_webhook_arrives_once_and_its_signature_holds(server, client):
    with Receiver(say(204)) as receiver:
        save(client, type="webhook", url=receiver.url("/a?b=c"), secrets=[SECRET])
        identifier = ask_test(client)
        wait_for(client, identifier, state="delivered", attempts=1)
        (request,) = receiver.wait(1)
    assert request.path == "/a?b=c"
    assert request.headers["webhook-id"] == identifier
    assert request.headers["content-type"] == "application/json"
    said = Webhook(SECRET).verify(request.body, request.headers)
    assert said["type"] == "alert.test"
    assert said["data"]["name"] == "ops"
    assert said["data"]["by"] == "local"


def test_a_rotating_secret_signs_twice(client):
    new = "whsec_" + "A" * 32
    with Receiver() as receiver:
        save(client, type="webhook", url=receiver.url(), secrets=[new, SECRET])
        ask_test(client)
        (request,) = receiver.wait(1)
    for secret in (new, SECRET):
        Webhook(secret).verify(request.body, request.headers)


def test_it_is_tried_again_after_an_error_with_the_same_id(client):
    with Receiver(say(500, body=b"out of order"), say(200)) as receiver:
        save(client, type="webhook", url=receiver.url())
        identifier = ask_test(client)
        done = wait_for(client, identifier, state="delivered", attempts=2)
        first, second = receiver.wait(2)
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == identifier
    assert first.body == second.body
    assert second.at - first.at >= 4
    assert [attempt["status"] for attempt in done["attempt_log"]] == [500, 200]
    assert done["attempt_log"][0]["error"] == "HTTP 500: out of order"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (say_raw(b""), "No answer from"),
        (say_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), "No answer from"),
        (say_raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "No answer from"),
        (hold(threading.Event()), "in time"),
        (say(404, body=b"no such hook"), "HTTP 404: no such hook"),
    ],
    ids=["closes early", "breaks off", "speaks no HTTP", "is slow", "knows it not"],
)
def test_what_fails_says_why_and_is_tried_again(client, answer, error):
    with Receiver(answer, say(200)) as receiver:
        save(client, type="webhook", url=receiver.url())
        identifier = ask_test(client)
        done = wait_for(client, identifier, state="delivered", attempts=2)
    assert error in done["attempt_log"][0]["error"]
    assert receiver.url() not in done["attempt_log"][0]["error"]
    if error == "No answer from":
        assert f"127.0.0.1:{receiver.port}/********" in done["attempt_log"][0]["error"]


def test_a_receiver_that_answers_before_it_has_read_all_has_taken_it(client):
    with Receiver(say(200), read="half") as receiver:
        save(client, type="webhook", url=receiver.url())
        wait_for(client, ask_test(client), state="delivered", attempts=1)


def test_a_dead_receiver_holds_up_nobody(client):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    save(client, type="webhook", url=f"http://127.0.0.1:{port}/")
    dead = ask_test(client)
    wait_for(client, dead, attempts=1)
    with Receiver() as receiver:
        save(client, name="alive", type="webhook", url=receiver.url())
        assert client.call("POST", "/monitoring/channels/alive/test").status == 202
        receiver.wait(1, seconds=5)
    assert delivery(client, dead)["state"] == "queued"


def test_no_redirect_is_followed(client):
    with Receiver() as inside, Receiver(say(307, f"Location: {inside.url()}")) as receiver:
        save(client, type="webhook", url=receiver.url())
        done = wait_for(client, ask_test(client), attempts=1)
        assert done["last_error"] == "HTTP 307: redirects are not followed"
        assert inside.requests == []


def test_a_receiver_that_is_gone_is_left_alone(client):
    with Receiver(say(410)) as receiver:
        save(client, type="webhook", url=receiver.url())
        done = wait_for(client, ask_test(client), state="dead")
        assert done["last_error"] == "HTTP 410"
        assert len(receiver.requests) == 1


def test_it_comes_back_when_it_was_asked_to(client):
    with Receiver(say(429, "Retry-After: 8"), say(200)) as receiver:
        save(client, type="webhook", url=receiver.url())
        wait_for(client, ask_test(client), state="delivered", attempts=2)
        first, second = receiver.wait(2)
    assert second.at - first.at >= 8


@pytest.mark.parametrize("moment", ["before the answer", "before it is sent"])
def test_a_kill_loses_nothing_and_repeats_nothing_visibly(moment):
    held = threading.Event()
    first_answer = hold(held) if moment == "before the answer" else say(200)
    with Receiver(first_answer, say(200)) as receiver, Server(flags=FLAGS) as server:
        client = server.client()
        save(client, type="webhook", url=receiver.url(), secrets=[SECRET])
        identifier = ask_test(client)
        if moment == "before the answer":
            receiver.wait(1)
        server.kill()
        server.start()
        client = server.client()
        wait_for(client, identifier, state="delivered")
        client.close()
        held.set()
        ids = {request.headers["webhook-id"] for request in receiver.requests}
    assert ids == {identifier}


def test_no_secret_is_in_log_or_answers(server, client):
    with Receiver(say(500, body=f"your {SECRET} is wrong".encode())) as receiver:
        save(client, type="webhook", url=receiver.url("/x?token=abcdef"), secrets=[SECRET])
        wait_for(client, ask_test(client), attempts=1)
    said = client.call("GET", "/monitoring/channels").body
    said += client.call("GET", "/monitoring/channels/ops/deliveries").body
    said += client.call("GET", "/audit").body + server.log_text().encode()
    assert SECRET.encode() not in said
    assert b"abcdef" not in said


def test_metrics_tell_what_became_of_them(client):
    text = client.request("GET", "/metrics").body.decode()
    lines = dict(line.rsplit(" ", 1) for line in text.splitlines() if line.startswith("ontos_not"))
    assert float(lines['ontos_notifications_delivered_total{channel_type="webhook"}']) >= 5
    assert float(lines['ontos_notification_attempts_failed_total{channel_type="webhook"}']) >= 5
    assert float(lines['ontos_notifications{state="delivered"}']) >= 5
    assert float(lines['ontos_notifications{state="dead"}']) >= 1


def test_chat_and_pagerduty_bodies_are_posted(client):
    with Receiver() as receiver:
        url = receiver.url()
        save(client, type="slack", url=url)
        ask_test(client)
        receiver.wait(1)
        save(client, type="teams", url=url)
        ask_test(client)
        receiver.wait(2)
        save(client, type="pagerduty", url=url, routing_key="R0UT1NGKEY")
        ask_test(client)
        slack, teams, event = (json.loads(request.body) for request in receiver.wait(3))
    assert slack["attachments"][0]["title"] == "[TEST] info: ops"
    card = teams["attachments"][0]["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert (event["routing_key"], event["event_action"]) == ("R0UT1NGKEY", "trigger")
