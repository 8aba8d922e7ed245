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


def test_bytes_that_are_no_utf8_are_refused(client):
    body = json.dumps(given(feedback_text="?")).encode().replace(b"?", b"\xff\xfe")
    reply = client.request("POST", BASE, body, {"content-type": "application/json"})
    assert reply.status == 400, reply.body
    assert must(client.call("GET", "/feedback/stats"), 200)["with_comments_count"] <= 1
