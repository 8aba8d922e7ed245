"""Servers for the fault tests."""

import os

import pytest

from support import sample
from support.server import Server, fresh_database

ROUNDS = int(os.environ.get("ONTOS_FAULT_ROUNDS", "5"))


@pytest.fixture
def rounds():
    """How often what depends on chance is tried: few in each run, many in `./dev test long`."""
    return ROUNDS


@pytest.fixture
def slow_rounds():
    """Of tests whose rounds take five to fifteen seconds each."""
    return max(5, ROUNDS // 8)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request):
    """The address of an empty database; None is SQLite in the data folder."""
    if request.param == "sqlite":
        return None
    cluster = os.environ.get("ONTOS_TEST_POSTGRES")
    if not cluster:
        pytest.skip("ONTOS_TEST_POSTGRES is not set: run tests/postgres.sh COMMAND")
    return fresh_database(cluster)


@pytest.fixture
def server():
    """A server with both versions of the sample registered and the first deployed."""
    with Server() as running:
        sample.set_up(running)
        yield running
