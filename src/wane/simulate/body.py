"""Body: the relief of many people at once under many sets of numbers, moved on in time; arrays (n_groups, people).

The equations are those of `wane.models.relief`, with what the fit adds for trials: a slow course without ketamine in
every arm, and in a control arm an expectancy pulse in place of relief.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from wane.kernels.doses import FloatArray
from wane.kernels.relief import waning
from wane.simulate.design import ArmDesign, Setting
from wane.simulate.numbers import Numbers
from wane.simulate.people import VirtualPeople
from wane.simulate.plan import TrialPlan

LN2: Final = math.log(2.0)
NOTHING_LEFT: Final = 500.0  # of a rate times days: exp(-500) of anything is nothing
Booleans = NDArray[np.bool_]


class Body:
    """The people of one block in one arm. `wander` is the drift over its SD, moved on outside."""

    def __init__(self, plan: TrialPlan, arm: ArmDesign, people: VirtualPeople, numbers: Numbers) -> None:
        held, z, design = plan.held, people.z, plan.design
        shape = (numbers.groups, people.count)
        self.plan, self.arm, self.people, self.numbers = plan, arm, people, numbers
        responds = people.class_place < numbers.pi
        share = np.where(responds, numbers.lam_1, numbers.lam_0) + numbers.study
        own = np.where(responds, held.s_1, held.s_0) * design.baseline_mean
        self.responds = responds
        self.full = share * people.untreated + own * z["full"]
        logit = np.log(numbers.f / (1.0 - numbers.f)) + held.logit_f_sd * z["f"]
        self.log_missed = -np.logaddexp(0.0, logit)  # log of 1 - f
        self.gamma = numbers.gamma + held.gamma_sd * z["gamma"]
        sooner = numbers.setting if design.setting is Setting.DRUG_FREE else 1.0
        self.log_h0 = np.log(numbers.h0_days / sooner) + numbers.lasting + numbers.h0_sd * z["h0"]
        self.transit, self.relief, self.rate = np.zeros(shape), np.zeros(shape), np.ones(shape)
        self.memory, self.last = np.zeros(shape), np.full(shape, -np.inf)
        self.rise = LN2 / numbers.rise_days
        self.most_lost = self._personal(numbers.new_treatment) if arm.new_treatment else numbers.natural
        pulse = numbers.expectancy * (numbers.crossover if design.crossover else 1.0)
        self.pulse = self._personal(pulse) if arm.control is not None else np.zeros((1, 1))
        self.daily: tuple[FloatArray, FloatArray] | None = None
        self.has_begun = False

    def _personal(self, share: FloatArray) -> FloatArray:
        """A share that differs between people on the logit scale."""
        moved = (1.0 - share) / share * np.exp(-self.numbers.loss_sd * self.people.z["loss"])
        return np.asarray(1.0 / (1.0 + moved))

    def elapse(self, days: float) -> None:
        """Let time pass."""
        if not self.has_begun or days <= 0.0 or self.arm.control is not None:
            return
        felt, kept = self._shares(days)
        self.relief *= kept
        self.relief += felt * self.transit
        self.transit *= np.exp(-self.rise * days)

    def level(self, day: float, wander: FloatArray) -> FloatArray:
        """The latent level on this day; on the day of a session that before it."""
        numbers, people = self.numbers, self.people
        left = 1.0 + self.most_lost * np.expm1(-LN2 * day / numbers.slow_days)
        if self.arm.control is None:
            found = people.untreated - self.relief
            found *= left
        else:
            since = np.where(np.isfinite(self.last), day - self.last, np.inf)
            left = left * (1.0 - self.pulse * np.exp(-LN2 * since / numbers.expectancy_days))
            found = people.untreated * (left - numbers.study * self.has_begun)
        found += self.plan.sd * wander
        return found

    def treat(self, day: float, who: Booleans, exposure: FloatArray, luck: FloatArray) -> None:
        """A session of `exposure` (n_groups or 1, people or 1) for `who` (n_groups, people)."""
        self.has_begun = True
        if self.arm.control is not None:
            self.last[who] = day
            return
        gap = np.where(np.isfinite(self.last), day - self.last, np.inf)
        memory = 1.0 + self.memory * np.exp(-gap / self.plan.held.tau_m_days)
        share = -np.expm1(exposure * self.log_missed)
        given = share * (self.full - self.relief - self.transit)
        given += self.plan.held.w_s * self.plan.design.baseline_mean * luck
        lengthened = self.log_h0 + self.numbers.delta * np.log(exposure) + self.gamma * np.log(memory)
        rate = LN2 * np.exp(-lengthened)
        if who.all():
            self.transit += given
            self.rate, self.memory, self.last = rate, memory, np.full_like(self.last, day)
        else:
            self.transit += np.where(who, given, 0.0)
            self.rate, self.memory = np.where(who, rate, self.rate), np.where(who, memory, self.memory)
            self.last[who] = day
        self.daily = None

    def _shares(self, days: float) -> tuple[FloatArray, FloatArray]:
        """Shares felt of relief in transit and of relief felt; those of one day are kept until the next session."""
        if days == 1.0 and self.daily is not None:
            return self.daily
        found = waning(np.asarray(days), self.rise, np.minimum(self.rate, self.rise + NOTHING_LEFT / days))
        if days == 1.0:
            self.daily = found
        return found
