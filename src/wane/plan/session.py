"""plan_session: one request in, everything that one session says out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from wane import __version__
from wane.evidence.reading import digest
from wane.models.kinetics import Kinetics, effect_driver, kinetics
from wane.models.person import Covariates
from wane.models.provenance import Provenance
from wane.models.regimen import MINUTES_PER_HOUR, Regimen, Route
from wane.models.timecourse import TimeCourse
from wane.plan.accumulation import accumulation_summary
from wane.plan.clinic import settings
from wane.plan.courses import concentration_courses, effect_courses, rate_course, session_minutes
from wane.plan.effects import SessionEffects, from_first_session, session_effects, with_readings
from wane.plan.facts import Facts, FactValue, read_facts
from wane.plan.headline import concentration_summary, percentile, stays_h
from wane.plan.headline_effects import effect_summary, leaving_summary
from wane.plan.leaving import aftercare, leaving
from wane.plan.limits import limits
from wane.plan.plan_findings import plan_findings
from wane.plan.pump import PumpProgram, pump_program
from wane.plan.request import SessionRequest
from wane.plan.rules import check_rules, sort_findings
from wane.plan.scope import Session
from wane.plan.series import as_regimen, last_session
from wane.plan.session_plan import Leaving, MonitoringPoint, SessionPlan, SummaryItem
from wane.plan.watching import after_list, checklist, longterm_list, monitoring, stop_list, watch_list

READY_SHARE = 0.95
_SAME_MIN = 1e-6


def plan_session(request: SessionRequest) -> SessionPlan:
    """The plan of one session, the same for the same request and evidence.

    Raises:
        OutOfRangeError: a dose above every studied dose, or a bag that the pump cannot use.
        UnknownNameError: a fact, medicine or indication that no register knows.
        ConflictError: facts that contradict each other.
    """
    regimen = from_zero(request.regimen)
    facts = _facts(request)
    covariates = request.covariates if facts.taking is None else replace(request.covariates, taking=facts.taking)
    session = Session(
        drug=regimen.drug, routes=regimen.routes, indication=facts.indication, region=request.clinic.region
    )
    program = _program(request, regimen)
    rule_findings, missing = check_rules(facts, session)
    own_findings = plan_findings(regimen, covariates, request.site, request.bag, program)
    predicted = _predicted(request, regimen, covariates)
    leave = _leaving(request, regimen, predicted.effects, session)
    points = monitoring(regimen, leave.shown_min)
    predicted = _with_readings(request, predicted, regimen, points, leave.shown_min)
    summary = _summary(request, regimen, predicted, leave)
    return SessionPlan(
        regimen=regimen,
        covariates=covariates,
        ordered=request.ordered,
        total_mg=request.regimen.total_mg if request.ordered_mg is None else request.ordered_mg,
        total_base_mg=regimen.total_mg,
        bag=request.bag,
        pump_steps=program.steps if program else (),
        monitoring=points,
        leaving=leave,
        aftercare=(*aftercare(leave.driving_hours), *after_list(session)),
        summary=summary,
        courses=_courses(request, regimen, predicted, stays_h(summary)),
        findings=tuple(sort_findings((*rule_findings, *own_findings))),
        missing_facts=missing,
        limits=limits(covariates, missing, predicted.models, request.people),
        provenance=Provenance(
            code_version=__version__,
            evidence_digest=digest(),
            models=predicted.models,
            seed=request.seed,
            people=request.people,
            notes=predicted.notes,
        ),
        watch_list=watch_list(session),
        stop_list=stop_list(session),
        longterm=longterm_list(session),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Predicted:
    """What the models say of this session: concentrations as shown, the driver of effects, the effects."""

    shown: Kinetics
    driver: Kinetics
    effects: SessionEffects

    @property
    def models(self) -> tuple[str, ...]:
        """Each model once."""
        return tuple(dict.fromkeys((*self.shown.models, *self.driver.models)))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the numbers, each once."""
        return tuple(dict.fromkeys((*self.shown.notes, *self.driver.notes, *self.effects.notes)))


def _predicted(request: SessionRequest, regimen: Regimen, covariates: Covariates) -> _Predicted:
    shown, driver = _drawn(request, regimen, covariates)
    return _Predicted(shown=shown, driver=driver, effects=_effects(request, regimen, covariates, driver))


