"""What every test of a running server uses; each module says which server."""

import pytest


@pytest.fixture
def client(server):
    """A connection to the module's server."""
    connection = server.client()
    yield connection
    connection.close()
