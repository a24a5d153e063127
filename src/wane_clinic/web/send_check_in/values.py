"""Who is due for a check-in, in five queries however many courses are open."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from wane_clinic.care.current import standing
from wane_clinic.care.models import Course, Score, SessionEvent, State, SurveyLink
from wane_clinic.care.survey_clock import CheckInDay, Rhythm, Standing, check_in_days
from wane_clinic.care.terminology import questionnaire
from wane_clinic.people.models import ClinicSettings

RECENT: Final = 6
"""How many of the last check-ins are shown as answered, missed or due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One open course and where its survey clock stands."""

    course: Course
    asked: str
    may_be_answered: bool
    due_since: date | None
    next_on: date | None
    missed: int
    recent: tuple[CheckInDay, ...]
    link_until: str
    client_key: uuid.UUID

    @property
    def is_due(self) -> bool:
        """Whether somebody should send one today."""
        return self.due_since is not None


def rhythm_of(settled: ClinicSettings) -> Rhythm:
    """The clinic's own rhythm."""
    return Rhythm(
        often_days=settled.survey_often_days, first_days=settled.survey_first_days, then_days=settled.survey_then_days
    )


def rows(courses: Iterable[Course], *, settled: ClinicSettings, at: datetime) -> tuple[Row, ...]:
    """Those that are due first, the longest first; then by the day of the next one."""
    zone, found = ZoneInfo(settled.zone), list(courses)
    sessions, scores, links = _sessions(found, zone), _scores(found, zone), _links(found, at)
    made = [
        _row(
            one,
            check_in_days(
                opened=one.happened_at.astimezone(zone).date(),
                sessions=sessions[one.pk],
                scores=scores[one.pk],
                today=at.astimezone(zone).date(),
                rhythm=rhythm_of(settled),
            ),
            _when(links.get(one.pk), zone),
        )
        for one in found
    ]
    return tuple(sorted(made, key=lambda row: (row.due_since or row.next_on or date.max, not row.is_due)))


def check_ins_of(
    course: Course, *, sessions: Iterable[datetime], scores: Iterable[datetime], settled: ClinicSettings, at: datetime
) -> tuple[CheckInDay, ...]:
    """Every check-in of one course, from when its doses began and when its instrument was scored."""
    zone = ZoneInfo(settled.zone)
    return check_in_days(
        opened=course.happened_at.astimezone(zone).date(),
        sessions=[one.astimezone(zone).date() for one in sessions],
        scores=[one.astimezone(zone).date() for one in scores],
        today=at.astimezone(zone).date(),
        rhythm=rhythm_of(settled),
    )


def _row(course: Course, days: tuple[CheckInDay, ...], link_until: str) -> Row:
    asked = questionnaire(course.instrument)
    return Row(
        course=course,
        asked=asked.name,
        may_be_answered=asked.may_be_answered,
        due_since=next((one.due_on for one in days if one.standing is Standing.DUE), None),
        next_on=next((one.due_on for one in days if one.standing is Standing.LATER), None),
        missed=sum(one.standing is Standing.MISSED for one in days),
        recent=tuple(one for one in days if one.standing is not Standing.LATER)[-RECENT:],
        link_until=link_until,
        client_key=uuid.uuid4(),
    )


def _sessions(courses: list[Course], zone: ZoneInfo) -> dict[int, list[date]]:
    found: dict[int, list[date]] = defaultdict(list)
    events = standing(SessionEvent.objects.filter(session__course__in=courses, state=State.INFUSING))
    given = events.exclude(session__state=State.CANCELLED).values_list("session__course_id", "happened_at")
    for course_id, at in given:
        found[course_id].append(at.astimezone(zone).date())
    return found


def _scores(courses: list[Course], zone: ZoneInfo) -> dict[int, list[date]]:
    own = {course.pk: course.instrument for course in courses}
    found: dict[int, list[date]] = defaultdict(list)
    kept = standing(Score.objects.filter(course__in=courses)).values_list("course_id", "instrument", "happened_at")
    for course_id, instrument, at in kept:
        if instrument == own[course_id]:
            found[course_id].append(at.astimezone(zone).date())
    return found


def _links(courses: list[Course], at: datetime) -> dict[int, datetime]:
    """Until when an unanswered link of each course can be answered."""
    open_links = SurveyLink.objects.filter(course__in=courses, used_at__isnull=True, expires_at__gt=at)
    return dict(open_links.order_by("expires_at").values_list("course_id", "expires_at"))


def _when(at: datetime | None, zone: ZoneInfo) -> str:
    return "" if at is None else f"{at.astimezone(zone):%-d %b, %H:%M}"
