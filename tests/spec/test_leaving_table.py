"""Every row of leaving.md holds."""

import pytest

from tests.spec.tables import rows
from wane.models.regimen import Drug, Route, single_dose
from wane.plan.clinic import ClinicSettings
from wane.plan.leaving import leaving

ROWS = rows("leaving.md")


def number(text: str) -> float:
    return float(text.split(maxsplit=1)[0])


def clinic(text: str) -> ClinicSettings:
    kind, _, value = text.partition(" ")
    match kind:
        case "leave":
            return ClinicSettings(leave_min=number(value))
        case "drive":
            return ClinicSettings(driving_after_dosing_h=number(value))
        case "floor":
            return ClinicSettings(floor_after_dosing_min=number(value))
        case _:
            return ClinicSettings()


@pytest.mark.parametrize(("given", "own", "model", "leave", "drive"), ROWS, ids=[" ".join(row) for row in ROWS])
def test_the_plan_says_what_the_table_says(given: str, own: str, model: str, leave: str, drive: str) -> None:
    order, _, minutes = given.partition(" over ")
    drug, route = order.split()
    regimen = single_dose(Drug(drug), Route(route), 28.0, over_h=number(minutes) / 60.0 if minutes else 0.0)
    model_p95_min = None if model == "not known" else number(model)

    result = leaving(regimen, clinic(own), model_p95_min, ())

    assert result.shown_min == pytest.approx(number(leave))
    assert result.driving_hours == pytest.approx(number(drive))
    assert "restful sleep" in result.driving_sentence
