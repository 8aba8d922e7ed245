"""Feedback at the bounds of its texts, and bytes that are no text."""

from __future__ import annotations

import json

import pytest

from support.sample import must
from support.server import Server

BASE = "/api/v1/feedback"


@pytest.fixture(scope="module")
def server():
    """A server with an endpoint that is served elsewhere."""
    with Server() as running:
        client = running.client()
        must(client.call("POST", "/registries/endpoints", {"endpoint_name": "chat"}), 201)
        client.close()
        yield running


def given(**texts):
    """A judgement with these texts."""
    return {
        "endpoint_id": "chat",
        "input_text": "a",
        "output_text": "b",
        "rating": "positive",
    } | texts


@pytest.mark.parametrize(
    "member", ["input_text", "output_text", "feedback_text", "correction", "expected_output"]
)
def test_a_text_of_100000_characters_is_taken_and_one_more_is_named(client, member):
    longest = "\u00e4" * 100_000
    item = must(client.call("POST", "/feedback", given(**{member: longest})), 201)
    assert must(client.call("GET", f"/feedback/{item['id']}"), 200)[member] == longest
    refused = must(client.call("POST", "/feedback", given(**{member: longest + "b"})), 400)
    assert refused["errors"][0]["where"] == f"/body/{member}"
    assert "100000" in refused["errors"][0]["what"]


@pytest.mark.parametrize("data_type", ["text", "correction", "categorical"])
def test_a_value_is_as_long_as_any_text_and_one_more_is_named(client, data_type):
    def score(value):
        about = {"rating": "positive", "name": "long", "data_type": data_type}
        return client.call("POST", "/feedback", given(**about, value=value))

    longest = "\u00e4" * 100_000
    assert must(score(longest), 201)["value"] == longest
    refused = must(score(longest + "b"), 400)
    assert refused["errors"] == [
        {"where": "/body/value", "what": "must have at most 100000 characters"}
    ]


def test_a_tag_has_64_characters_whatever_their_bytes(client):
    longest = "\u00e4" * 64
    assert must(client.call("POST", "/feedback", given(tags=[longest])), 201)["tags"] == [longest]
    refused = must(client.call("POST", "/feedback", given(tags=[longest + "b"])), 400)
    assert refused["errors"][0]["what"] == "must have at most 64 characters"


def test_bytes_that_are_no_utf8_are_refused(client):
    body = json.dumps(given(feedback_text="?")).encode().replace(b"?", b"\xff\xfe")
    reply = client.request("POST", BASE, body, {"content-type": "application/json"})
    assert reply.status == 400, reply.body
    assert must(client.call("GET", "/feedback/stats"), 200)["with_comments_count"] <= 1
