"""What every test is held to: the same generated examples each time, no deadline on a busy machine, no network."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.clinic.postgres import Cluster, running_cluster

settings.register_profile("wane", derandomize=True, deadline=None, print_blob=True, database=None)
settings.load_profile("wane")

LONGEST_FIRST = (
    "tests/unit/wane/validate/", "tests/clinic/test_on_postgresql.py", "tests/live/", "tests/clinic/test_commands.py",
    "tests/browser/", "tests/reference/", "tests/clinic/test_backups.py", "tests/repository/test_run.py",
    "tests/unit/wane/forecast/", "tests/unit/wane/cli/", "tests/unit/wane/fit/", "tests/clinic/",
)  # fmt: skip
"""Where the files that take longest are: begun first, so that no worker sits over one alone at the end."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class NetworkError(AssertionError):
    """A test reached for the network."""


def _refuse_the_network() -> None:
    """By the method, not by an audit hook: that runs while a thread installs coverage's tracer; two at once fail."""
    connect = socket.socket.connect

    def checked(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise NetworkError(f"a test connected to {address}")
        connect(self, address)

    socket.socket.connect = checked  # type: ignore[method-assign,assignment]  # for every test


_refuse_the_network()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order of LONGEST_FIRST, then as collected."""
    items.sort(key=lambda item: next((i for i, name in enumerate(LONGEST_FIRST) if item.nodeid.startswith(name)), 99))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A real PostgreSQL, private to this run."""
    with running_cluster() as cluster:
        yield cluster
