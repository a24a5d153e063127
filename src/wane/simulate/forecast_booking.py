"""Rules 1 and 2 at work: each person is forecast after every session and every visit, as a clinic would."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from wane.forecast.booking import bad_day_rule
from wane.forecast.crossing import crossings, draw_crossings
from wane.forecast.next_by_bad_days import next_session_by_bad_days
from wane.forecast.next_session import Spacing, next_session_by_risk
from wane.forecast.posterior import Posterior, infer, updated
from wane.forecast.repeated import person_draws
from wane.kernels.doses import FloatArray
from wane.models.relief import History, Record, Score, Treatment
from wane.simulate.body import Booleans
from wane.simulate.booking import Looked
from wane.simulate.chances import Stream
from wane.simulate.design import Maintenance, MaintenanceRule

PATHS: Final = 400  # of each forecast, where a page would draw ten times as many
DRAWS: Final = 64


class ForecastBooking:
    """One posterior a person, from the scores and sessions of maintenance and of the days before it.

    The forecast knows the model without the slow course that the simulated people have, as a clinic's does.
    """

    def __init__(self, looked: Looked, rule: Maintenance, exposure: FloatArray) -> None:
        walk = looked.walk
        self.rule, self.exposure = rule, np.broadcast_to(exposure, (1, walk.people.count))[0]
        self.prior = replace(looked.plan.prior, line=rule.line)
        self.spacing = Spacing(shortest_days=rule.shortest_days, longest_days=rule.longest_days)
        self.due = np.full((1, walk.people.count), np.inf)
        self.posteriors: dict[int, Posterior] = {}
        for i in np.flatnonzero(walk.in_maintenance[0]).tolist():
            self.posteriors[i] = infer(self.prior, History(records=tuple(_records(looked, i))))
            self._book(looked, i)

    def visited(self, looked: Looked, who: Booleans) -> None:
        """The forecast with one more score."""
        for i in np.flatnonzero(who[0]).tolist():
            self._scored(looked, i)
            self._book(looked, i)

    def treated(self, looked: Looked, who: Booleans) -> None:
        """The forecast after one more session, before which the person was scored."""
        for i in np.flatnonzero(who[0]).tolist():
            self._scored(looked, i)
            session = Treatment(day=looked.day, exposure=float(self.exposure[i]))
            self.posteriors[i] = updated(self.posteriors[i], session)
            self._book(looked, i)

    def missed(self, day: float, who: Booleans) -> None:
        """Booked again after the shortest spacing."""
        self.due = np.where(who, day + self.rule.shortest_days, self.due)

    def _scored(self, looked: Looked, i: int) -> None:
        """The forecast with the score of the day, once."""
        if looked.day > self.posteriors[i].filtered.day:
            score = Score(day=looked.day, value=float(looked.points[0, i]))
            self.posteriors[i] = updated(self.posteriors[i], score)

    def _book(self, looked: Looked, i: int) -> None:
        """The day of the next session; as soon as the spacing allows where no day qualifies."""
        posterior = self.posteriors[i]
        session = posterior.history.last_session_day
        assert session is not None
        since = looked.day - session
        if self.rule.rule is MaintenanceRule.RISK:
            rng = looked.walk.chances.rng(Stream.FORECAST, looked.index * looked.walk.people.count + i)
            days = draw_crossings(posterior, self.prior.line, self.rule.longest_days, rng, paths=PATHS)
            found = next_session_by_risk(
                crossings(days, self.rule.longest_days), risk=self.rule.risk, spacing=self.spacing, now_day=since
            )
        else:
            usual = bad_day_rule()
            spacing = Spacing(
                shortest_days=max(self.rule.shortest_days, usual.spacing.shortest_days),
                longest_days=max(min(self.rule.longest_days, usual.spacing.longest_days), self.rule.shortest_days),
            )
            weighed = replace(usual, days_a_session=self.rule.days_a_session, spacing=spacing)
            draws = person_draws(posterior, float(self.exposure[i]), count=DRAWS)
            found = next_session_by_bad_days(draws, weighed, line=self.prior.line, now_day=since)
        day = max(self.rule.shortest_days, since) if found.day is None else found.day
        self.due[0, i] = session + day


def _records(looked: Looked, person: int) -> Iterator[Record]:
    """What a clinic has written down of a person by now: scores of all visits, sessions attended."""
    walk, step = looked.walk, looked.plan.prior.score_step
    yield Score(day=0.0, value=float(walk.people.entry[person] * step))
    for day, scores in zip(walk.visits, walk.scores, strict=True):
        if 0.0 < day < looked.day:
            yield Score(day=day, value=float(scores[0, person] * step))
    for day, given, who in walk.attended:
        if given is not None and who[0, person]:
            x = np.broadcast_to(walk.exposures[given], (1, walk.people.count))
            yield Treatment(day=day, exposure=float(x[0, person]))
    yield Score(day=looked.day, value=float(looked.points[0, person]))
