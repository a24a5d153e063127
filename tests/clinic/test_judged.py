"""The clinic's own hit rate: judged from its records, stored by its clock, and what it lets a page show."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.clinic.nine_months import KEYS, NOW, nine_months, score
from wane_clinic.actions import score_cards
from wane_clinic.actions.errors import ActionError
from wane_clinic.actions.forecasts import store_forecast
from wane_clinic.actions.score_cards import judge_now, judge_when_due
from wane_clinic.audit.models import AuditEvent
from wane_clinic.bridge.computed import Json
from wane_clinic.bridge.gate import Gate, held_counts, opened, widened_days, widened_score, widening
from wane_clinic.bridge.judged import People, card_inputs
from wane_clinic.care.models import StoredScoreCard
from wane_clinic.people.models import Clinician, Patient
from wane_clinic.people.roles import Role

Person = Callable[[Role], Clinician]


def card(held: float | None = 0.8, *, forecasts: int = 200, **answer: object) -> StoredScoreCard:
    scores = {"forecasts": forecasts, "coverage": {"90": {"value": held}}}
    said = {"verdict": "widen", "widened_to": 0.95, "words": ["Not passed."], "scores": scores}
    return StoredScoreCard(answer=said | answer)


@pytest.mark.django_db
def test_a_card_counts_every_past_interval_and_is_made_once_a_day(person: Person, patient: Patient) -> None:
    nine_months(patient, person(Role.PRESCRIBER))

    made = judge_when_due(now=NOW)
    again = judge_when_due(now=NOW + timedelta(hours=21))

    assert made is not None
    assert again is None, "nothing was recorded since"
    assert made.answer["scores"]["forecasts"] == 23
    assert [held.nominal for held in held_counts(made.answer["scores"])] == [50, 80, 90]
    assert opened(made).gate is Gate.SILENT, "one patient is no verdict"
    assert "Zzyzx" not in str(made.answer)


@pytest.mark.parametrize(("held", "of", "hangs"), [(17, 20, True), (19, 20, True), (18, 20, False), (180, 200, False)])
def test_a_verdict_that_hangs_on_one_forecast_says_so(held: int, of: int, hangs: bool) -> None:
    """16 of 20 is 80 %, below 85; 20 of 20 is above 95; 17 and 19 of 20 are within."""
    words = opened(card(held / of, forecasts=of, verdict="open")).words

    assert any("One past forecast more or fewer" in one for one in words) is hangs


@pytest.mark.django_db
def test_where_nothing_is_new_everybody_is_read_once_a_day_and_not_at_each_tick(
    person: Person, patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    prescriber = person(Role.PRESCRIBER)
    course = nine_months(patient, prescriber)
    readings: list[datetime] = []

    def counted(*, now: datetime) -> tuple[Json, People]:
        readings.append(now)
        return card_inputs(now=now)

    monkeypatch.setattr(score_cards, "card_inputs", counted)
    cards = {hour: judge_when_due(now=NOW + timedelta(hours=hour)) for hour in (0, 1, 21, 22, 30, 40)}
    score(course, prescriber, 1, 6)
    later = {hour: judge_when_due(now=NOW + timedelta(hours=hour)) for hour in (40.9, 42, 43)}

    assert [hour for hour, made in (cards | later).items() if made is not None] == [0, 42]
    assert [(one - NOW) / timedelta(hours=1) for one in readings] == [0, 21, 42]


@pytest.mark.django_db
def test_a_forecast_stored_before_a_score_is_judged_by_it(person: Person, patient: Patient) -> None:
    prescriber = person(Role.PRESCRIBER)
    course = nine_months(patient, prescriber)
    store_forecast(course=course, by=None, happened_at=NOW, entered_at=NOW, client_key=KEYS.next())
    score(course, prescriber, 3, 6)

    before, key = AuditEvent.objects.count(), KEYS.next()
    made, again = (judge_now(now=NOW + timedelta(days=4), by=prescriber, client_key=key) for _ in range(2))

    assert again.pk == made.pk
    assert [event.actor for event in AuditEvent.objects.order_by("seq")[before:]] == [prescriber.username]
    assert made.answer["beforehand"]["forecasts"] == 1
    assert made.answer["beforehand"]["held"]["90"] == 1


@pytest.mark.django_db
def test_nobody_to_judge_says_so(person: Person) -> None:
    assert judge_when_due(now=NOW) is None
    with pytest.raises(ActionError, match="two scores"):
        judge_now(by=person(Role.PRESCRIBER), now=NOW, client_key=KEYS.next())


@pytest.mark.parametrize(
    ("stored", "gate"),
    [
        (None, Gate.SILENT),
        (card(), Gate.WIDENED),
        (card(held=0.97), Gate.WIDENED),
        (card(held=0.85), Gate.SILENT),
        (card(held=0.9), Gate.SILENT),
        (card(held=0.95), Gate.SILENT),
        (card(widened_to=None), Gate.SILENT),
        (card(verdict="too few people"), Gate.SILENT),
        (card(verdict="open"), Gate.OPEN),
    ],
)
def test_the_page_opens_only_when_coverage_and_skill_allow(stored: StoredScoreCard | None, gate: Gate) -> None:
    assert opened(stored).gate is gate


def test_widening_never_narrows_and_stays_on_the_scale() -> None:
    assert widening(0.8) == widening(0.9) == 1.0
    assert widening(0.975) == pytest.approx(2.2414 / 1.6449, rel=1e-3)
    assert widened_score(5.0, 2.0, factor=2.0, highest=27) == 0.0
    assert widened_score(20.0, 25.0, factor=2.0, highest=27) == 27.0
    assert widened_days(20.0, 40.0, factor=2.0) == pytest.approx(80.0)
    assert widened_days(20.0, None, factor=2.0) is None
