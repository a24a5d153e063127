"""What every test is held to: the same generated examples each time, no deadline on a busy machine, no network."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.clinic.postgres import Cluster, running_cluster

settings.register_profile("wane", derandomize=True, deadline=None, print_blob=True, database=None)
settings.load_profile("wane")

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NetworkError(AssertionError):
    """A test reached for the network."""


def _refuse_the_network(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise NetworkError(f"a test connected to {address}")


sys.addaudithook(_refuse_the_network)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A real PostgreSQL, private to this run."""
    with running_cluster() as cluster:
        yield cluster
