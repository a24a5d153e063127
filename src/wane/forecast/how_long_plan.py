"""Plan of `wane how-long`: on which days the sessions that are asked about stand, and what each counts as."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from wane.errors import OutOfRangeError
from wane.forecast import how_long_statements as published
from wane.forecast.how_long_answers import HowLongRequest
from wane.models.relief import Treatment
from wane.models.relief_fitted import FittedRelief

LONG_H: Final = 36.0
"""An infusion from this long on counts as one session a day, as the fit read courses of days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """`sessions` of `days_each` days; `lag_days` from the start of the last day of one to its end, where it is long."""

    sessions: int
    days_each: int
    lag_days: float
    starts: tuple[float, ...]
    spacing: str

    @property
    def is_long(self) -> bool:
        """Whether one session is an infusion over days."""
        return self.days_each > 1

    def course(self, exposure: float, sessions: int) -> list[Treatment]:
        """The first sessions; `exposure` is that of one day."""
        starts = self.starts[:sessions]
        return [Treatment(day=start + i, exposure=exposure) for start in starts for i in range(self.days_each)]

    def short(self, exposure: float) -> list[Treatment]:
        """As many short sessions as are asked about; one beside an infusion over days."""
        starts: Sequence[float] = (0.0,) if self.is_long else self.starts
        return [Treatment(day=start, exposure=exposure) for start in starts]

    def label(self, sessions: int) -> str:
        """`after 6 sessions`."""
        noun = f"{self.days_each}-day infusion" if self.is_long else "session"
        return f"after one {noun}" if sessions == 1 else f"after {sessions} {noun}s"


def planned(request: HowLongRequest, fit: FittedRelief) -> SessionPlan:
    """The plan as asked, or the usual one."""
    length_h = request.regimen.end_h - request.regimen.start_h
    usual, every = published.usual_spacing(fit.family), request.every_days
    days_each = round(length_h / 24.0) if length_h >= LONG_H else 1
    default = 1 if days_each > 1 else published.usual_sessions(fit.family)
    sessions = default if request.sessions is None else request.sessions
    if days_each > 1 and sessions > 1 and (every is None or every < days_each):
        raise OutOfRangeError(
            f"{sessions} infusions of {days_each} days came; each must end before the next begins: "
            'give --every "28 d", or --sessions 1.'
        )
    return SessionPlan(
        sessions=sessions,
        days_each=days_each,
        lag_days=length_h / 24.0 - (days_each - 1) if days_each > 1 else 0.0,
        starts=usual.first(sessions) if every is None else tuple(k * every for k in range(sessions)),
        spacing=usual.words if every is None else "every day" if every == 1.0 else f"every {every:g} days",
    )
