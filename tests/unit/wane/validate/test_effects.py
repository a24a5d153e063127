"""Effect rows: "resolved by" is read as the fit reads it, on the mean over people."""

import numpy as np
import pytest

from wane.evidence.reading import load_table
from wane.models.effect import acute_effects, load_acute
from wane.models.kinetics import effect_driver
from wane.models.person import Covariates
from wane.models.regimen import Drug, nasal_devices
from wane.validate.effects import back_mmhg, compare_effect

PEOPLE, SEED = 1000, 1


@pytest.mark.parametrize(("row_id", "measure", "limit"), [
    ("acute_timecourse.spravato_clinical_programme.2", "dissociation", 2.0),
    ("acute_timecourse.spravato_clinical_programme.6", "systolic_rise", back_mmhg()),
])  # fmt: skip
def test_the_mean_is_within_the_limit_from_the_predicted_minute_on(row_id: str, measure: str, limit: float) -> None:
    row = next(row for row in load_table("acute_timecourse") if row["id"] == row_id)
    minute = compare_effect(row, people=PEOPLE, seed=SEED).predicted
    rng = np.random.default_rng(SEED)
    three = nasal_devices(Drug.ESKETAMINE, (28.0, 28.0, 28.0), apart_h=5.0 / 60.0)
    driver = effect_driver(three, Covariates(weight_kg=70.0), people=PEOPLE, rng=rng)
    around_h = np.array([minute - 1.0, minute + 1.0]) / 60.0
    effects = acute_effects(driver, around_h, parameters=load_acute(), session_number=1, rng=rng)
    before, after = getattr(effects, measure).mean(axis=0)
    assert before > limit > after
