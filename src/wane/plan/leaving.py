"""Leaving and driving: the longest of floor, clinic rule and model; the model can only lengthen."""

from collections.abc import Mapping
from typing import cast

from wane.evidence.reading import load_register
from wane.models.regimen import MINUTES_PER_HOUR, Administration, Drug, Regimen, Route
from wane.plan.clinic import ClinicSettings, setting_id, settings
from wane.plan.rules import Rule, load_rules
from wane.plan.session_plan import Leaving

NASAL_FLOOR_RULE = "KR068"
SC_WATCH_RULE = "KR053"  # nobody leaves while the published watch still runs


def leaving(
    regimen: Regimen, clinic: ClinicSettings, model_p95_min: float | None, checklist: tuple[str, ...]
) -> Leaving:
    """When one may leave and drive at the earliest.

    Args:
        regimen: what is given.
        clinic: the clinic's own rules.
        model_p95_min: 95th percentile of the model's earliest expected readiness, min from the start of dosing; None
            where the model has no answer, and then floor and clinic rule stand alone.
        checklist: what must hold before leaving.
    """
    floor_min, floor_source = _floor(regimen, clinic)
    candidates = {f"the floor for this route ({floor_source})": floor_min, "the clinic's rule": clinic.leave_min}
    if model_p95_min is not None:
        candidates["the model's 95th percentile"] = model_p95_min
    decided_by = max(candidates, key=lambda name: candidates[name])
    hours = _driving_hours(regimen, clinic, model_p95_min)
    return Leaving(
        floor_min=floor_min,
        floor_source=floor_source,
        clinic_min=clinic.leave_min,
        model_p95_min=model_p95_min,
        shown_min=candidates[decided_by],
        decided_by=decided_by,
        driving_hours=hours,
        driving_sentence=(
            f"No driving or machines until at least {hours:g} h after the end of dosing, and always only after a "
            "night's restful sleep. The model may lengthen this and never shortens it."
        ),
        checklist=checklist,
    )


def aftercare(driving_hours: float) -> tuple[str, ...]:
    """What a person is told to take home: the clinic's points, then what rules say of the days after."""
    register = load_register("clinic")
    points = [
        f"{point['text'].format(driving_hours=f'{driving_hours:g}')} ({point['source']})"
        for point in cast(list[Mapping[str, str]], register["aftercare"])
    ]
    return tuple(points)


def _floor(regimen: Regimen, clinic: ClinicSettings) -> tuple[float, str]:
    """(min from the start of dosing, evidence id): the longest floor among the regimen's administrations."""
    return max(_floor_of(a, regimen, clinic) for a in regimen.administrations)


def _floor_of(administration: Administration, regimen: Regimen, clinic: ClinicSettings) -> tuple[float, str]:
    end_min = (administration.end_h - regimen.start_h) * MINUTES_PER_HOUR
    if regimen.drug is Drug.ESKETAMINE and administration.route is Route.INTRANASAL:
        return end_min + float(_rule(NASAL_FLOOR_RULE).threshold), NASAL_FLOOR_RULE
    own = clinic.floor_after_dosing_min
    default = settings()["floor_after_dosing"].value
    clinics = end_min + (default if own is None else own), setting_id("floor_after_dosing")
    if administration.route is not Route.SC:
        return clinics
    return max(clinics, (end_min + float(_rule(SC_WATCH_RULE).threshold), SC_WATCH_RULE))


def _driving_hours(regimen: Regimen, clinic: ClinicSettings, model_p95_min: float | None) -> float:
    """[h] after the end of dosing."""
    end_min = (regimen.end_h - regimen.start_h) * MINUTES_PER_HOUR
    model_h = 0.0 if model_p95_min is None else (model_p95_min - end_min) / MINUTES_PER_HOUR
    return max(settings()["driving_after_dosing"].value, clinic.driving_after_dosing_h, model_h)


def _rule(rule_id: str) -> Rule:
    return next(rule for rule in load_rules() if rule.id == rule_id)
