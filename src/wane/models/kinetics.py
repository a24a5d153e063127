"""Kinetics of a session or a course: concentrations of one regimen in virtual people, from each route's default model.

`kinetics` is what a laboratory would measure at the asked site. `effect_driver` is what drives effects: arterial
S-ketamine, whatever site is shown. Both give every quantity per person, from closed forms.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from wane.errors import OutOfRangeError, UnknownNameError, UnsupportedError
from wane.kernels import area_under_curve, respond
from wane.models.defaults import is_child, site_of, withheld_reason
from wane.models.interactions import clearance_ratio_r_to_s
from wane.models.kinetics_notes import general_notes, models_of, racemate_notes, sampled_at
from wane.models.parts import ANALYTES, PARENTS, R_PARENT, S_PARENT, TOTAL, Part, parts_of, reasons_of
from wane.models.person import Covariates
from wane.models.regimen import Regimen, Route
from wane.models.systems import System, state_amounts
from wane.models.timecourse import FloatArray, Site
from wane.models.traces import Trace, last_at_or_above, peak, slowest_rates, total, traces

__all__ = ["ANALYTES", "DEFAULT_PEOPLE", "Kinetics", "effect_driver", "kinetics"]

DEFAULT_PEOPLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kinetics:
    """Concentrations of one regimen in virtual people.

    `site` is where concentrations were asked for; `sampled` is where blood was taken in the people behind them, which
    may be pooled or not stated. `analytes` are those that can be given; `withheld_analytes` says why each other one is
    not, and `withheld` why none is. `models`, `evidence` and `notes` say what it rests on. Every array is per person;
    times are hours from the regimen's zero.
    """

    regimen: Regimen
    site: Site
    sampled: str
    people: int
    systems: tuple[System, ...]
    analytes: tuple[str, ...]
    withheld: str | None
    withheld_analytes: Mapping[str, str]
    models: tuple[str, ...]
    evidence: tuple[str, ...]
    notes: tuple[str, ...]
    seen: dict[bytes, dict[str, FloatArray]] = field(default_factory=dict, repr=False)
    traced: dict[str, Trace] = field(default_factory=dict, repr=False)
    areas: dict[tuple[int, str], FloatArray] = field(default_factory=dict, repr=False)
    rates: list[dict[str, FloatArray]] = field(default_factory=list, repr=False)

    def concentration(self, analyte: str, times_h: FloatArray) -> FloatArray:
        """[ng/mL] (people, n_times) at ascending times; do not write into it, it is kept for the next question."""
        self._check(analyte)
        times = np.ascontiguousarray(times_h, dtype=np.float64)
        key = times.tobytes()
        if key not in self.seen:
            self.seen.clear()
            self.seen[key] = _courses(self.systems, times)
        courses = self.seen[key]
        if analyte == TOTAL and TOTAL not in courses:
            parts = [values for name, values in courses.items() if name in PARENTS]
            courses[TOTAL] = parts[0] if len(parts) == 1 else np.add.reduce(parts)
        return courses[analyte]

    def peak(self, analyte: str) -> tuple[FloatArray, FloatArray]:
        """Height [ng/mL] and time [h] of the highest concentration, each (people,)."""
        return peak(self._trace(analyte))

    def auc(self, analyte: str) -> FloatArray:
        """[ng*h/mL] to infinity (people,)."""
        total_area = np.zeros(self.people)
        for i, name in self._members(analyte):
            if (i, name) not in self.areas:
                system = self.systems[i]
                row = system.outputs[name][:, None, :]
                self.areas[i, name] = area_under_curve(system.rate_matrix, row, state_amounts(system))[:, 0]
            total_area += self.areas[i, name]
        return total_area

    def half_life(self, analyte: str) -> FloatArray:
        """[h] of the slowest decay that the analyte shows (people,)."""
        slowest = np.full(self.people, math.inf)
        for i, name in self._members(analyte):
            slowest = np.minimum(slowest, self._slowest()[i][name])
        return math.log(2.0) / slowest

    def time_below(self, analyte: str, limit_ng_ml: float) -> FloatArray:
        """[h] (people,) until the concentration stays below a limit; the first dose where it never reaches it."""
        if not limit_ng_ml > 0.0:
            raise OutOfRangeError(
                f"A limit of {limit_ng_ml:g} ng/mL came; it must be above 0: nothing ever falls to 0."
            )
        return last_at_or_above(self._trace(analyte), limit_ng_ml)

    def effect_site(self, times_h: FloatArray, ke0_per_h: FloatArray) -> FloatArray:
        """[ng/mL] (people, n_times) of S-ketamine in an effect site that fills and empties at `ke0_per_h` (people,).

        The site is one more linear state; it takes no drug from the blood.
        """
        total = np.zeros((self.people, times_h.size))
        for i, name in self._members(S_PARENT):
            system = self.systems[i]
            row = system.outputs[name]
            size = system.rate_matrix.shape[1]
            matrix = np.zeros((self.people, size + 1, size + 1))
            matrix[:, :size, :size] = system.rate_matrix
            matrix[:, size, :size] = ke0_per_h[:, None] * row
            matrix[:, size, size] = -ke0_per_h
            output = np.zeros((self.people, 1, size + 1))
            output[:, 0, size] = 1.0
            total += respond(matrix, output, np.asarray(times_h, dtype=np.float64), system.doses)[:, 0]
        return total

    def _trace(self, analyte: str) -> Trace:
        self._check(analyte)
        if not self.traced:
            self.traced.update(traces(self.systems, self._slowest()))
            self.traced.setdefault(TOTAL, total([trace for name, trace in self.traced.items() if name in PARENTS]))
        return self.traced[analyte]

    def _members(self, analyte: str) -> list[tuple[int, str]]:
        """Which systems carry an analyte, and under which names."""
        self._check(analyte)
        names = PARENTS if analyte == TOTAL else {analyte}
        return [(i, name) for i, system in enumerate(self.systems) for name in system.outputs if name in names]

    def _slowest(self) -> list[dict[str, FloatArray]]:
        """[1/h] the slowest rate of each output of each system (people,), found once."""
        if not self.rates:
            self.rates.extend(slowest_rates(system) for system in self.systems)
        return self.rates

    def _check(self, analyte: str) -> None:
        if self.withheld is not None:
            raise UnsupportedError(self.withheld)
        if analyte in self.withheld_analytes:
            raise UnsupportedError(self.withheld_analytes[analyte])
        if analyte not in self.analytes:
            raise UnknownNameError(f"{analyte} is no analyte here; these are: {', '.join(self.analytes)}.")


def kinetics(
    regimen: Regimen,
    covariates: Covariates,
    site: Site | None = None,
    *,
    people: int = DEFAULT_PEOPLE,
    rng: np.random.Generator,
) -> Kinetics:
    """Concentrations of every analyte that the routes' default models have, at the asked site or the only one."""
    reason = withheld_reason(regimen, covariates)
    shown = site_of(regimen, site)
    if reason is not None:
        return _withheld(regimen, shown, people, reason)
    built = parts_of(regimen, covariates, shown, people, rng)
    systems = tuple(system for part in built for system in part.systems())
    notes = [
        *general_notes(regimen, covariates, site, shown),
        *(note for part in built for note in (*racemate_notes(part.recipe), *part.notes)),
    ]
    return _assembled(regimen, shown, people, systems, built, reasons_of(regimen.drug, built), notes)


