"""Signal 9 to a real server at any moment of live sessions loses nothing, doubles nothing, halves nothing."""

from pathlib import Path

from tests.clinic.postgres import Cluster
from tests.live.rounds import play
from tests.live.server import LiveClinic

ROUNDS = 2


def test_a_killed_server_loses_nothing_on_sqlite(tmp_path: Path) -> None:
    clinic = LiveClinic(home=tmp_path)
    try:
        outcome = play(clinic, n_rounds=ROUNDS, seed=1)
    finally:
        clinic.kill()

    assert outcome.n_sent_again > 0, "No kill fell into a session: the test shows nothing."


def test_a_killed_server_loses_nothing_on_postgresql(tmp_path: Path, postgres: Cluster) -> None:
    clinic = LiveClinic(home=tmp_path, database_url=postgres.new_database("killed"))
    try:
        outcome = play(clinic, n_rounds=ROUNDS, seed=2)
    finally:
        clinic.kill()

    assert outcome.n_sent_again > 0, "No kill fell into a session: the test shows nothing."
