"""Questions of `wane how-long`, for tests."""

import functools
from typing import TypedDict, Unpack

from wane.forecast.how_long import how_long
from wane.forecast.how_long_answers import Answer, HowLong, HowLongRequest
from wane.forecast.how_long_compared import common_regimen
from wane.models.instruments import instrument_named
from wane.models.person import Covariates
from wane.models.regimen import Drug, Route, single_dose

CONDITIONS = (
    "depression", "bipolar", "ptsd", "anxiety", "chronic_pain", "mixed_chronic_pain", "crps", "neuropathic_pain",
    "fibromyalgia", "migraine", "cancer_pain",
)  # fmt: skip


class Asked(TypedDict, total=False):
    sessions: int
    every_days: float
    entry: float
    seed: int


@functools.cache
def answered(
    condition: str, drug: str = "ketamine", route: str = "iv", dose: str = "0.5 mg/kg", *,
    over_h: float | None = None, instrument: str | None = None, taking: tuple[str, ...] = (), **asked: Unpack[Asked],
) -> HowLong:  # fmt: skip
    """The answers for one session as ordered, in a person of 70 kg."""
    regimen = common_regimen(Drug(drug), Route(route), dose, 70.0)
    if over_h is not None:
        regimen = single_dose(Drug(drug), Route(route), regimen.total_mg, over_h=over_h)
    return how_long(
        HowLongRequest(
            condition=condition,
            instrument=None if instrument is None else instrument_named(instrument),
            regimen=regimen,
            ordered=f"{drug} {dose} {Route(route).words}",
            covariates=Covariates(weight_kg=70.0, taking=frozenset(taking)),
            is_weight_given=True,
            code_version="test",
            **asked,
        )
    )


def answer(found: HowLong, name: str) -> Answer:
    """One answer by its id."""
    return next(one for one in found.answers if one.id == name)


def value(found: HowLong, name: str) -> float:
    """The number of one answer."""
    number = answer(found, name).value
    assert number is not None
    return number
