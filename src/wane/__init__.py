"""Wane: how long a ketamine treatment lasts, and when the next session is due.

The names below are the public surface; each is imported from its own module when it is first used, so that
`import wane` costs nothing. docs/reference/python.md shows them all.
"""

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wane.errors import WaneError as WaneError
    from wane.evidence.population_model import PopulationModel as PopulationModel
    from wane.evidence.reading import load_construct as load_construct
    from wane.evidence.reading import load_model as load_model
    from wane.evidence.reading import model_ids as model_ids
    from wane.models.person import Covariates as Covariates
    from wane.models.person import OrganFunction as OrganFunction
    from wane.models.person import Race as Race
    from wane.models.person import Sex as Sex
    from wane.models.pk import draw as draw
    from wane.models.pk import predict as predict
    from wane.models.pk import typical as typical
    from wane.models.provenance import Provenance as Provenance
    from wane.models.regimen import Administration as Administration
    from wane.models.regimen import Drug as Drug
    from wane.models.regimen import Regimen as Regimen
    from wane.models.regimen import Route as Route
    from wane.models.regimen import nasal_devices as nasal_devices
    from wane.models.regimen import repeated as repeated
    from wane.models.regimen import single_dose as single_dose
    from wane.models.timecourse import Level as Level
    from wane.models.timecourse import Site as Site
    from wane.models.timecourse import TimeCourse as TimeCourse
    from wane.models.timecourse import summarise as summarise
    from wane.plan.course import plan_course as plan_course
    from wane.plan.course_plan import CoursePlan as CoursePlan
    from wane.plan.course_request import CourseRequest as CourseRequest
    from wane.plan.facts import read_facts as read_facts
    from wane.plan.request import SessionRequest as SessionRequest
    from wane.plan.rules import check_rules as check_rules
    from wane.plan.session import plan_session as plan_session
    from wane.plan.session_plan import Finding as Finding
    from wane.plan.session_plan import MissingFact as MissingFact
    from wane.plan.session_plan import SessionPlan as SessionPlan
    from wane.plan.session_plan import Verdict as Verdict
    from wane.simulate.answers import TrialAnswer as TrialAnswer
    from wane.simulate.design import Design as Design
    from wane.simulate.reading import read_design as read_design
    from wane.simulate.run import simulate_trial as simulate_trial

__version__ = "0.1.0"

__all__ = [
    "Administration", "CoursePlan", "CourseRequest", "Covariates", "Design", "Drug", "Finding", "Level", "MissingFact",
    "OrganFunction", "PopulationModel", "Provenance", "Race", "Regimen", "Route", "SessionPlan", "SessionRequest",
    "Sex", "Site", "TimeCourse", "TrialAnswer", "Verdict", "WaneError", "check_rules", "draw", "load_construct",
    "load_model", "model_ids", "nasal_devices", "plan_course", "plan_session", "predict", "read_design", "read_facts",
    "repeated", "simulate_trial", "single_dose", "summarise", "typical",
]  # fmt: skip

# module: the public names that live in it
HOMES: Final = {
    "wane.errors": ("WaneError",),
    "wane.evidence.population_model": ("PopulationModel",),
    "wane.evidence.reading": ("load_construct", "load_model", "model_ids"),
    "wane.models.person": ("Covariates", "OrganFunction", "Race", "Sex"),
    "wane.models.pk": ("draw", "predict", "typical"),
    "wane.models.provenance": ("Provenance",),
    "wane.models.regimen": ("Administration", "Drug", "Regimen", "Route", "nasal_devices", "repeated", "single_dose"),
    "wane.models.timecourse": ("Level", "Site", "TimeCourse", "summarise"),
    "wane.plan.course": ("plan_course",),
    "wane.plan.course_plan": ("CoursePlan",),
    "wane.plan.course_request": ("CourseRequest",),
    "wane.plan.facts": ("read_facts",),
    "wane.plan.request": ("SessionRequest",),
    "wane.plan.rules": ("check_rules",),
    "wane.plan.session": ("plan_session",),
    "wane.plan.session_plan": ("Finding", "MissingFact", "SessionPlan", "Verdict"),
    "wane.simulate.answers": ("TrialAnswer",),
    "wane.simulate.design": ("Design",),
    "wane.simulate.reading": ("read_design",),
    "wane.simulate.run": ("simulate_trial",),
}


def __getattr__(name: str) -> object:
    """The public name, imported from its home and kept."""
    for module, names in HOMES.items():
        if name in names:
            value: object = getattr(importlib.import_module(module), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module 'wane' has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
