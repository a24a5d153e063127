"""The ring, the row of figures and the specs of charts."""

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from wane_clinic.web import specimen_values as values
from wane_clinic.web.drawings.charts import Spec
from wane_clinic.web.drawings.elapsed_ring import ROUND, Elapsed, draw_elapsed_ring
from wane_clinic.web.drawings.icon_row import IconRow, draw_icon_row, filled
from wane_clinic.web.drawings.plan_overlay import plan_overlay, plan_table
from wane_clinic.web.drawings.score_chart import Score, score_chart, score_table
from wane_clinic.web.drawings.still_well import StillWell, still_well_chart, still_well_table


def compiled(spec: Spec) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(json.dumps(fixed(spec)), allowed_base_urls=[]))


def fixed(value: object) -> object:
    if isinstance(value, dict):
        return {name: 600 if name == "width" and inner == "figure" else fixed(inner) for name, inner in value.items()}
    return [fixed(one) for one in value] if isinstance(value, list) else value


def panels(spec: Spec) -> list[Any]:
    stacked = spec["vconcat"]
    assert isinstance(stacked, list)
    return stacked


@pytest.mark.parametrize(("chance", "count"), [(0, 0), (0.001, 1), (0.2, 4), (0.5, 10), (0.999, 19), (1, 20)])
def test_a_chance_fills_its_share_of_twenty_and_never_looks_certain(chance: float, count: int) -> None:
    drawing = ET.fromstring(draw_icon_row(IconRow(id="row", chance=chance, words="Chance of relapse")))

    assert filled(chance) == count
    assert sum(one.get("class") == "icon-filled" for one in drawing.iter()) == count
    assert sum(one.get("class") == "icon-empty" for one in drawing.iter()) == 20 - count


def test_a_chance_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        IconRow(id="row", chance=1.2, words="")


@pytest.mark.parametrize(("passed", "share"), [(0, 0.0), (20, 0.5), (40, 1.0), (64, 1.0)])
def test_the_ring_fills_with_time(passed: float, share: float) -> None:
    drawing = ET.fromstring(draw_elapsed_ring(Elapsed(id="ring", passed_min=passed, planned_min=40)))
    (arc,) = [one for one in drawing.iter() if one.get("stroke-dasharray")]

    assert float((arc.get("stroke-dasharray") or "").split()[0]) == pytest.approx(share * ROUND, abs=0.01)
    assert ("ring-over" in (arc.get("class") or "")) is (passed > 40)


def test_a_ring_without_a_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="planned"):
        Elapsed(id="ring", passed_min=1, planned_min=0)


def test_each_chart_compiles_and_loads_nothing() -> None:
    specs = (
        score_chart(values.course()),
        still_well_chart(values.still_well(), relapse="PHQ-9 at 10 or more"),
        plan_overlay(values.plan("first", 40), values.plan("second", 60)),
    )

    assert ["<svg" in compiled(spec) for spec in specs] == [True, True, True]


def test_item_9_and_pain_have_panels_only_where_there_are_any() -> None:
    bare = replace(values.course(), scores=(Score(day=-7, total=12),), pain=())

    assert [len(panels(score_chart(one))) for one in (values.course(), bare)] == [3, 1]


def test_a_missed_survey_is_named_in_the_table_and_never_a_number() -> None:
    assert ("27 d ago", "missed", "–") in score_table(values.course())


def test_a_panel_that_no_model_supports_is_absent() -> None:
    plan = replace(values.plan("first", 40), dissociation=None, systolic_mmhg=None)

    assert len(panels(plan_overlay(plan))) == 2


def test_rounding_below_nothing_moves_no_axis_below_it() -> None:
    plan = values.plan("first", 40)
    assert plan.concentration_ng_ml is not None
    low = (-1e-9, *plan.concentration_ng_ml.q05[1:])
    drawn = compiled(plan_overlay(replace(plan, concentration_ng_ml=replace(plan.concentration_ng_ml, q05=low))))

    assert re.findall("titled 'ng/mL' for a linear scale with values from (\\S+) to", drawn) == ["0"]


def test_a_dose_without_a_pump_draws_no_rate() -> None:
    spec = plan_overlay(values.plan("first", 40), replace(values.plan("second", 60), rates=()))

    assert len(panels(spec)[0]["layer"]) == 1


def test_the_chance_is_given_after_its_interval() -> None:
    assert still_well_table((StillWell(day=14, chance=0.82, low=0.7, high=0.9),)) == (("14 d", "70% to 90%", "82%"),)


def test_chances_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="low <= chance"):
        StillWell(day=1, chance=0.5, low=0.6, high=0.9)


def test_the_table_of_a_plan_gives_the_peak_of_each_quantity_with_its_interval() -> None:
    rows = plan_table(values.plan("first", 40))

    assert [row[0] for row in rows] == ["Ketamine in plasma", "Dissociation", "Systolic pressure"]
    assert rows[0][2] == "at 40 min"


def test_a_relapse_is_a_cross_on_its_line_and_a_row() -> None:
    with_one = replace(values.course(), relapse_days=(-30.0,), relapse_at=10.0)

    crosses = [row for layer in layers(score_chart(with_one)) for row in layer if row.get("day") == -30.0]

    assert {"day": -30.0, "value": 10.0} in crosses
    assert ("30 d ago", "relapse recorded", "–") in score_table(with_one)
    assert "relapse recorded" not in str(score_table(values.course()))


def layers(spec: Spec) -> list[list[dict[str, object]]]:
    """The rows of each layer of the first panel."""
    return [layer["data"]["values"] for layer in panels(spec)[0]["layer"] if "data" in layer]
