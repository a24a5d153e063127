"""TrialPlan: a design made ready to be lived through: one clock for all arms, exposures, noise of the instrument."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from wane.kernels.doses import FloatArray
from wane.models.instruments import prior_for
from wane.models.relief_fitted import FittedRelief, fitted_relief
from wane.models.relief_prior import ReliefPrior, Spread
from wane.simulate.design import ArmDesign, Design, Given
from wane.simulate.exposures import Per70, exposures_of
from wane.simulate.numbers import Held, held

NEAR: Final = 1e-6  # days that are the same day


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrialPlan:
    """What every block needs. `times` are the days on which something happens in any arm, after entry on day 0.

    `exposures` by session and medicines taken, at 70 kg. `se`, `sd` [points], `tau_d_days`: noise of the instrument.
    `prior` is what a clinic's forecast would begin from, with the design's own intake.
    """

    design: Design
    fit: FittedRelief
    held: Held
    prior: ReliefPrior
    times: FloatArray
    exposures: Mapping[tuple[str, Given], Per70]
    se: float
    sd: float
    tau_d_days: float

    @property
    def steps(self) -> int:
        """Of the score: how many the scale has."""
        return round(self.prior.scale_max / self.prior.score_step)

    def at(self, day: float) -> int:
        """Index of this day in `times`."""
        index = int(np.searchsorted(self.times, day - NEAR))
        assert abs(self.times[index] - day) <= NEAR, day
        return index

    def is_visit(self, index: int) -> bool:
        """Whether everybody is seen then."""
        return bool(np.abs(np.asarray(self.design.observe_days) - self.times[index]).min() <= NEAR)


def plan_trial(design: Design) -> TrialPlan:
    """The plan of a design; UnsupportedError where no fit or no exposure exists for it."""
    fit, prior = fitted_relief(design.condition), prior_for(design.condition, design.instrument)
    exposures = {
        (arm.name, given): exposures_of(arm, given, design.covariates, fit)
        for arm in design.arms
        for given in dict.fromkeys((*arm.sessions, *(() if arm.maintenance is None else (arm.maintenance.given,))))
    }
    own = Spread(mean=design.baseline_mean, sd=max(design.baseline_sd, 1e-3))
    return TrialPlan(
        design=design,
        fit=fit,
        held=held(),
        prior=_with_intake(prior, own),
        times=_times(design),
        exposures=exposures,
        se=math.exp(prior.log_se.mean),
        sd=math.exp(prior.log_sd.mean),
        tau_d_days=prior.tau_d_days,
    )


def look_days(design: Design, arm: ArmDesign) -> tuple[float, ...]:
    """Days beside the visits on which this arm's people are judged: for relapse, and for maintenance."""
    found = []
    if design.relapse is not None:
        found.append(design.relapse_from(arm))
    if arm.maintenance is not None:
        found.append(arm.last_day + 1.0)
    return tuple(day for day in found if day <= design.last_day)


def _times(design: Design) -> FloatArray:
    """Every whole day, every visit, session and look of any arm up to the last visit, each once."""
    last = design.last_day
    days = [0.0, *design.observe_days, *range(1, int(last) + 1)]
    for arm in design.arms:
        days += [day for day in arm.days if day <= last]
        days += look_days(design, arm)
    kept: list[float] = []
    for day in sorted(days):
        if not kept or day - kept[-1] > NEAR:
            kept.append(day)
    return np.array(kept)


def _with_intake(prior: ReliefPrior, intake: Spread) -> ReliefPrior:
    from dataclasses import replace

    return replace(prior, untreated=intake)
