"""People who ask the clinic all at once: a program of its own, so that what it costs never queues before an answer.

Reads on standard input what it is told, writes on standard output what the people waited. Each person keeps one
connection, as a browser does.
"""

import http.client
import json
import os
import random
import resource
import sys
import threading
import time
import urllib.parse
import uuid
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from benchmarks.clinic_rows import PASSWORD, USERNAME
from tests.live.nurse import Nurse

PATIENCE_S = 30
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What to do, and for how long. `pause_s` is the mean time between two turns of a person."""

    url: str
    n_people: int
    seconds: float
    pause_s: float
    sessions: list[str]
    patients: list[str]
    server: int
    """Process group of the server, to be asked what it spent."""


@dataclass(slots=True)
class Measured:
    times_ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    n_errors: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, what: str, began: float, body: bytes | None) -> None:
        """`body` None is an error."""
        waited_ms = 1000.0 * (time.perf_counter() - began)
        with self.lock:
            self.times_ms[what].append(waited_ms)
            self.n_errors += body is None


class Tablet:
    """A logged in person's connection."""

    def __init__(self, nurse: Nurse) -> None:
        where = urllib.parse.urlsplit(nurse.url)
        self.connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE_S)
        self.headers = {"Cookie": nurse.cookies(), "Connection": "keep-alive"}
        self.token = nurse.token

    def get(self, path: str) -> bytes | None:
        return self._asked("GET", path, None, {})

    def record(self, path: str, fields: dict[str, object]) -> bytes | None:
        """One entry; an answer without its key is none."""
        key = str(uuid.uuid4())
        said = {**fields, "client_key": key, "happened_at": datetime.now(UTC).isoformat()}
        kind = "application/x-www-form-urlencoded"
        headers = {"X-CSRFToken": self.token, "HX-Request": "true", "Content-Type": kind}
        return self._asked("POST", path, urllib.parse.urlencode(said).encode(), headers, key)

    def _asked(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str], key: str | None = None
    ) -> bytes | None:
        for is_last in (
            False,
            True,
        ):  # a connection that was idle for long is closed by the server: a browser asks again
            try:
                self.connection.request(method, path, body, {**self.headers, **headers})
                answer = self.connection.getresponse()
                found = answer.read()
            except (http.client.RemoteDisconnected, ConnectionError):
                self.connection.close()
                if is_last:
                    return None
                continue
            is_well = answer.status == HTTPStatus.OK and answer.headers.get("Wane-Entry") == key
            return found if is_well else None
        return None


def person(tablet: Tablet, told: Told, measured: Measured, rng: random.Random, until: float) -> None:
    """One person's turns until the time is over."""
    while time.perf_counter() < until:
        session = rng.choice(told.sessions)
        pages = {
            "chair board": "/board/", "session sheet": f"/session/{session}/",
            "patient page": f"/patients/{rng.choice(told.patients)}/",
        }  # fmt: skip
        for what, path in pages.items():
            time.sleep(rng.uniform(0, 2 * told.pause_s))
            began = time.perf_counter()
            measured.took(what, began, tablet.get(path))
        time.sleep(rng.uniform(0, 2 * told.pause_s))
        low = rng.randint(60, 85)
        began = time.perf_counter()
        answer = tablet.record(f"/session/{session}/record/set/", {"systolic_mmhg": low + 40, "diastolic_mmhg": low})
        measured.took("entry of vitals", began, answer)


def drive(told: Told) -> dict[str, Any]:
    """Everybody logs in, one after another; then everybody at once, which is what is measured."""
    tablets = []
    for _ in range(told.n_people):
        nurse = Nurse(url=told.url, username=USERNAME, password=PASSWORD)
        nurse.log_in()
        tablets.append(Tablet(nurse))
    measured, before = Measured(), spent_s(told.server)
    until = time.perf_counter() + told.seconds
    with ThreadPoolExecutor(told.n_people) as pool:
        turns = [
            pool.submit(person, tablet, told, measured, random.Random(number), until)
            for number, tablet in enumerate(tablets)
        ]
        for turn in turns:
            turn.result()
    after = spent_s(told.server)
    spent = {name: after[name] - before[name] for name in before}
    return {"times_ms": measured.times_ms, "n_errors": measured.n_errors, **spent}


def spent_s(server: int) -> dict[str, float]:
    """[s] by the clock, and of processor time until now: of the server, of this driver, of the whole machine."""
    user, nice, system, _, _, irq, soft, *_ = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    own = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "wall_s": time.perf_counter(), "server_s": cpu_s(server), "driver_s": own.ru_utime + own.ru_stime,
        "machine_s": (user + nice + system + irq + soft) / TICKS_PER_S,
    }  # fmt: skip


def cpu_s(group: int) -> float:
    """[s] of processor time that the processes of a group have taken."""
    found = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(told[2]) == group:
            found += (int(told[11]) + int(told[12])) / TICKS_PER_S
    return found


def main() -> None:
    json.dump(drive(Told(**json.load(sys.stdin))), sys.stdout)


if __name__ == "__main__":
    main()
