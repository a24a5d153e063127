"""Wane: how long a ketamine treatment lasts, and when the next session is due.

The names below are the public surface; each is imported from its own module when it is first used, so that
`import wane` costs nothing. docs/reference/python.md shows them all.
"""

import importlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wane.errors import WaneError as WaneError
    from wane.evidence.reading import load_model as load_model
    from wane.forecast.next_session import Spacing as Spacing
    from wane.forecast.relief import ReliefRequest as ReliefRequest
    from wane.forecast.relief import forecast_relief as forecast_relief
    from wane.models.person import Covariates as Covariates
    from wane.models.pk import draw as draw
    from wane.models.pk import predict as predict
    from wane.models.pk import typical as typical
    from wane.models.regimen import Drug as Drug
    from wane.models.regimen import Route as Route
    from wane.models.regimen import repeated as repeated
    from wane.models.regimen import single_dose as single_dose
    from wane.models.relief import History as History
    from wane.models.relief import Score as Score
    from wane.models.relief import Treatment as Treatment
    from wane.models.relief_prior import load_relief_prior as load_relief_prior
    from wane.models.timecourse import Site as Site
    from wane.models.timecourse import summarise as summarise
    from wane.plan.course import plan_course as plan_course
    from wane.plan.course_request import CourseRequest as CourseRequest
    from wane.plan.request import SessionRequest as SessionRequest
    from wane.plan.session import plan_session as plan_session
    from wane.simulate.reading import read_design as read_design
    from wane.simulate.run import simulate_trial as simulate_trial

__version__ = "0.1.0"

__all__ = [
    "CourseRequest", "Covariates", "Drug", "History", "ReliefRequest", "Route", "Score", "SessionRequest", "Site",
    "Spacing", "Treatment", "WaneError", "draw", "forecast_relief", "load_model", "load_relief_prior",
    "plan_course", "plan_session", "predict", "read_design", "repeated", "simulate_trial", "single_dose",
    "summarise", "typical",
]  # fmt: skip

# module: the public names that live in it
HOMES: Final = {
    "wane.errors": ("WaneError",),
    "wane.evidence.reading": ("load_model",),
    "wane.forecast.next_session": ("Spacing",),
    "wane.forecast.relief": ("ReliefRequest", "forecast_relief"),
    "wane.models.person": ("Covariates",),
    "wane.models.pk": ("draw", "predict", "typical"),
    "wane.models.regimen": ("Drug", "Route", "repeated", "single_dose"),
    "wane.models.relief": ("History", "Score", "Treatment"),
    "wane.models.relief_prior": ("load_relief_prior",),
    "wane.models.timecourse": ("Site", "summarise"),
    "wane.plan.course": ("plan_course",),
    "wane.plan.course_request": ("CourseRequest",),
    "wane.plan.request": ("SessionRequest",),
    "wane.plan.session": ("plan_session",),
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
