"""Changes under load: no request fails while versions are swapped, deployed at once, or stopped."""

import http.client
import itertools
import threading
import time

from support import sample
from support.sample import ENDPOINT, must

CLIENTS = 4


class Load:
    """Clients that query without a pause; used as a context."""

    def __init__(self, server):
        self.server = server
        self.stopping = threading.Event()
        self.statuses, self.cut, self.versions, self.unanswered = [], [], set(), []
        self.threads = [threading.Thread(target=self._ask) for _ in range(CLIENTS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def _ask(self):
        client = self.server.client(timeout=30)
        while not self.stopping.is_set():
            try:
                reply = sample.query(client)
            except http.client.IncompleteRead as error:
                self.cut.append(error)
            except (OSError, http.client.HTTPException) as error:
                self.unanswered.append(error)
                if self.server.process is None or self.server.process.poll() is not None:
                    return
            else:
                self.statuses.append(reply.status)
                if reply.status == 200:
                    self.versions.add(reply.json()["model_version"])
        client.close()


def roll_back_to(client, version):
    path = f"/deployment/endpoints/{ENDPOINT}/rollback?target_version={version}"
    return must(client.call("POST", path), 200)


def test_no_request_fails_while_versions_are_swapped(server, rounds):
    client = server.client()
    must(sample.deploy(client, "2"), 201)
    with Load(server) as load:
        for _ in range(rounds):
            for version in ("1", "2"):
                result = roll_back_to(client, version)
                assert (result["status"], result["model_version"]) == ("ready", version)
                assert must(sample.query(client), 200)["model_version"] == version
    assert set(load.statuses) == {200} and not load.unanswered and not load.cut
    assert load.versions == {"1", "2"}
    client.close()


def test_two_deploys_at_once_end_in_one_of_the_two(server):
    for first, second in itertools.islice(itertools.cycle([("1", "2"), ("2", "1")]), 6):
        replies = {}

        def ask(version, into=replies):
            client = server.client()
            into[version] = sample.deploy(client, version)
            client.close()

        threads = [threading.Thread(target=ask, args=(v,)) for v in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        done = [must(reply, 201) for reply in replies.values() if reply.status != 409]
        assert done, "one of two must win"
        for reply in replies.values():
            assert reply.status == 201 or reply.json()["detail"], reply.body
        client = server.client()
        live = must(client.call("GET", f"/deployment/endpoints/{ENDPOINT}"), 200)
        newest = max(done, key=lambda result: result["revision"])
        assert (live["revision"], live["model_version"]) == (
            newest["revision"],
            newest["model_version"],
        )
        client.close()


def test_a_stop_under_load_cuts_no_answer_and_loses_no_count(server):
    client = server.client()
    before = sample.total_requests(client)
    with Load(server) as load:
        while len(load.statuses) < 200:
            time.sleep(0.01)
        assert server.stop() == 0
    assert not load.cut, "an answer was cut"
    assert set(load.statuses) <= {200, 503}
    answered = load.statuses.count(200)
    server.start()
    client = server.client()
    counted = sample.total_requests(client) - before
    sent = len(load.statuses) + len(load.unanswered)
    assert answered <= counted <= sent, f"{answered} answered, {counted} counted, {sent} sent"
    client.close()
