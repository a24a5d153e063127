"""The fictional clinic: built by the actions, the same for the same seed, nobody in it a real person."""

import dataclasses
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.conf import settings as server
from django.db import transaction

from wane_clinic.actions.vitals import record_vitals
from wane_clinic.audit.verify import Verified, verify_audit
from wane_clinic.bridge.gate import Gate, opened
from wane_clinic.care.chairs import chairs
from wane_clinic.care.current import open_alerts, open_proposals, score_card_of_clinic, scores_of
from wane_clinic.care.models import Booking, Course, Score, Session, State, StoredForecast, VitalSigns
from wane_clinic.demo import build
from wane_clinic.demo.cast import CAST
from wane_clinic.demo.filling import fill_once
from wane_clinic.environment import Mode
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 9, 14, 20, tzinfo=UTC)


@pytest.fixture
def in_demo_mode(settings: Any) -> None:
    settings.ENVIRONMENT = dataclasses.replace(server.ENVIRONMENT, mode=Mode.DEMO)


def scores() -> list[tuple[str, str, float]]:
    return [(one.patient.family_name, one.happened_at.isoformat(), one.total) for one in Score.objects.order_by("id")]


def test_a_whole_clinic_is_built_and_the_same_again(in_demo_mode: None) -> None:
    said = build(now=NOW, seed=1)

    assert Patient.objects.count() == len(CAST) == 12
    assert [chair.session.state for chair in chairs()] == [State.INFUSING, State.WATCH]
    assert (open_alerts().count(), open_proposals().count(), Booking.objects.count()) == (1, 1, 3)
    assert {one.role for one in Clinician.objects.all()} == set(Role)
    assert isinstance(verify_audit(), Verified)
    assert "nobody in it exists" in said
    ada = Course.objects.get(patient__given_name="Ada")
    assert (scores_of(ada)[-1].happened_at - scores_of(ada)[0].happened_at).days > 250
    assert StoredForecast.objects.filter(course=ada).count() == 2
    with pytest.raises(RuntimeError, match="empty place"):
        build(now=NOW, seed=1)


@pytest.mark.parametrize("day", [26, 29], ids=["Thursday", "Sunday"])
def test_its_forecasts_are_judged_and_open_on_the_weekdays_with_the_fewest_scores(in_demo_mode: None, day: int) -> None:
    build(now=datetime(2026, 11, day, 14, 20, tzinfo=UTC), seed=1)

    assert opened(score_card_of_clinic()).gate is Gate.OPEN


def test_the_same_seed_makes_the_same_clinic_and_another_seed_another(
    in_demo_mode: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wane_clinic.demo.house.CAST", CAST[8:10])

    assert built(seed=1) == built(seed=1)
    assert built(seed=1)[0] != built(seed=2)[0]


def test_one_chair_fills_itself_until_somebody_takes_over(in_demo_mode: None) -> None:
    build(now=NOW, seed=1)
    session = Session.objects.get(chair=2, state=State.WATCH)
    rows, rng = VitalSigns.objects.filter(session=session), np.random.default_rng(1)
    before = rows.count()

    for minute in (1.5, 3.0):
        assert fill_once(now=NOW + timedelta(minutes=minute), rng=rng)
    assert rows.count() == before + 2
    newest = rows.last()
    assert newest is not None
    assert newest.entered_by is not None
    assert (newest.entered_by.username, newest.happened_at) == ("nurse2", NOW + timedelta(minutes=3))
    assert not VitalSigns.objects.filter(session__chair=1, happened_at__gt=NOW).exists()

    nurse, at = Clinician.objects.get(username="nurse"), NOW + timedelta(minutes=4)
    record_vitals(
        session=session, systolic_mmhg=131, diastolic_mmhg=80, by=nurse, happened_at=at, entered_at=at,
        client_key=uuid.uuid4(),
    )  # fmt: skip
    assert not fill_once(now=NOW + timedelta(minutes=5), rng=rng)
    assert rows.count() == before + 3


def built(*, seed: int) -> tuple[list[tuple[str, str, float]], list[object]]:
    """Scores and forecasts of a clinic that is taken back at once."""
    with transaction.atomic():
        build(now=NOW, seed=seed)
        found = scores(), [one.answer for one in StoredForecast.objects.order_by("id")]
        transaction.set_rollback(True)
    assert found[0]
    return found


def test_a_fictional_clinic_is_refused_outside_of_demo_mode() -> None:
    with pytest.raises(RuntimeError, match="demo mode only"):
        build(now=NOW, seed=1)
    assert Patient.objects.count() == 0
