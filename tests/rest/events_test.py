"""The event stream of a running server: what happens is told, and a stream can be resumed."""

import http.client
import json
from collections.abc import Iterator
from typing import Any

from support import sample
from support.sample import must
from support.server import Server


class Stream:
    """An open stream."""

    def __init__(self, server: Server, query: str = "", last_event_id: str = "") -> None:
        """Opens it, and waits for its head."""
        self._connection = http.client.HTTPConnection(server.host, server.port, timeout=30)
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        self._connection.request("GET", f"/api/v1/events{query}", headers=headers)
        self._response = self._connection.getresponse()
        assert self._response.status == 200
        assert self._response.getheader("content-type") == "text/event-stream"

    def close(self) -> None:
        """Goes away, as a closed tab does."""
        self._response.close()
        self._connection.close()

    def events(self) -> Iterator[dict[str, str]]:
        """Events as they come, without comments."""
        event: dict[str, str] = {}
        for line in self._response:
            text = line.decode().rstrip("\n")
            name, _, value = text.partition(": ")
            if text and name:
                event[name] = value
            elif not text and "event" in event:
                yield event
                event = {}

    def next_item(self, topic: str, **wanted: Any) -> tuple[dict[str, str], dict[str, Any]]:
        """The first item of the topic that has these members, with its event."""
        for event in self.events():
            if event["event"] != topic:
                continue
            data = json.loads(event["data"])
            assert data["topic"] == topic
            for item in data["items"]:
                if all(item.get(name) == value for name, value in wanted.items()):
                    return event, item
        raise AssertionError("the stream has ended")


def test_deploying_and_querying_are_told_and_a_stream_goes_on_where_it_ended():
    with Server() as server:
        sample.register(server, sample.V1)
        sample.register(server, sample.V2)
        client = server.client()
        stream = Stream(server)
        # The first event of a topic is what changed after the stream was there.
        must(sample.deploy(client, "1"), 201)
        first, live = stream.next_item("endpoints", endpoint_name=sample.ENDPOINT, is_ready=True)
        assert live["served_entities"][0]["model_version"] == "1"
        must(sample.query(client), 200)
        _, numbers = stream.next_item("metrics", endpoint_id=live["endpoint_id"])
        assert numbers["request_count"] == 1
        assert numbers["p95_latency_ms"] > 0
        asked = must(sample.query(client), 200)["request_id"]
        _, logged = stream.next_item("requests", request_id=asked)
        assert logged["status"] == 200
        judged = {"input_text": "a", "output_text": "b", "rating": "positive"}
        judged |= {"endpoint_id": sample.ENDPOINT, "request_id": asked}
        given = must(client.call("POST", "/feedback", judged), 201)
        _, told = stream.next_item("feedback", id=given["id"])
        assert told["model_version"] == "1"
        stream.close()

        must(sample.deploy(client, "2"), 200, 201)
        resumed = Stream(server, "?topics=endpoints", first["id"])
        _, changed = resumed.next_item("endpoints", revision=2)
        assert changed["served_entities"][0]["model_version"] == "2"
        must(client.call("DELETE", f"/deployment/endpoints/{sample.ENDPOINT}"), 200)
        resumed.next_item("endpoints", is_deleted=True, endpoint_id=live["endpoint_id"])
        resumed.close()
        client.close()


def test_an_endpoint_that_is_served_elsewhere_is_told_as_the_routes_show_it():
    with Server() as server:
        client = server.client()
        stream = Stream(server, "?topics=endpoints")
        elsewhere = {"endpoint_name": "ext", "endpoint_type": "model", "model_name": "a.b.c"}
        must(client.call("POST", "/registries/endpoints", elsewhere), 201)
        _, told = stream.next_item("endpoints", endpoint_name="ext")
        shown = must(client.call("GET", "/deployment/endpoints/ext"), 200)
        assert (told["state"], told["is_ready"]) == (shown["state"], True) == ("READY", True)
        stream.close()
        client.close()


def test_an_unknown_topic_is_refused_and_an_unknown_id_is_told_as_reset():
    with Server() as server:
        client = server.client()
        refused = client.call("GET", "/events?topics=weather")
        assert refused.status == 400
        assert "endpoints" in refused.json()["detail"]
        client.close()
        stream = Stream(server, last_event_id="ffff-7")
        assert next(stream.events())["event"] == "reset"
        stream.close()
