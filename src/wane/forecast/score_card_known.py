"""What was known of one person at a time: the records before it, and the posterior from them alone."""

from bisect import bisect_left
from dataclasses import dataclass, replace

from wane.forecast.cohort import Member
from wane.forecast.posterior import Posterior, infer
from wane.models.instruments import instruments
from wane.models.relief import History, Record, Score, Treatment, gap_days
from wane.models.relief_prior import ReliefPrior


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What was known where a forecast was made: sessions so far, a response so far, the route of the last session."""

    sessions: int
    responds: bool | None
    route: str | None


class Known:
    """One person's records up to a time, and the posterior from them; the last one is kept."""

    def __init__(self, prior: ReliefPrior, member: Member) -> None:
        self.prior, self.member = prior, member
        self.records = member.history.records
        self._starts = [record.day for record in self.records]
        self._known: tuple[tuple[int, ...], Posterior] | None = None

    def before(self, day: float) -> int:
        """How many records stand before this day."""
        return bisect_left(self._starts, day)

    def posterior(self, day: float, *, through: bool = False) -> Posterior:
        """From all records before `day`, of that time too where `through`; other instruments' as well."""
        own = _cut(self.member.history, day, through=through)
        linked = [replace(scale, history=_cut(scale.history, day, through=through)) for scale in self.member.linked]
        key = tuple(len(history.records) for history in (own, *(scale.history for scale in linked)))
        if self._known is None or self._known[0] != key:
            self._known = (key, infer(self.prior, own, [scale for scale in linked if scale.history.scores]))
        return self._known[1]


def _cut(history: History, day: float, *, through: bool) -> History:
    gaps = ((record, gap_days(record.day, day)) for record in history.records)
    return History(records=tuple(record for record, gap in gaps if gap > 0.0 or (through and gap == 0.0)))


def values_of(records: tuple[Record, ...]) -> list[float]:
    """The scores among the records, in order."""
    return [record.value for record in records if isinstance(record, Score)]


def setting_of(told: Known, count: int) -> Setting:
    """What the first `count` records say of sessions, response and route."""
    records = told.records[:count]
    sessions, scores = sum(isinstance(record, Treatment) for record in records), values_of(records)
    share = instruments()[told.member.instrument].response.value
    known = sessions and len(scores) > 1 and scores[0] > 0.0 and share is not None
    return Setting(
        sessions=sessions,
        responds=100.0 * (scores[0] - scores[-1]) / scores[0] >= share if known and share is not None else None,
        route=told.member.routes[sessions - 1] if sessions else None,
    )
