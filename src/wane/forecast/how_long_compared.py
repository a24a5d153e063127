"""What dose, severity, route, setting and boosters change, by the same virtual people."""

import dataclasses
import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from wane.errors import UnsupportedError
from wane.forecast import how_long_statements as published
from wane.forecast.how_long_answers import Answer, Between, CourseAnswers, HowLongRequest, Question
from wane.forecast.how_long_courses import Asked, booster_answer, brief_course, strength
from wane.forecast.how_long_doubt import doubtful_people
from wane.forecast.how_long_exposures import REFERENCE_OVER_H, draw_exposure, exposure_answer
from wane.forecast.how_long_people import People, draw_people
from wane.forecast.how_long_plan import SessionPlan
from wane.models.devices import by_devices, device_of
from wane.models.instruments import conditions, instrument_of
from wane.models.regimen import Drug, Regimen, Route, single_dose
from wane.models.relief import Treatment
from wane.models.relief_fitted import FittedRelief, fitted_relief
from wane.models.relief_prior import ReliefPrior
from wane.units import parse_dose

PEOPLE: Final = 4000
Z: Final = (-1.6449, -0.6745, 0.6745, 1.6449)


def doses(asked: Asked, plan: SessionPlan) -> Iterator[CourseAnswers]:
    """The series at exposures equal to doses into the vein; beside an infusion over days, one short dose."""
    short, reference = dataclasses.replace(asked, lag_days=0.0), published.number("reference_mg_per_kg")
    for mg_per_kg in published.numbers("equivalents_mg_per_kg"):
        yield brief_course(
            short, plan.short(mg_per_kg / reference), name=f"dose.{mg_per_kg:g}", label=f"{mg_per_kg:g} mg/kg",
            question=Question.DOSE, exposure=None,
        )  # fmt: skip


def severities(
    request: HowLongRequest, prior: ReliefPrior, asked: Asked, sessions: Sequence[Treatment]
) -> Iterator[CourseAnswers]:
    """The series from scores at entry below, at and above the middle of those who are treated."""
    for sds in published.numbers("baselines_sd"):
        steps = math.floor((prior.untreated.mean + sds * prior.untreated.sd) / prior.score_step + 0.5)
        score = steps * prior.score_step
        if not prior.line <= score <= prior.scale_max:
            continue
        people = dataclasses.replace(
            asked,
            people=draw_people(prior, PEOPLE, request.seed, entry=score),
            doubtful=doubtful_people(prior, asked.fit, request.seed, entry=score),
        )
        yield brief_course(
            people, sessions, name=f"severity.{score:g}", label=f"{score:g} points", question=Question.SEVERITY,
            exposure=None,
        )  # fmt: skip


def routes(request: HowLongRequest, asked: Asked, plan: SessionPlan) -> Iterator[CourseAnswers]:
    """The series by a common dose of each way; beside an infusion over days, one such dose."""
    short = dataclasses.replace(asked, lag_days=0.0)
    for drug, route, dose in published.common_doses(asked.fit.family):
        regimen = common_regimen(Drug(drug), Route(route), dose, request.covariates.weight_kg)
        name = f"route.{drug}.{route}"
        drawn = draw_exposure(regimen, request.covariates, asked.fit, request.seed)
        yield brief_course(
            short, plan.short(drawn.median), name=name, label=_way(drug, route, dose), question=Question.ROUTE,
            exposure=exposure_answer(drawn, name=name, question=Question.ROUTE),
        )  # fmt: skip


def boosters(asked: Asked, sessions: Sequence[Treatment]) -> Iterator[Answer]:
    """Staying under the line without boosters and with them, the longest interval first."""
    until = int(published.number("booster_until"))
    yield booster_answer(asked, sessions, every_days=None, until_day=until)
    for every in sorted(published.numbers("booster_days"), reverse=True):
        yield booster_answer(asked, sessions, every_days=int(every), until_day=until)


def research(asked: Asked, sessions: Sequence[Treatment]) -> CourseAnswers:
    """The series as in drug-free research follow-up: half-lives shorter by the fitted ratio."""
    ratio = asked.fit.estimates["setting"].value
    drug_free = dataclasses.replace(
        asked, people=_waning_sooner(asked.people, ratio), doubtful=_waning_sooner(asked.doubtful, ratio)
    )
    return brief_course(
        drug_free, sessions, name="research", label="in drug-free research follow-up", question=Question.SETTING,
        exposure=None,
    )  # fmt: skip


def setting(fit: FittedRelief) -> Answer:
    """Usual care against drug-free research follow-up."""
    return _estimate_answer(
        fit, "setting", question=Question.SETTING, unit="1", name="setting.ratio",
        sentence="Half-life of relief in usual care over that in drug-free research follow-up.",
    )  # fmt: skip


def half_lives(fit: FittedRelief) -> Iterator[Answer]:
    """Half-life of relief after a first session of exposure 1, in every condition of the family that is answered."""
    for name, title in conditions().items():
        try:
            instrument_of(name)
            other = fitted_relief(name)
        except UnsupportedError:
            continue
        if other.family == fit.family:
            yield _estimate_answer(
                other, "h0_days", question=Question.CONDITION, unit="d", name=f"condition.{name}.half_life",
                sentence=f"Half-life of relief after a first session of exposure 1, {title}.",
            )  # fmt: skip


def common_regimen(drug: Drug, route: Route, dose: str, weight_kg: float) -> Regimen:
    """One session of a dose in words."""
    dose_mg, device = parse_dose(dose).total_mg(weight_kg), device_of(drug, route)
    if device is not None:
        return by_devices(device, dose_mg)
    return single_dose(drug, route, dose_mg, over_h=REFERENCE_OVER_H if route is Route.IV else 0.0)


def _way(drug: str, route: str, dose: str) -> str:
    """`IM 0.5 mg/kg`; with the drug where it is not the racemate."""
    where = "nasal" if route == Route.INTRANASAL else Route(route).words
    return f"{where} {dose}" if drug == Drug.KETAMINE else f"{where} {drug} {dose}"


def _waning_sooner(people: People, ratio: float) -> People:
    return dataclasses.replace(people, h0_days=people.h0_days / ratio)


def _estimate_answer(
    fit: FittedRelief, parameter: str, *, question: Question, unit: str, name: str, sentence: str
) -> Answer:
    """A fitted number with what the studies leave open."""
    found = fit.estimates[parameter]
    low90, low50, high50, high90 = found.quantiles(np.array(Z)).tolist()
    return Answer(
        id=name, question=question, unit=unit, between=Between.STUDIES, strength=strength(fit, (parameter,)),
        value=found.value, low50=low50, high50=high50, low90=low90, high90=high90, evidence=(found.id,),
        sentence=sentence,
    )  # fmt: skip
