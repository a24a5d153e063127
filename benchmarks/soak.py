"""Kill server and browser many times during live sessions: `make soak`, or `python -m benchmarks.soak --rounds 50`."""

import argparse
import tempfile
from pathlib import Path

from tests.clinic.postgres import running_cluster
from tests.live.flushes import flush
from tests.live.rounds import play
from tests.live.server import LiveClinic


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=50)
    asked.add_argument("--browser-rounds", type=int)
    asked.add_argument("--seed", type=int, default=1)
    told = asked.parse_args()
    n_browsers = told.rounds if told.browser_rounds is None else told.browser_rounds
    with tempfile.TemporaryDirectory() as folder, running_cluster() as cluster:
        place = Path(folder)
        for name, url in (("SQLite", ""), ("PostgreSQL", cluster.new_database("soak"))):
            clinic = LiveClinic(home=place / name, database_url=url)
            try:
                print(f"server killed, {name}: {play(clinic, n_rounds=told.rounds, seed=told.seed)}", flush=True)
            finally:
                clinic.kill()
        for name, url in (("SQLite", ""), ("PostgreSQL", cluster.new_database("tablet"))):
            clinic, profiles = LiveClinic(home=place / f"{name}-tablet", database_url=url), place / f"{name}-profiles"
            try:
                outcome = flush(clinic, profiles=profiles, n_rounds=n_browsers, seed=told.seed)
                print(f"browser killed, {name}: {outcome}", flush=True)
            finally:
                clinic.kill()


if __name__ == "__main__":
    main()
