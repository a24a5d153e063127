"""Rounds of killing the server during live sessions, and the judgement afterwards."""

import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from tests.live.lived import steps
from tests.live.nurse import Nurse
from tests.live.server import LiveClinic

CHAIRS = (1, 2)
LONGEST_BEFORE_KILL_S = 1.2
STEPS = ["prep", "infusing", "watch", "ready_check", "closed"]
DOSES = ["start", "rate", "pause", "resume", "stop"]
N_SETS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    n_rounds: int
    n_kills: int
    n_entries: int
    n_sent_again: int
    wall_s: float

    def __str__(self) -> str:
        return (
            f"{self.n_rounds} rounds, {self.n_kills} kills, {self.n_entries} entries acknowledged, "
            f"{self.n_sent_again} sent again, in {self.wall_s:.0f} s"
        )


def live_through(nurse: Nurse, session: str, *, chair: int, rng: random.Random) -> None:
    """A whole session, each entry until it is acknowledged."""
    for what, fields in steps(chair=chair, rng=rng):
        nurse.enter(f"/session/{session}/record/{what}/", fields)
    nurse.enter(f"/session/{session}/close/", {})


def play(clinic: LiveClinic, *, n_rounds: int, seed: int) -> Outcome:
    """In each round two sessions are lived through at once, while the server is killed and comes back."""
    began, rng, n_kills = time.monotonic(), random.Random(seed), 0
    sessions = clinic.furnish(n_rounds * len(CHAIRS))
    clinic.start()
    nurses = [Nurse(url=clinic.url) for _ in CHAIRS]
    for nurse in nurses:
        nurse.log_in()
    with ThreadPoolExecutor(len(CHAIRS)) as pool:
        for number in range(n_rounds):
            both = sessions[number * len(CHAIRS) : (number + 1) * len(CHAIRS)]
            under_way = [
                pool.submit(live_through, nurse, session, chair=chair, rng=random.Random(rng.random()))
                for nurse, session, chair in zip(nurses, both, CHAIRS, strict=True)
            ]
            threading.Event().wait(rng.uniform(0.02, LONGEST_BEFORE_KILL_S))
            clinic.kill()
            n_kills += 1
            clinic.start()
            for one in under_way:
                one.result()
    clinic.kill()
    judge(clinic, sessions, [key for nurse in nurses for key in nurse.acknowledged])
    return Outcome(
        n_rounds=n_rounds, n_kills=n_kills, n_entries=sum(len(nurse.acknowledged) for nurse in nurses),
        n_sent_again=sum(nurse.n_sent_again for nurse in nurses), wall_s=time.monotonic() - began,
    )  # fmt: skip


def judge(clinic: LiveClinic, sessions: list[str], acknowledged: list[str]) -> None:
    """No acknowledged entry lost, none doubled, no half session, each audited once, the chain whole."""
    told: dict[str, Any] = json.loads(clinic.run("tests/live/lived.py"))
    stored = [key for keys in told["keys"].values() for key in keys]
    lost = set(acknowledged) - set(stored)
    assert not lost, f"{len(lost)} acknowledged entries are lost: {sorted(lost)[:3]}"
    assert len(stored) == len(set(stored)), "An entry stands twice."
    for session in sessions:
        found = told["sessions"][session]
        assert found["state"] == "closed", found
        assert found["steps"] == STEPS, found
        assert found["doses"] == DOSES, found
        assert (found["vitals"], found["ratings"]) == (N_SETS, N_SETS), found
    assert told["not_audited_once"] == []
    assert told["audit_holds"]
