"""Numbers that were worked out from rows to fit are worked out again here, from the rows themselves."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from wane.evidence.reading import Row, load_construct, load_register, load_table
from wane.kernels import respond
from wane.models.absorption import DELAY
from wane.models.defaults import recipe_for
from wane.models.parts import PARENTS, Part
from wane.models.people import typical_people
from wane.models.person import Covariates
from wane.models.regimen import Drug, Route, single_dose
from wane.models.timecourse import FloatArray, Site

TIMES_H = np.linspace(0.0, 8.0, 2401)
ROWS = {row["id"]: row for row in load_table("pk_observations")}
DOUBT = cast(Mapping[str, Mapping[str, Mapping[str, object]]], load_register("relations")["relations"])[
    "construct_doubt"
]
CHILDBIRTH = "pk_observations.ketalar_swiss_monograph_reg_35073.4"


def typical_course(
    route: Route, dose_mg: float, weight_kg: float, site: Site, *, metabolite: bool, delay_h: float | None = None
) -> FloatArray:
    """[ng/mL] of total parent or norketamine in the typical adult after racemate."""
    person, given = Covariates(weight_kg=weight_kg, age_y=40.0), single_dose(Drug.KETAMINE, route, dose_mg)
    recipe = recipe_for(Drug.KETAMINE, route, site, person, given.administrations)
    people = typical_people(recipe, person)
    if delay_h is not None:
        people = replace(people, parameters={**people.parameters, DELAY: np.array([delay_h])})
    part = Part(
        drug=Drug.KETAMINE, recipe=recipe, people=people, administrations=given.administrations, exposure=None,
        evidence=(), notes=(),
    )  # fmt: skip
    course = np.zeros_like(TIMES_H)
    for system in part.systems():
        for name, row in system.outputs.items():
            if (name == "norketamine") if metabolite else (name in PARENTS):
                course += respond(system.rate_matrix, row[:, None, :], TIMES_H, system.doses)[0, 0]
    return course


def log_fold(row: Row) -> float:
    """Natural logarithm of an observed peak over the typical one, at its time where the row says when."""
    is_childbirth = row["id"] == CHILDBIRTH
    weight_kg = 60.0 if is_childbirth else 70.0
    dose_mg = float(row["dose"]) * (weight_kg if row["dose_unit"] == "mg/kg" else 1.0)
    site = Site.ARTERIAL if is_childbirth else Site.VENOUS
    course = typical_course(Route(row["route"].lower()), dose_mg, weight_kg, site, metabolite=False)
    expected = np.interp(float(row["time_h"]), TIMES_H, course) if row["time_h"] else course.max()
    printed = [float(row[name]) for name in ("value", "value_low", "value_high") if row[name]]
    return math.log(math.prod(printed) ** (1.0 / len(printed)) / expected)


def factor(folds: list[float]) -> float:
    return math.exp(1.645 * math.sqrt(sum(fold**2 for fold in folds) / len(folds)))


def test_the_doubt_of_a_construct_is_what_its_rows_to_fit_give() -> None:
    rows = [ROWS[name] for name in DOUBT["evidence"]]
    folds = [log_fold(row) for row in rows]
    left_out = [factor(folds[:i] + folds[i + 1 :]) for i in range(len(folds))]
    estimate = DOUBT["estimate"]

    assert {row["use"] for row in rows} == {"fit"}
    assert factor(folds) == pytest.approx(estimate["value"], abs=0.05)
    assert (min(left_out), max(left_out)) == pytest.approx((estimate["low"], estimate["high"]), abs=0.05)


def distance(delay_h: float) -> float:
    """Squares of distances in standard errors, summed over norketamine's peaks and their times (Chong 2006)."""
    total = 0.0
    for route, peak_row, time_row in ((Route.SUBLINGUAL, 8, 9), (Route.ORAL, 13, 14)):
        course = typical_course(route, 25.0, 70.0, Site.VENOUS, metabolite=True, delay_h=delay_h)
        for n, ours in ((peak_row, course.max()), (time_row, TIMES_H[course.argmax()])):
            row = ROWS[f"pk_observations.chong_2006_congress_abstract.{n}"]
            assert row["use"] == "fit"
            total += ((ours - float(row["value"])) / (float(row["sd"]) / math.sqrt(float(row["n"])))) ** 2
    return total


def test_the_delay_of_norketamine_is_the_one_nearest_to_its_rows_to_fit() -> None:
    tried = np.arange(3, 20) / 10.0
    nearest = tried[np.argmin([distance(delay_h) for delay_h in tried])]
    for name in ("oral_racemate", "sublingual_racemate", "intranasal_racemate"):
        delay = load_construct(name).formation_delay
        assert delay is not None
        assert delay.value == nearest


def test_a_typical_norketamine_peak_lies_within_one_standard_error_or_two_of_its_rows() -> None:
    assert math.sqrt(distance(0.8) / 4.0) < 1.0 < math.sqrt(distance(0.01) / 4.0)
