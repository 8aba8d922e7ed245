"""Many endpoints with a history each: lists page through all, a restart brings all back."""

import re
import time

from support import sample
from support.sample import MODEL, must
from support.server import Server


def all_pages(client, path):
    """The items of every page, by the Link header."""
    found = []
    while path:
        reply = client.call("GET", path)
        found += must(reply, 200)
        link = re.match(r'</api/v1([^>]*)>; rel="next"', reply.header("link") or "")
        path = link[1] if link else None
    return found


def test_many_endpoints_survive_a_restart_and_are_listed_page_by_page(database, rounds):
    count = 5 * rounds
    names = [f"endpoint-{number:04}" for number in range(count)]
    with Server(database=database) as server:
        sample.register(server, sample.V1)
        sample.register(server, sample.V2)
        client = server.client()
        for name in names:
            body = {"model_name": MODEL, "model_version": "1", "endpoint_name": name}
            must(client.call("POST", "/deployment/deploy", body), 201)
            must(client.call("PUT", f"/deployment/endpoints/{name}?model_version=2"), 200)
            must(query(client, name), 200)
        client.close()
        assert server.stop() == 0

        began = time.monotonic()
        server.start()
        print(f"{count} endpoints: started in {time.monotonic() - began:.2f} s")
        client = server.client()
        listed = all_pages(client, "/deployment/endpoints?limit=7")
        assert [row["name"] for row in listed] == names
        serving = all_pages(client, f"/deployment/models/{MODEL}/deployments?limit=7")
        assert [row["endpoint_name"] for row in serving] == names
        assert {row["model_version"] for row in serving} == {"2"}
        for name in names:
            assert must(query(client, name), 200)["model_version"] == "2"
        rows = all_pages(client, "/monitoring/metrics/performance?hours=1&limit=100")
        assert [row["endpoint_name"] for row in rows] == names
        assert {row["total_requests"] for row in rows} == {2}
        history = must(client.call("GET", f"/deployment/endpoints/{names[-1]}/history"), 200)
        assert len(history["history"]) == 2
        client.close()


def query(client, name):
    """Scores one row on an endpoint."""
    return client.call("POST", f"/deployment/endpoints/{name}/query", {"inputs": sample.ROW})
