"""A request for one session, its reference plan, and the numbers of a plan by id."""

from dataclasses import replace
from functools import cache

from wane.models.person import Covariates
from wane.models.regimen import Drug, Regimen, Route, nasal_devices, single_dose
from wane.plan.request import SessionRequest
from wane.plan.session import plan_session
from wane.plan.session_plan import Bag, SessionPlan, SummaryItem

BAG = Bag(concentration_mg_ml=1.0, volume_ml=50.0, vial_strength_mg_ml=50.0)
ADULT = Covariates(weight_kg=70.0)
IV = single_dose(Drug.KETAMINE, Route.IV, 35.0, over_h=40.0 / 60.0)
NASAL = nasal_devices(Drug.ESKETAMINE, (28.0, 28.0, 28.0), apart_h=5.0 / 60.0)


def request(regimen: Regimen = IV, covariates: Covariates = ADULT) -> SessionRequest:
    return SessionRequest(regimen=regimen, covariates=covariates, ordered="as ordered")


REFERENCE = replace(request(), bag=BAG, at_min=(20.0, 40.0, 120.0), below_ng_ml=(10.0,))


@cache
def reference() -> SessionPlan:
    return plan_session(REFERENCE)


def numbers(plan: SessionPlan) -> dict[str, SummaryItem]:
    return {item.id: item for item in plan.summary}


def value(plan: SessionPlan, name: str) -> float:
    found = numbers(plan)[name].value
    assert found is not None, numbers(plan)[name].reason
    return found
