"""Progress: how far a course has come, from the records alone, and the phase that follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wane.errors import ConflictError
from wane.forecast.intervals import days_between
from wane.models.instruments import Instrument, instruments
from wane.models.patient_records import PatientRecords, ScoreRecord, SessionRecord
from wane.plan.course_request import CourseRequest
from wane.plan.course_schedule import Phase, Schedule, whole_setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a person stands.

    `given` are all sessions on record; `series` those since the last pause; `done` counts those that the schedule goes
    on from, 0 where a new induction begins. `entry` and `last` are the scores before and after the series began.
    """

    given: tuple[SessionRecord, ...]
    series: tuple[SessionRecord, ...]
    done: int
    entry: ScoreRecord | None
    last: ScoreRecord | None
    instrument: Instrument | None
    phase: Phase
    reason: str

    @property
    def fall_pct(self) -> float | None:
        """Fall from entry to the last score in per cent of entry; None where one is missing."""
        if self.entry is None or self.last is None or self.entry.value <= 0.0:
            return None
        if self.instrument is None or not self.instrument.is_higher_worse:
            return None
        return 100.0 * (self.entry.value - self.last.value) / self.entry.value


def progress_of(request: CourseRequest, schedule: Schedule, instrument: Instrument | None) -> Progress:
    """The progress; a phase that was asked for wins over the derived one."""
    records = request.records
    given = () if records is None else records.sessions
    series = current_series(given)
    entry, last = (None, None) if records is None else _scores(records, series, instrument)
    found = Progress(
        given=given, series=series, done=len(series), entry=entry, last=last, instrument=instrument,
        phase=Phase.CONSULTATION, reason="",
    )  # fmt: skip
    phase, reason, done = (
        _derived(found, request, schedule) if request.phase is None else _asked(found, request, schedule)
    )
    return Progress(
        given=given, series=series, done=done, entry=entry, last=last, instrument=instrument, phase=phase, reason=reason
    )  # fmt: skip


def current_series(given: tuple[SessionRecord, ...]) -> tuple[SessionRecord, ...]:
    """The sessions since the last gap that counts as a pause."""
    series = number_of_series([one.at for one in given])
    return tuple(one for one, number in zip(given, series, strict=True) if number == series[-1])


def number_in_series(given: tuple[SessionRecord, ...]) -> tuple[int, ...]:
    """The number of each session in its own series, from 1."""
    series = number_of_series([one.at for one in given])
    return tuple(series[: i + 1].count(series[i]) for i in range(len(series)))


def number_of_series(at: Sequence[datetime]) -> tuple[int, ...]:
    """Which series each session belongs to, from 0: a pause begins the next."""
    pause, found = whole_setting("pause_after"), [0] * len(at)
    for i in range(1, len(at)):
        found[i] = found[i - 1] + (days_between(at[i - 1], at[i]) > pause)
    return tuple(found)


def most_scored(records: PatientRecords | None) -> Instrument | None:
    """The instrument with most scores; None where nothing was scored."""
    if records is None:
        return None
    scored = [one for one in instruments().values() if records.scores(one.id) and one.refused is None]
    return max(scored, key=lambda one: len(records.scores(one.id)), default=None)


def _scores(
    records: PatientRecords, series: tuple[SessionRecord, ...], instrument: Instrument | None
) -> tuple[ScoreRecord | None, ScoreRecord | None]:
    """(last score up to the first session of the series, else the first one; last score after that session)."""
    scores = () if instrument is None else records.scores(instrument.id)
    if not scores:
        return None, None
    if not series:
        return scores[-1], None
    before = [score for score in scores if score.at <= series[0].at]
    after = [score for score in scores if score.at > series[0].at]
    return before[-1] if before else scores[0], after[-1] if after else None


def _derived(found: Progress, request: CourseRequest, schedule: Schedule) -> tuple[Phase, str, int]:
    n, induction = len(found.series), schedule.induction_sessions
    if not n:
        return Phase.CONSULTATION, "no session is on record", 0
    since = days_between(found.series[-1].at, request.now)
    pause = whole_setting("pause_after")
    if since > pause:
        return Phase.PAUSE, f"the last session was {since:.0f} d ago, more than {pause} d", 0
    if n < induction:
        return Phase.INDUCTION, f"{n} of {induction} sessions of the induction are on record", n
    if n == induction and not is_checked(found):
        return Phase.RESPONSE_CHECK, "the induction is complete, and no score since its last session is on record", n
    if n == induction and _is_no_response(found, request):
        return Phase.RESPONSE_CHECK, "no response by the score after the induction: go on, change or stop", n
    return schedule.step_of(n + 1).phase, f"{n} sessions of this series are on record", n


def is_checked(found: Progress) -> bool:
    """Whether there is a score since the last session."""
    return found.last is not None and bool(found.series) and found.last.at > found.series[-1].at


def _is_no_response(found: Progress, request: CourseRequest) -> bool:
    """Whether the score after the induction falls short of a response; False where no line or fall is known."""
    own = None if found.instrument is None else found.instrument.response.value
    needed, fall = own if request.response_pct is None else request.response_pct, found.fall_pct
    return needed is not None and fall is not None and fall < needed


def _asked(found: Progress, request: CourseRequest, schedule: Schedule) -> tuple[Phase, str, int]:
    """The phase that was asked for, and where the schedule goes on from."""
    phase, n = request.phase, len(found.series)
    assert phase is not None
    if phase in (Phase.TAPER, Phase.MAINTENANCE):
        before = schedule.sessions_before(phase)
        if before is None:
            raise ConflictError(f"The schedule {schedule.name} has no {phase}; take maintenance, or another schedule.")
        return phase, "as asked", max(n, before)
    if phase is Phase.INDUCTION:
        return phase, "as asked", n if n < schedule.induction_sessions else 0
    if phase is Phase.RESPONSE_CHECK:
        return phase, "as asked", max(n, schedule.induction_sessions)
    return phase, "as asked", n
