"""What one patient's page asks of the database: a constant number of queries, however much is on record."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from django.db.models import QuerySet

from wane_clinic.bridge.computed import inputs_hash
from wane_clinic.bridge.forecast import forecast_inputs
from wane_clinic.care.current import Line, lines, open_alerts, stand, standing
from wane_clinic.care.models import (
    Alert,
    Booking,
    BookingState,
    Consent,
    Course,
    CourseVersion,
    FollowedCheck,
    IntakeFact,
    Note,
    OwnData,
    PhaseChange,
    Relapse,
    Score,
    Session,
    SessionEvent,
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
    others: tuple[Line[Any], ...]
    visits: tuple[Visit, ...]
    missed: tuple[datetime, ...]
    booked: Booking | None
    alerts: tuple[Alert, ...]
    used: StoredForecast | None
    left_out: StoredForecast | None
    is_stale: bool

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
    used = found.get(OwnData.USED)
    told = inputs_hash(forecast_inputs(course, now=now)) if used is not None else ""
    about: tuple[Line[Any], ...] = (
        *lines(_by(PhaseChange.objects.filter(course=course))),
        *lines(_by(CourseVersion.objects.filter(course=course)).select_related("lead")),
        *lines(_by(FollowedCheck.objects.filter(course=course))),
        *lines(_by(IntakeFact.objects.filter(patient=course.patient))),
        *lines(_by(Consent.objects.filter(patient=course.patient))),
    )
    return Records(
        scores=lines(_by(Score.objects.filter(course=course))),
        notes=lines(_by(Note.objects.filter(patient=course.patient))),
        relapses=lines(_by(Relapse.objects.filter(course=course))),
        others=about,
        visits=_visits(course),
        missed=missed_of(course, now=now),
        booked=Booking.objects.filter(course=course, state=BookingState.PROPOSED).first(),
        alerts=tuple(open_alerts().filter(score__course=course)),
        used=used,
        left_out=found.get(OwnData.LEFT_OUT),
        is_stale=used is not None and used.inputs_hash != told,
    )


def missed_of(course: Course, *, now: datetime) -> tuple[datetime, ...]:
    """Noon of each day on which the survey clock asked for a check-in that nobody answered."""
    zone, days = clinic_zone(), check_ins_of(course, settled=current(), at=now)
    return tuple(datetime.combine(one.due_on, NOON, tzinfo=zone) for one in days if one.standing is Standing.MISSED)


def _by(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("entered_by")


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
    events = standing(SessionEvent.objects.filter(session__course=course, state=State.INFUSING))
    begun = dict(events.values_list("session_id", "happened_at"))
    found = [Visit(session=one, begun=begun.get(one.pk)) for one in sessions]
    return tuple(sorted(found, key=lambda one: one.session.planned_for, reverse=True))
