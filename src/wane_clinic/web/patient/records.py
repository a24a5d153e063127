"""What one patient's page asks of the database: a constant number of queries, however much is on record."""

from dataclasses import dataclass
from datetime import datetime, time
from itertools import chain
from typing import Any, Final

from wane_clinic.bridge.computed import inputs_hash
from wane_clinic.bridge.forecast import forecast_inputs_of
from wane_clinic.bridge.on_record import OnRecord
from wane_clinic.bridge.patient_rows import CourseRows, begun_of, doses_of
from wane_clinic.bridge.persons import weight_kg_of
from wane_clinic.care.current import Line, every, lines, name_who_entered, open_alerts, stand
from wane_clinic.care.models import (
    Alert,
    Booking,
    BookingState,
    Consent,
    Course,
    CourseVersion,
    Entry,
    FollowedCheck,
    IntakeFact,
    Note,
    OwnData,
    PhaseChange,
    Relapse,
    Score,
    Session,
    State,
    StoredForecast,
)
from wane_clinic.care.survey_clock import Standing
from wane_clinic.people.settled import current
from wane_clinic.web.send_check_in.values import check_ins_of
from wane_clinic.web.times import clinic_zone

NOON: Final = time(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A session, and when its dose began."""

    session: Session
    begun: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Everything on record of a course, corrected entries too."""

    scores: tuple[Line[Score], ...]
    notes: tuple[Line[Note], ...]
    relapses: tuple[Line[Relapse], ...]
    checks: tuple[Line[FollowedCheck], ...]
    others: tuple[Line[Any], ...]
    visits: tuple[Visit, ...]
    missed: tuple[datetime, ...]
    booked: Booking | None
    alerts: tuple[Alert, ...]
    used: StoredForecast | None
    left_out: StoredForecast | None
    is_stale: bool

    @property
    def lines(self) -> tuple[Line[Any], ...]:
        """All that the list of records shows."""
        return (*self.scores, *self.relapses, *self.notes, *self.checks, *self.others)

    @property
    def standing_scores(self) -> tuple[Score, ...]:
        """Scores that stand, by time."""
        return stand(self.scores)

    @property
    def given(self) -> tuple[datetime, ...]:
        """When doses began."""
        return tuple(visit.begun for visit in self.visits if visit.begun is not None)


def records_of(course: Course, *, now: datetime) -> Records:
    """The records of a course up to now."""
    found = _forecasts(course)
    scores, relapses = every(Score, course=course), every(Relapse, course=course)
    checks, notes = every(FollowedCheck, course=course), every(Note, patient=course.patient)
    others: tuple[tuple[Entry, ...], ...] = (
        every(PhaseChange, course=course),
        tuple(CourseVersion.objects.filter(course=course).select_related("lead").order_by()),
        every(IntakeFact, patient=course.patient),
        every(Consent, patient=course.patient),
    )
    used, visits, scored, relapsed = found.get(OwnData.USED), _visits(course), lines(scores), lines(relapses)
    name_who_entered(*scores, *relapses, *checks, *notes, *chain.from_iterable(others))
    return Records(
        scores=scored,
        notes=lines(notes),
        relapses=relapsed,
        checks=lines(checks),
        others=tuple(chain.from_iterable(lines(rows) for rows in others)),
        visits=visits,
        missed=_missed(course, stand(scored), visits, now),
        booked=Booking.objects.filter(course=course, state=BookingState.PROPOSED).first(),
        alerts=tuple(open_alerts().filter(score__course=course)),
        used=used,
        left_out=found.get(OwnData.LEFT_OUT),
        is_stale=used is not None and used.inputs_hash != _hash(course, scored, relapsed, visits, now),
    )


def _missed(
    course: Course, scores: tuple[Score, ...], visits: tuple[Visit, ...], now: datetime
) -> tuple[datetime, ...]:
    """Noon of each day on which the survey clock asked for a check-in that nobody answered."""
    zone = clinic_zone()
    days = check_ins_of(
        course,
        sessions=[one.begun for one in visits if one.begun is not None and one.session.state != State.CANCELLED],
        scores=[one.happened_at for one in scores if one.instrument == course.instrument],
        settled=current(), at=now,
    )  # fmt: skip
    return tuple(datetime.combine(one.due_on, NOON, tzinfo=zone) for one in days if one.standing is Standing.MISSED)


def _hash(
    course: Course,
    scored: tuple[Line[Score], ...],
    relapsed: tuple[Line[Relapse], ...],
    visits: tuple[Visit, ...],
    now: datetime,
) -> str:
    """What a forecast made now would rest on, from what was read for the page."""
    rows = CourseRows(
        scores=stand(scored), relapses=stand(relapsed), sessions=tuple(one.session for one in visits),
        begun={one.session.pk: one.begun for one in visits if one.begun is not None}, doses=doses_of(course),
    )  # fmt: skip
    return inputs_hash(forecast_inputs_of(OnRecord(course=course, rows=rows, weight_kg=weight_kg_of(course)), now=now))


def _forecasts(course: Course) -> dict[str, StoredForecast]:
    """The newest of each kind, by one query each."""
    return {
        own: found
        for own in OwnData
        if (
            found := StoredForecast.objects.filter(course=course, own_data=own)
            .select_related("entered_by", "released_by")
            .defer("inputs")
            .order_by("-happened_at", "-id")
            .first()
        )
        is not None
    }


def _visits(course: Course) -> tuple[Visit, ...]:
    """Sessions of the course, the newest first; one that was planned anew is shown as it stands."""
    sessions = list(Session.objects.filter(course=course, amendment=None).select_related("entered_by"))
    begun = begun_of(course)
    found = [Visit(session=one, begun=begun.get(one.pk)) for one in sessions]
    return tuple(sorted(found, key=lambda one: one.session.planned_for, reverse=True))