def _with_readings(
    request: SessionRequest,
    predicted: _Predicted,
    regimen: Regimen,
    points: Iterable[MonitoringPoint],
    leave_min: float,
) -> _Predicted:
    """With the highest cuff reading among those planned for the last session, after its start; leaving is none."""
    start_min = last_session(regimen).start_h * MINUTES_PER_HOUR
    readings_min = [
        p.minute for p in points if p.minute > start_min + _SAME_MIN and abs(p.minute - leave_min) > _SAME_MIN
    ]
    rng = np.random.default_rng((request.seed, 3))
    return replace(predicted, effects=with_readings(predicted.effects, readings_min, rng=rng))


def _summary(
    request: SessionRequest, regimen: Regimen, predicted: _Predicted, leave: Leaving
) -> tuple[SummaryItem, ...]:
    """Every headline number, or the reason why there is none."""
    return (
        *concentration_summary(predicted.shown, at_min=request.at_min, below_ng_ml=request.below_ng_ml),
        *accumulation_summary(predicted.shown, regimen),
        *effect_summary(predicted.effects),
        *leaving_summary(leave, predicted.effects.evidence),
    )


def _courses(
    request: SessionRequest, regimen: Regimen, predicted: _Predicted, days_h: float | None
) -> tuple[TimeCourse, ...]:
    """Every quantity over the session, and concentrations over the hours that the drug stays."""
    return (
        *concentration_courses(predicted.shown, session_minutes(regimen), days_h),
        *effect_courses(predicted.effects),
        *rate_course(regimen, request.per_base_mg),
    )


def from_zero(regimen: Regimen) -> Regimen:
    """The same regimen with its first dose at time 0."""
    if regimen.start_h == 0.0:
        return regimen
    moved = tuple(replace(a, start_h=a.start_h - regimen.start_h) for a in regimen.administrations)
    return replace(regimen, administrations=moved)


def _drawn(request: SessionRequest, regimen: Regimen, covariates: Covariates) -> tuple[Kinetics, Kinetics]:
    """(what is shown, what drives effects of the last session); each has its own stream of chance, so that neither
    moves the other.
    """
    shown = kinetics(
        regimen, covariates, request.site, people=request.people, rng=np.random.default_rng((request.seed, 0))
    )
    driver = effect_driver(
        as_regimen(last_session(regimen), regimen),
        covariates,
        people=request.people,
        rng=np.random.default_rng((request.seed, 1)),
    )
    return shown, driver


def _effects(request: SessionRequest, regimen: Regimen, covariates: Covariates, driver: Kinetics) -> SessionEffects:
    """Effects of the last session of a series, or of the only one; later sessions dissociate less."""
    last = last_session(regimen)
    effects = session_effects(
        driver,
        covariates,
        session_minutes(driver.regimen),
        session_number=request.session_number + last.number - 1,
        rng=np.random.default_rng((request.seed, 2)),
    )
    return effects if last.count == 1 else from_first_session(effects, last)


def _facts(request: SessionRequest) -> Facts:
    """Everything known: what was typed, the covariates, the pressure, and what the plan itself tells."""
    return read_facts(
        request.covariates,
        history=request.history,
        conditions=(*request.conditions, *request.extra),
        taking=request.taking,
        extra=_planned_facts(request),
        indication=request.indication,
    )


def _planned_facts(request: SessionRequest) -> Mapping[str, FactValue]:
    facts: dict[str, FactValue] = {}
    if request.blood_pressure is not None:
        facts["sbp_pre"] = request.blood_pressure.systolic_mmhg
        facts["dbp_pre"] = request.blood_pressure.diastolic_mmhg
    if request.bag is not None and Route.IV in request.regimen.routes:
        facts["concentration_mg_per_ml_undiluted"] = request.bag.concentration_mg_ml
    starts = [a.start_h for a in request.regimen.administrations if a.route is Route.INTRANASAL]
    gaps = [later - earlier for earlier, later in zip(starts, starts[1:], strict=False)]
    if gaps:
        facts["minutes_between_devices"] = round(min(gaps) * MINUTES_PER_HOUR, 6)
    return facts


def _program(request: SessionRequest, regimen: Regimen) -> PumpProgram | None:
    if all(a.is_bolus for a in regimen.administrations):
        return None
    own = request.clinic.pump_resolution_ml_h
    resolution = settings()["pump_resolution"].value if own is None else own
    return pump_program(regimen, request.bag, resolution_ml_h=resolution, per_base_mg=request.per_base_mg)


def _leaving(request: SessionRequest, regimen: Regimen, effects: SessionEffects, session: Session) -> Leaving:
    model = None if effects.readiness_min is None else percentile(effects.readiness_min, READY_SHARE)
    return leaving(regimen, request.clinic, model, checklist(session))
