"""Rounds of killing the browser while its queue is being sent."""

import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Route

from tests.live.nurse import Nurse
from tests.live.server import LiveClinic
from tests.live.tablet import kill_tablet, n_waiting, tablet, type_sets

N_SETS = 6
PATIENCE_S = 60
USUAL = 130  # a systolic above 230 would be asked about first


@dataclass(frozen=True, slots=True, kw_only=True)
class Flushed:
    n_rounds: int
    n_kills_amid: int
    """Kills after which some sets had arrived and some had not."""
    n_sets: int

    def __str__(self) -> str:
        return f"{self.n_rounds} rounds, {self.n_sets} sets typed, {self.n_kills_amid} kills amid the sending"


def flush(clinic: LiveClinic, *, profiles: Path, n_rounds: int, seed: int) -> Flushed:
    """In each round sets are typed offline, the network comes back, the browser is killed, and opened again."""
    rng, n_amid = random.Random(seed), 0
    session = clinic.furnish(1)[0]
    clinic.start()
    nurse = Nurse(url=clinic.url)
    nurse.log_in()
    nurse.enter(f"/session/{session}/record/chair/", {"chair": 1})
    nurse.enter(f"/session/{session}/record/start/", {"rate_ml_h": 52.5, "bag_mg_ml": 1.0})
    typed: list[tuple[int, int]] = []
    for number in range(n_rounds):
        sets = [(100 + (number * N_SETS + one) % USUAL, 60 + number % 20) for one in range(N_SETS)]
        typed += sets
        left = _round(f"{clinic.url}/session/{session}/", profiles / f"profile{number}", sets, rng)
        n_amid += 0 < left < N_SETS
    clinic.kill()
    told: dict[str, Any] = json.loads(clinic.run("tests/live/lived.py"))
    stored = sorted(tuple(signs) for signs in told["sessions"][session]["signs"])
    assert stored == sorted(typed), f"{len(typed)} sets were typed, {len(stored)} stand."
    assert told["audit_holds"]
    assert told["not_audited_once"] == []
    return Flushed(n_rounds=n_rounds, n_kills_amid=n_amid, n_sets=len(typed))


def _round(sheet: str, profile: Path, sets: list[tuple[int, int]], rng: random.Random) -> int:
    """How many sets waited when the browser was opened again."""
    until_kill = rng.randint(0, N_SETS)
    with tablet(profile, sheet) as (context, page):
        context.set_offline(True)
        type_sets(page, sets)
        arrived = [0]

        def pass_on(route: Route) -> None:
            arrived[0] += 1
            if arrived[0] > until_kill:
                kill_tablet(profile)  # before it is sent, or while the answer is on its way
            else:
                route.continue_()

        page.route("**/record/set/", pass_on)
        try:
            context.set_offline(False)
            page.evaluate("window.dispatchEvent(new Event('online'))")
            until = time.monotonic() + PATIENCE_S
            while n_waiting(page) and time.monotonic() < until:
                page.wait_for_timeout(rng.uniform(5, 60))
            kill_tablet(profile)
        except Error:
            pass  # the browser is dead, as meant
    with tablet(profile, sheet) as (_, page):
        left = n_waiting(page)
        until = time.monotonic() + PATIENCE_S
        while n_waiting(page):
            assert time.monotonic() < until, "The queue was not sent after the browser was opened again."
            page.wait_for_timeout(50)
    return left
