"""What a patient sees: the questions, and after the answers their own scores, next visit and released forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from wane_clinic.care.current import standing
from wane_clinic.care.models import Booking, Course, Instrument, Score, Session, State
from wane_clinic.care.models.booking import BOOKED
from wane_clinic.care.terminology import Item, Questionnaire, questionnaire
from wane_clinic.people.settled import current
from wane_clinic.web.check_in.released import ReleasedForecast, released_forecast

MOST_WORDED: Final = 5
"""Answers that each have words stand one below the other; a scale of more is a row of numbers."""
EARLIER: Final = 5
HIGHER_IS_BETTER: Final = frozenset({Instrument.DAILY_MOOD})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question, and the answer that was given before, if one was."""

    item: Item
    given: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnScore:
    """One of the patient's own totals."""

    day: str
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The page after the answers; `alerted` names who was told of the ninth answer, empty where nobody had to be."""

    name: str
    total: str
    scale: str
    earlier: tuple[OwnScore, ...]
    next_visit: str
    alerted: str
    forecast: ReleasedForecast | None


def steps_of(asked: Questionnaire, *, given: Sequence[int]) -> tuple[Step, ...]:
    """The questions in order."""
    kept = dict(enumerate(given, start=1))
    return tuple(Step(item=item, given=kept.get(item.number)) for item in asked.items)


def answered_values(score: Score, *, at: datetime) -> Answered:
    """What a patient sees of this answer, and of nobody else's."""
    asked = questionnaire(score.instrument)
    course, zone = score.course, ZoneInfo(current().zone)
    better = "higher is better" if asked.instrument in HIGHER_IS_BETTER else "lower is better"
    before = standing(
        Score.objects.filter(course=course, instrument=score.instrument, happened_at__lt=score.happened_at)
    )
    alert = score.alerts.select_related("to").first()
    return Answered(
        name=asked.name,
        total=f"{score.total:g}",
        scale=f"from {asked.low:g} to {asked.high:g}; {better}",
        earlier=tuple(_own(row, zone) for row in before.order_by("-happened_at", "-id")[:EARLIER]),
        next_visit=_day_and_time(next_visit(course, at=at), zone),
        alerted="" if alert is None else alert.to.full_name,
        forecast=released_forecast(score, zone, now=at),
    )


def next_visit(course: Course, *, at: datetime) -> datetime | None:
    """The next session that is planned or booked, the sooner one."""
    planned = Session.objects.filter(patient=course.patient, state=State.PLANNED, planned_for__gt=at)
    booked = Booking.objects.filter(BOOKED, course__patient=course.patient, booked_for__gt=at)
    times = [
        planned.order_by("planned_for").values_list("planned_for", flat=True).first(),
        booked.order_by("booked_for").values_list("booked_for", flat=True).first(),
    ]
    return min((time for time in times if time is not None), default=None)


def _own(row: Score, zone: ZoneInfo) -> OwnScore:
    return OwnScore(day=f"{row.happened_at.astimezone(zone):%-d %B %Y}", total=f"{row.total:g}")


def _day_and_time(at: datetime | None, zone: ZoneInfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%A %-d %B, %H:%M}"
