"""Lived: what one block of people went through in one arm, and living through it step by step on the trial's clock."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from wane.kernels.doses import FloatArray, IntArray
from wane.simulate.body import Body, Booleans
from wane.simulate.booking import Booking, Looked, booking_of
from wane.simulate.chances import Chances, Stream
from wane.simulate.design import REFERENCE_KG, ArmDesign, Given, SeenBy, Whom
from wane.simulate.exposures import Per70, combinations
from wane.simulate.kaplan_meier import Counts
from wane.simulate.numbers import Numbers
from wane.simulate.people import VirtualPeople, in_steps
from wane.simulate.plan import NEAR, TrialPlan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lived:
    """One block in one arm; arrays (n_groups, people), scores (n_visits, n_groups, people) in steps of the score.

    `is_seen` (n_visits, people): who is still there. `is_followed`: who is followed for relapse, from `from_day`;
    `relapse_day` counts from there, inf for none seen; `followed_days` (people,) is for how long each is watched.
    """

    scores: IntArray
    is_seen: Booleans
    responds: Booleans
    is_followed: Booleans
    relapse_day: FloatArray
    followed_days: FloatArray
    bad_days: Counts
    sessions: Counts


class Walk:
    """One arm of one block on its way through the days."""

    def __init__(
        self, plan: TrialPlan, arm: ArmDesign, people: VirtualPeople, numbers: Numbers, chances: Chances
    ) -> None:
        self.plan, self.arm, self.people, self.numbers, self.chances = plan, arm, people, numbers, chances
        self.body = Body(plan, arm, people, numbers)
        shape = (numbers.groups, people.count)
        self.is_bad_line = plan.design.bad_line
        self.bad_days, self.sessions = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        self.scores, self.visits = list[IntArray](), list[float]()
        self.attended: list[tuple[float, Given | None, Booleans]] = []
        self.is_followed, self.relapse_day = np.zeros(shape, np.bool_), np.full(shape, np.inf)
        self.from_day = plan.design.relapse_from(arm) if plan.design.relapse is not None else math.inf
        self.planned = {plan.at(day): i for i, day in enumerate(arm.days) if day <= plan.design.last_day + NEAR}
        self.booking: Booking | None = None
        self.in_maintenance = np.zeros(shape, np.bool_)
        self.exposures = {key: _exposure(per, plan, people, numbers) for key, per in _of_arm(plan, arm)}
        self.seen: tuple[int, IntArray] = (0, np.broadcast_to(people.entry, shape))
        self.level = np.zeros(shape)

    def live(self, wanders: FloatArray) -> Lived:
        """Go through every day; `wanders` (n_times, people) is the drift over its SD, the same in every arm."""
        plan, times = self.plan, self.plan.times
        for index, day in enumerate(times.tolist()):
            if index:
                self.body.elapse(day - times[index - 1])
            self.level = self.body.level(day, wanders[index])
            if plan.is_visit(index):
                self.scores.append(self.score(index).copy())
                self.visits.append(day)
            if index and abs(day - round(day)) < NEAR:
                self.bad_days += self.level >= self.is_bad_line
            self._watch(index, day)
            self._treat(index, day)
        watched = self._last_watched() - self.from_day
        return Lived(
            scores=np.stack(self.scores), is_seen=np.array(self.visits)[:, None] <= self.people.left_day,
            responds=self.body.responds,
            is_followed=self.is_followed, relapse_day=self.relapse_day, followed_days=np.maximum(watched, 0.0),
            bad_days=self.bad_days, sessions=self.sessions,
        )  # fmt: skip

    def score(self, index: int) -> IntArray:
        """Scores at this time in steps, the same however often they are asked for."""
        if self.seen[0] != index:
            error = self.plan.se * self.chances.normals(Stream.SEEN, index)
            self.seen = (index, in_steps(self.plan, self.level + error))
        return self.seen[1]

    def points(self, index: int) -> FloatArray:
        """The same in points."""
        return np.multiply(self.score(index), self.plan.prior.score_step, dtype=np.float64)

    def is_among(self, whom: Whom, index: int) -> Booleans:
        """Who is meant, by the score at this time."""
        design, points = self.plan.design, self.points(index)
        match whom:
            case Whom.RESPONDERS:
                assert design.response_pct is not None
                kept = 1.0 - design.response_pct / 100.0
                return np.asarray(points <= kept * self.people.entry * self.plan.prior.score_step + NEAR)
            case Whom.REMITTERS:
                assert design.remission is not None
                return np.asarray(points < design.remission - NEAR)
            case Whom.BELOW_LINE:
                return np.asarray(points < self._line() - NEAR)
            case Whom.EVERYONE:
                return np.ones_like(points, np.bool_)

    def _line(self) -> FloatArray:
        """The relapse line of each person in points, (people,) or (1,)."""
        relapse = self.plan.design.relapse
        if relapse is None or relapse.share is None:
            return np.array([self.is_bad_line if relapse is None or relapse.points is None else relapse.points])
        return np.multiply(self.people.entry, relapse.share * self.plan.prior.score_step, dtype=np.float64)

    def _until(self) -> float:
        relapse = self.plan.design.relapse
        last = self.plan.design.last_day
        return last if relapse is None or relapse.until_day is None else min(relapse.until_day, last)

    def _last_watched(self) -> FloatArray:
        """The day on which each person was last watched: where scores tell, that of the last visit."""
        last = np.minimum(self.people.left_day, self._until())
        relapse = self.plan.design.relapse
        if relapse is None or relapse.seen_by is SeenBy.LEVEL:
            return last
        days = np.array([self.from_day, *(day for day in self.visits if day > self.from_day)])
        return days[np.maximum(np.searchsorted(days, last + NEAR) - 1, 0)]

    def _watch(self, index: int, day: float) -> None:
        """Who is followed from today; who has relapsed by today."""
        relapse = self.plan.design.relapse
        if relapse is None or day < self.from_day - NEAR or day > self._until() + NEAR:
            return
        if abs(day - self.from_day) <= NEAR:
            self.is_followed = self.is_among(relapse.among, index) & (self.people.left_day >= day)
            if relapse.seen_by is SeenBy.SCORE:
                return
        if relapse.seen_by is SeenBy.LEVEL:
            since = day - self.from_day
            if abs(since - round(since)) > NEAR and abs(day - round(day)) > NEAR:
                return
            over = self.level >= self._line()
        elif self.plan.is_visit(index):
            over = self.points(index) >= self._line() - NEAR
        else:
            return
        new = over & self.is_followed & np.isinf(self.relapse_day) & (self.people.left_day >= day)
        self.relapse_day[new] = day - self.from_day

    def _treat(self, index: int, day: float) -> None:
        """Planned sessions, then those of maintenance; a score of the day comes before its session."""
        there = np.broadcast_to(self.people.left_day >= day, self.sessions.shape)
        if index in self.planned:
            who = there & self._attends(index)
            given = self.arm.sessions[self.planned[index]] if self.arm.sessions else None
            self._give(index, day, who, given)
            return
        rule = self.arm.maintenance
        if rule is None or day <= self.arm.last_day:
            return
        if self.booking is None:
            if day < self.arm.last_day + 1.0 - NEAR:
                return
            self.in_maintenance = self.is_among(rule.among, index)
            self.booking = booking_of(self._looked(index, day), rule, self.exposures[rule.given])
        if self.plan.is_visit(index):
            self.booking.visited(self._looked(index, day), self.in_maintenance & there)
        if abs(day - round(day)) > NEAR:
            return
        due = (self.booking.due <= day + NEAR) & self.in_maintenance & there
        if due.any():
            attends = self._attends(index)
            self.booking.missed(day, due & ~attends)
            who = due & attends
            looked = self._looked(index, day)
            self._give(index, day, who, rule.given)
            self.booking.treated(looked, who)

    def _looked(self, index: int, day: float) -> Looked:
        return Looked(plan=self.plan, walk=self, index=index, day=day)

    def _attends(self, index: int) -> Booleans:
        if self.arm.adherence >= 1.0:
            return np.ones((1, self.people.count), np.bool_)
        return (self.chances.uniforms(Stream.ATTENDS, index) < self.arm.adherence)[None, :]

    def _give(self, index: int, day: float, who: Booleans, given: Given | None) -> None:
        x = np.ones((1, 1)) if given is None else self.exposures[given]
        luck = self.chances.normals(Stream.LUCK, index) if given is not None else np.zeros(1)
        self.body.treat(day, who, x, luck)
        self.attended.append((day, given, who))
        self.sessions += who


def live_through(
    plan: TrialPlan, arms: Iterable[ArmDesign], people: VirtualPeople, numbers: Numbers, chances: Chances
) -> dict[str, Lived]:
    """These arms by name: the same people, the same chances."""
    wanders = _wanders(plan, people, chances)
    return {arm.name: Walk(plan, arm, people, numbers, chances).live(wanders) for arm in arms}


def _wanders(plan: TrialPlan, people: VirtualPeople, chances: Chances) -> FloatArray:
    """Drift over its SD at every time, (n_times, people)."""
    rng = chances.rng(Stream.DRIFT)
    found = rng.standard_normal((len(plan.times), people.count))
    found[0] = people.wander
    for i, gap in enumerate(np.diff(plan.times), start=1):
        keep = math.exp(-gap / plan.tau_d_days)
        found[i] *= math.sqrt(1.0 - keep * keep)
        found[i] += keep * found[i - 1]
    return found


def _of_arm(plan: TrialPlan, arm: ArmDesign) -> list[tuple[Given, Per70]]:
    return [(given, per) for (name, given), per in plan.exposures.items() if name == arm.name]


def _exposure(per: Per70, plan: TrialPlan, people: VirtualPeople, numbers: Numbers) -> FloatArray:
    """Exposure of each person, (1 or n_groups, people or 1)."""
    each = np.array([per.by_taken[taken] for taken in combinations(plan.design.covariates)])
    x = each[people.taken] if len(each) > 1 else each
    if not per.is_per_kg:
        x = x * REFERENCE_KG / people.weight_kg
    found: FloatArray = x[None, :] * numbers.nasal if per.is_nasal else x[None, :]
    return found