def effect_driver(
    regimen: Regimen, covariates: Covariates, *, people: int = DEFAULT_PEOPLE, rng: np.random.Generator
) -> Kinetics:
    """Arterial S-ketamine alone, which drives effects whatever site is shown; withheld where no model is."""
    reason = withheld_reason(regimen, covariates)
    if reason is None and is_child(covariates):
        reason = f"At {covariates.age_y:g} years no model of arterial S-ketamine was read, so nothing drives effects."
    if reason is not None:
        return _withheld(regimen, Site.ARTERIAL, people, reason)
    built = [part for given in _apart(regimen) for part in parts_of(given, covariates, Site.ARTERIAL, people, rng)]
    systems = tuple(part.s_system() for part in built)
    others = {analyte: "What drives effects is S-ketamine alone." for analyte in ANALYTES if analyte != S_PARENT}
    return _assembled(
        regimen, Site.ARTERIAL, people, systems, built, others, [note for part in built for note in part.notes]
    )


def _apart(regimen: Regimen) -> tuple[Regimen, ...]:
    """What is infused or absorbed, then what is pushed: a push has its own model and must not take the rest along.

    Concentrations add up, so that more drug never drives less effect.
    """
    pushed = tuple(a for a in regimen.administrations if a.route is Route.IV and a.is_bolus)
    rest = tuple(a for a in regimen.administrations if a not in pushed)
    return tuple(replace(regimen, administrations=given) for given in (rest, pushed) if given)


def _courses(systems: Sequence[System], times_h: FloatArray) -> dict[str, FloatArray]:
    courses: dict[str, FloatArray] = {}
    for system in systems:
        values = respond(system.rate_matrix, np.stack(list(system.outputs.values()), axis=1), times_h, system.doses)
        for i, name in enumerate(system.outputs):
            courses[name] = courses[name] + values[:, i] if name in courses else values[:, i]
    return courses


def _withheld(regimen: Regimen, site: Site, people: int, reason: str) -> Kinetics:
    return Kinetics(
        regimen=regimen, site=site, sampled=site.value, people=people, systems=(), analytes=(), withheld=reason,
        withheld_analytes=dict.fromkeys(ANALYTES, reason), models=(), evidence=(), notes=(reason,),
    )  # fmt: skip


def _assembled(
    regimen: Regimen,
    site: Site,
    people: int,
    systems: tuple[System, ...],
    parts: Sequence[Part],
    reasons: Mapping[str, str],
    notes: Sequence[str],
) -> Kinetics:
    models = tuple(dict.fromkeys(model for part in parts for model in models_of(part.recipe)))
    rows = [clearance_ratio_r_to_s()[1]] if any(R_PARENT in system.outputs for system in systems) else []
    return Kinetics(
        regimen=regimen,
        site=site,
        sampled=sampled_at(part.recipe for part in parts),
        people=people,
        systems=systems,
        analytes=tuple(analyte for analyte in ANALYTES if analyte not in reasons),
        withheld=None,
        withheld_analytes=reasons,
        models=models,
        evidence=tuple(dict.fromkeys([*models, *rows, *(row for part in parts for row in part.evidence)])),
        notes=tuple(dict.fromkeys(notes)),
    )
