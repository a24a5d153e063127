"""How long it lasts, and what is asked with it: every answer for one condition, route and history."""

import dataclasses
from collections.abc import Iterator
from typing import Final

import numpy as np

from wane.errors import OutOfRangeError, UnsupportedError
from wane.evidence.reading import digest
from wane.forecast import how_long_compared as compared
from wane.forecast import how_long_statements as published
from wane.forecast import how_long_words as words
from wane.forecast.how_long_answers import HowLong, HowLongRequest, Question
from wane.forecast.how_long_compared import PEOPLE
from wane.forecast.how_long_courses import Asked, full_course
from wane.forecast.how_long_doubt import doubtful_people
from wane.forecast.how_long_exposures import Drawn, draw_exposure, exposure_answer, medicine_answer
from wane.forecast.how_long_people import draw_people
from wane.forecast.how_long_plan import planned
from wane.forecast.how_long_timing import onset_answer, peak_answer
from wane.kernels.doses import FloatArray
from wane.models.instruments import Instrument, condition_named, instrument_of, prior_for
from wane.models.provenance import Provenance
from wane.models.relief_fitted import FittedRelief, fitted_relief
from wane.models.relief_prior import ReliefPrior

HOURS_A_DAY: Final = 24.0


def how_long(request: HowLongRequest) -> HowLong:
    """Every answer; an error of `wane.errors` says what stands in its way."""
    condition = condition_named(request.condition)
    instrument = request.instrument or instrument_of(condition)
    prior = _with_line(prior_for(condition, instrument), instrument)
    _check_entry(request, instrument, prior.line)
    fit = fitted_relief(condition)
    plan, looks = planned(request, fit), _looks(fit.family)
    asked = Asked(
        people=draw_people(prior, PEOPLE, request.seed, entry=request.entry),
        doubtful=doubtful_people(prior, fit, request.seed, entry=request.entry),
        fit=fit,
        line=prior.line,
        response_pct=instrument.response.value,
        looks=looks,
        lag_days=plan.lag_days,
    )
    drawn = draw_exposure(request.regimen, request.covariates, fit, request.seed)
    x = drawn.median / plan.days_each
    series = plan.course(x, plan.sessions)
    taken = _taken(request, fit)
    medicines = {m: medicine_answer(m, request.regimen, request.covariates, fit, request.seed) for m in taken}
    return HowLong(
        request=request,
        condition=condition,
        instrument=instrument,
        line=prior.line,
        look_h=HOURS_A_DAY * float(looks[0]),
        horizon_days=int(looks[-1]),
        sessions=plan.sessions,
        spacing=plan.spacing,
        course_days=plan.days_each,
        event=words.event(instrument, prior.line, looks),
        works_words=words.works(instrument, prior.line, looks),
        onset=onset_answer(fit),
        peak=peak_answer(prior, fit, x, request.seed),
        one=full_course(
            asked, plan.course(x, 1), name="one", label=plan.label(1), question=Question.ONE,
            exposure=exposure_answer(drawn, name="session", question=Question.ONE),
        ),
        series=full_course(
            asked, series, name="series", label=plan.label(plan.sessions), question=Question.SERIES, exposure=None
        ),
        doses=tuple(compared.doses(asked, plan)),
        severities=tuple(compared.severities(request, prior, asked, series)),
        routes=tuple(compared.routes(request, asked, plan)),
        medicines=tuple(medicines.values()),
        conditions=tuple(compared.half_lives(fit)),
        boosters=tuple(compared.boosters(asked, series)),
        research=compared.research(asked, series),
        setting=compared.setting(fit),
        statements=tuple(_statements(condition, taken)),
        misfits=published.misfits(condition),
        silences=words.silences(condition, fit, instrument, medicines),
        basis=words.basis(fit),
        uncertainty=words.UNCERTAINTY,
        limits=words.limits(fit, plan.sessions, x),
        provenance=_provenance(request, prior, fit, drawn),
    )  # fmt: skip


def _with_line(prior: ReliefPrior, instrument: Instrument) -> ReliefPrior:
    line = instrument.relapse.value
    if line is None:
        raise UnsupportedError(
            f"{instrument.name} has no relapse line: {instrument.relapse.where}; ask for another --instrument."
        )
    return dataclasses.replace(prior, line=line)


def _check_entry(request: HowLongRequest, instrument: Instrument, line: float) -> None:
    if request.entry is not None and instrument.check(request.entry) < line:
        raise OutOfRangeError(
            f"A score of {request.entry:g} before the first session came; that is under the relapse line of {line:g}, "
            "so there is nothing to relieve: give the score when ill."
        )


def _looks(family: str) -> FloatArray:
    """Days on which the level is looked at: hourly on the first day where that is the clock, then daily."""
    hours = np.arange(published.look_h(family), HOURS_A_DAY) / HOURS_A_DAY
    return np.concatenate([hours, np.arange(1.0, published.number("horizon") + 1.0)])


def _taken(request: HowLongRequest, fit: FittedRelief) -> tuple[str, ...]:
    """Medicines that are said to be taken, or those that are mostly asked about."""
    return tuple(sorted(request.covariates.taking)) or published.shown_medicines(fit.family)


def _statements(condition: str, taken: tuple[str, ...]) -> Iterator[published.Statement]:
    """Published statements in the order of the questions; of those on medicines, the ones about what is taken."""
    kinds = frozenset[str]().union(*(published.classes_of(name) for name in taken))
    for question in Question:
        about = kinds if question is Question.MEDICINES else frozenset[str]()
        yield from published.statements(condition, question=question, kinds=about)


def _provenance(request: HowLongRequest, prior: ReliefPrior, fit: FittedRelief, drawn: Drawn) -> Provenance:
    return Provenance(
        code_version=request.code_version,
        evidence_digest=digest(),
        models=tuple(dict.fromkeys([prior.id, fit.id, *drawn.models])),
        seed=request.seed,
        people=PEOPLE,
        notes=drawn.notes,
    )
