"""Past intervals: how long relief lasted after each session, as the records show it; the baselines on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from wane.forecast.booking import setting
from wane.models.instruments import Line
from wane.models.patient_records import PatientRecords, RelapseRecord, ScoreRecord

SECONDS_A_DAY: Final = 86400.0


class Ending(StrEnum):
    """What ended an interval; the first two are relapses, the others only say that it lasted at least so long."""

    SCORE = "score at or above the line"
    RELAPSE = "relapse recorded"
    SESSION = "next session"
    NOW = "now"
    NOT_WELL = "not below the line at the first score"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastInterval:
    """Days from one session to its ending."""

    start: datetime
    days: float
    ending: Ending

    @property
    def is_relapse(self) -> bool:
        """Whether relief was seen to end: the days are its length, not a lower bound."""
        return self.ending in {Ending.SCORE, Ending.RELAPSE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What a plain rule proposes: days after the last session, None with the reason where it has no answer."""

    name: str
    days: float | None
    reason: str


def past_intervals(records: PatientRecords, instrument: str, line: float, now: datetime) -> tuple[PastInterval, ...]:
    """One interval for each session, in order."""
    sessions = records.sessions
    if not sessions:
        return ()
    ends = [*((session.at, Ending.SESSION) for session in sessions[1:]), (now, Ending.NOW)]
    seen = _seen(records, instrument)
    return tuple(
        _interval(session.at, end, seen, line, otherwise)
        for session, (end, otherwise) in zip(sessions, ends, strict=True)
    )


def baselines(
    records: PatientRecords, intervals: Sequence[PastInterval], instrument: str, remission: Line, line: float
) -> tuple[Baseline, ...]:
    """The ladder, the own mean and the fixed interval."""
    if not records.sessions:
        reason = "no session is recorded"
        return tuple(Baseline(name=name, days=None, reason=reason) for name in ("ladder", "own_mean", "fixed"))
    fixed = setting("fixed_interval")
    return (
        _ladder(records, instrument, remission, line),
        _own_mean(intervals),
        Baseline(name="fixed", days=fixed, reason=f"every {fixed:g} d, whatever the scores"),
    )


def days_between(earlier: datetime, later: datetime) -> float:
    """Days of 24 h from one time to another, whatever the clocks did between."""
    return (later.astimezone(UTC) - earlier.astimezone(UTC)).total_seconds() / SECONDS_A_DAY


def _seen(records: PatientRecords, instrument: str) -> tuple[ScoreRecord | RelapseRecord, ...]:
    """Scores and relapses of one instrument, by time."""
    return tuple(
        r
        for r in records.records
        if (isinstance(r, ScoreRecord) and r.instrument == instrument)
        or (isinstance(r, RelapseRecord) and r.instrument in (None, instrument))
    )


def _interval(
    start: datetime,
    end: datetime,
    seen: Sequence[ScoreRecord | RelapseRecord],
    line: float,
    otherwise: Ending,
) -> PastInterval:
    was_below = False
    for record in seen:
        if not start < record.at <= end:
            continue
        if isinstance(record, RelapseRecord):
            return PastInterval(start=start, days=days_between(start, record.at), ending=Ending.RELAPSE)
        if record.value >= line:
            ending = Ending.SCORE if was_below else Ending.NOT_WELL
            return PastInterval(start=start, days=days_between(start, record.at), ending=ending)
        was_below = True
    return PastInterval(start=start, days=days_between(start, end), ending=otherwise)


def _own_mean(intervals: Sequence[PastInterval]) -> Baseline:
    ended = [interval.days for interval in intervals if interval.is_relapse]
    if not ended:
        return Baseline(name="own_mean", days=None, reason="no relapse after a session is recorded yet")
    return Baseline(
        name="own_mean",
        days=sum(ended) / len(ended),
        reason=f"mean of own intervals that ended in relapse: {len(ended)}",
    )


def _ladder(records: PatientRecords, instrument: str, remission: Line, line: float) -> Baseline:
    sessions, scores = records.sessions, records.scores(instrument)
    if len(sessions) < 2:
        return Baseline(name="ladder", days=None, reason="it changes the last interval, and there is none yet")
    if not scores:
        return Baseline(name="ladder", days=None, reason="it goes by the last score, and there is none")
    gap, step = float(round(days_between(sessions[-2].at, sessions[-1].at))), setting("ladder_step")
    last, words = scores[-1].value, f"the last interval was {gap:.0f} d and the last score is {scores[-1].value:g}"
    relapsed = [r for r in records.relapses if r.instrument in (None, instrument) and r.at > scores[-1].at]
    if relapsed or last >= line:
        days = min(max(gap - step, setting("shortest_spacing")), setting("longest_spacing"))
        why = "and a relapse was recorded since" if relapsed else f"at or above {line:g}"
        return Baseline(name="ladder", days=days, reason=f"{words}, {why}: {step:g} d shorter, if the rules allow")
    if remission.value is not None and last < remission.value:
        days = min(gap + step, setting("longest_spacing"))
        return Baseline(name="ladder", days=days, reason=f"{words}, below {remission.value:g}: {step:g} d longer")
    least, most = setting("shortest_spacing"), setting("longest_spacing")
    again = "the same interval again"
    if not least <= gap <= most:
        bound, size = ("short", "shortest") if gap < least else ("long", "longest")
        again = f"too {bound} to repeat, so {min(max(gap, least), most):g} d, the {size} allowed"
    return Baseline(name="ladder", days=min(max(gap, least), most), reason=f"{words}: {again}")
