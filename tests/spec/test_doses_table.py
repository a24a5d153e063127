"""Every row of doses.md holds."""

import re

import pytest

from tests.spec.tables import rows
from wane.errors import OutOfRangeError
from wane.models.regimen import Drug, Route, single_dose
from wane.plan.dose_check import check_dose

ROWS = rows("doses.md")
ORDER = re.compile(r"(\w+) (\w+) ([\d.]+) mg (?:bolus|over ([\d.]+) min)")


@pytest.mark.parametrize(("order", "weight", "says"), ROWS, ids=[" ".join(row) for row in ROWS])
def test_the_dose_check_says_what_the_table_says(order: str, weight: str, says: str) -> None:
    match = ORDER.fullmatch(order)
    assert match is not None
    drug, route, dose_mg, minutes = match.groups()
    regimen = single_dose(Drug(drug), Route(route), float(dose_mg), over_h=float(minutes or 0.0) / 60.0)
    weight_kg = float(weight.split(maxsplit=1)[0])

    if says == "refused":
        with pytest.raises(OutOfRangeError):
            check_dose(regimen, weight_kg)
    else:
        assert [f.verdict.value for f in check_dose(regimen, weight_kg)] == ([] if says == "nothing" else [says])
