"""Signal 9 to the browser while its queue is sent: opened again, it sends the rest, and nothing twice."""

from pathlib import Path

from tests.clinic.postgres import Cluster
from tests.live.flushes import flush
from tests.live.server import LiveClinic


def test_a_killed_browser_goes_on_where_it_was_on_sqlite(tmp_path: Path) -> None:
    clinic = LiveClinic(home=tmp_path / "clinic")
    try:
        outcome = flush(clinic, profiles=tmp_path, n_rounds=2, seed=3)
    finally:
        clinic.kill()

    assert outcome.n_kills_amid > 0


def test_a_killed_browser_goes_on_where_it_was_on_postgresql(tmp_path: Path, postgres: Cluster) -> None:
    clinic = LiveClinic(home=tmp_path / "clinic", database_url=postgres.new_database("tablet"))
    try:
        outcome = flush(clinic, profiles=tmp_path, n_rounds=2, seed=3)
    finally:
        clinic.kill()

    assert outcome.n_kills_amid > 0
