"""AU-5: a clock that was set is flagged, forward or backward."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from wane_clinic.audit.models import AuditEvent
from wane_clinic.audit.record import record
from wane_clinic.audit.subjects import SYSTEM, Subject
from wane_clinic.command.checks import complaints
from wane_clinic.web import clock

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("set_s", "is_flagged"), [(0.0, False), (59.0, False), (-59.0, False), (61.0, True), (-61.0, True)]
)
def test_au_5_a_jump_of_more_than_a_minute_is_recorded(
    client: Client, monkeypatch: pytest.MonkeyPatch, set_s: float, is_flagged: bool
) -> None:
    client.get("/account/login/")
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + set_s)

    client.get("/account/login/")

    found = [event.detail["seconds"] for event in AuditEvent.objects.filter(action="clock_jump", actor="(system)")]
    assert found == ([round(set_s)] if is_flagged else [])
    monkeypatch.undo()
    clock.WATCH.jumped_s(wall_s=time.time(), steady_s=time.clock_gettime(clock.STEADY))


def test_a_clock_that_only_runs_or_a_machine_that_slept_is_no_jump() -> None:
    watch = clock.Watch()
    looks = [watch.jumped_s(wall_s=1e9 + s, steady_s=50.0 + s) for s in (0.0, 1.0, 90_000.0)]

    assert looks == [0.0, 0.0, 0.0]


def test_au_5_two_processes_that_see_one_jump_record_it_once_and_a_second_jump_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    processes, real = [clock.Watch(), clock.Watch()], time.time
    for set_s in (0.0, 3600.0, 0.0, 3600.0):
        monkeypatch.setattr(time, "time", lambda set_s=set_s: real() + set_s)
        for process in processes:
            clock.look(process)

    found = [event.detail["seconds"] for event in AuditEvent.objects.filter(action="clock_jump").order_by("seq")]
    assert found == [3600, -3600, 3600]


def test_au_5_a_clock_that_went_back_while_nothing_ran_is_a_complaint() -> None:
    ahead = datetime.now(UTC) + timedelta(minutes=10)
    record(action="change", by=SYSTEM, at=ahead, subject=Subject(kind="thing", id="1"))

    assert any("clock went back" in sentence for sentence in complaints())
