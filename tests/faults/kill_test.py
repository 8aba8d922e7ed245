"""kill -9 at random moments: what was answered is there again, and serves."""

import random
import threading
import time

from support import sample
from support.sample import ENDPOINT, MODEL, must
from support.server import Server

SEED = 20_260
FLUSH_SECONDS = 2.0  # one second by contract, one for a loaded machine


class Changer(threading.Thread):
    """Changes the endpoint and the registry until the server dies, and remembers the answers."""

    def __init__(self, server, seed):
        super().__init__()
        self.server, self.random = server, random.Random(seed)
        self.live = None  # revision and version of the last answered change
        self.revisions, self.versions, self.alias = {}, {}, None
        self.in_flight = ""
        self.wrong = []

    def run(self):
        client = self.server.client(timeout=30)
        actions = [self.deploy, self.update, self.roll_back, self.register, self.set_alias]
        try:
            while True:
                action = self.random.choice(actions)
                self.in_flight = action.__name__
                action(client)
                self.in_flight = ""
        except AssertionError as error:
            self.wrong.append(str(error))
        except Exception:  # noqa: BLE001, S110
            pass  # the server is gone: what matters is what it had answered

    def served(self, reply, status):
        result = must(reply, status)
        if result["status"] == "ready":
            self.live = (result["revision"], result["model_version"])
            self.revisions[result["revision"]] = result["model_version"]

    def deploy(self, client):
        self.served(sample.deploy(client, self.random.choice("12")), 201)

    def update(self, client):
        path = f"/deployment/endpoints/{ENDPOINT}?model_version={self.random.choice('12')}"
        self.served(client.call("PUT", path), 200)

    def roll_back(self, client):
        path = f"/deployment/endpoints/{ENDPOINT}/rollback?target_version=1"
        self.served(client.call("POST", path), 200)

    def register(self, client):
        made = sample.register(self.server, self.random.choice([sample.V1, sample.V2]))
        self.versions[made["version"]] = made["sha256"]

    def set_alias(self, client):
        version = self.random.choice("12")
        must(
            client.call(
                "PUT", f"/deployment/models/{MODEL}/aliases/champion", {"version": version}
            ),
            200,
            201,
        )
        self.alias = version


class Asker(threading.Thread):
    """Queries the endpoint until the server dies, and notes when each answer came."""

    def __init__(self, server):
        super().__init__()
        self.server, self.sent, self.answered, self.wrong = server, 0, [], []

    def ask(self, client):
        self.sent += 1
        reply = sample.query(client)
        self.answered.append(time.monotonic())
        return reply

    def run(self):
        client = self.server.client(timeout=30)
        try:
            while True:
                reply = self.ask(client)
                if reply.status != 200:
                    self.wrong.append(f"{reply.status}: {reply.body[:300]!r}")
        except Exception:  # noqa: BLE001, S110
            pass  # the server is gone


def wait_until_it_serves(client, asker):
    deadline = time.monotonic() + 20
    while True:
        reply = asker.ask(client)
        if reply.status == 200:
            return reply.json()
        assert reply.status == 503 and time.monotonic() < deadline, reply.body
        time.sleep(0.05)


def check_changes(client, changer, asker):
    endpoint = must(client.call("GET", f"/deployment/endpoints/{ENDPOINT}"), 200)
    # What the kill interrupted was ended before the server said that it is ready.
    assert endpoint["config_update"] != "IN_PROGRESS", endpoint
    live = (endpoint["revision"], endpoint["model_version"])
    if changer.live is not None:
        is_changing = changer.in_flight in ("deploy", "update", "roll_back")
        assert live == changer.live or (is_changing and live[0] > changer.live[0]), (
            f"answered {changer.live}, serves {live}, in flight {changer.in_flight!r}"
        )
    for revision, version in changer.revisions.items():
        kept = must(
            client.call("GET", f"/deployment/endpoints/{ENDPOINT}/revisions/{revision}"), 200
        )
        assert kept["config"]["served_entities"][0]["entity_version"] == version
    assert wait_until_it_serves(client, asker)["model_version"] == endpoint["model_version"]


def check_registry(client, changer):
    versions = must(client.call("GET", f"/deployment/models/{MODEL}/versions"), 200)
    kept = {version["version"]: version for version in versions}
    for number, sha256 in changer.versions.items():
        assert (kept[number]["status"], kept[number]["sha256"]) == ("READY", sha256)
        path = f"/deployment/models/{MODEL}/versions/{number}/artifact"
        assert client.call("GET", path).status == 200
    extra = [v for v in kept if int(v) > 2 and v not in changer.versions and v not in changer.known]
    assert len(extra) <= (changer.in_flight == "register"), f"nobody registered {extra}"
    if changer.alias and changer.in_flight != "set_alias":
        model = must(client.call("GET", f"/deployment/models/{MODEL}"), 200)
        assert model["aliases"]["champion"] == changer.alias
    return set(kept)


def check_counts(counted, before, asker, killed):
    durable = sum(1 for at in asker.answered if at < killed - FLUSH_SECONDS)
    assert before + durable <= counted <= before + asker.sent, (
        f"{before} before, {durable} answered {FLUSH_SECONDS} s before the kill, "
        f"{asker.sent} sent, {counted} counted"
    )


def test_what_was_answered_before_a_kill_is_there_after_it(rounds, database):
    chance = random.Random(SEED)
    with Server(database=database) as server:
        sample.set_up(server)
        known, before, asker = {"1", "2"}, 0, Asker(server)
        for number in range(rounds):
            changer = Changer(server, SEED + number)
            changer.known = known
            changer.start()
            asker.start()
            # Mostly amid the first changes, each fifth time with a flush or two behind it.
            time.sleep(chance.uniform(2, 4) if number % 5 == 0 else chance.uniform(0, 0.5))
            killed = time.monotonic()
            server.kill()
            changer.join()
            asker.join()
            assert not changer.wrong and not asker.wrong, f"round {number}: {changer.wrong[:3]}"
            server.start()
            client = server.client()
            counted = sample.total_requests(client)  # only what was durable: nobody asked yet
            check_counts(counted, before, asker, killed)
            before, asker = counted, Asker(server)
            check_changes(client, changer, asker)
            known = check_registry(client, changer)
            client.close()
