"""Where things stand on the run sheet, read back from the SVG."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wane_clinic.web.drawings.run_sheet import describe_run_sheet, draw_run_sheet
from wane_clinic.web.drawings.run_sheet_axes import LEFT, RIGHT, axes
from wane_clinic.web.drawings.run_sheet_values import DrugRow, Event, Expected, RateStep, RunSheet, Standing, Vitals

SVG = "{http://www.w3.org/2000/svg}"
START = datetime(2031, 3, 4, 10, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def vitals(minute: float, systolic: int | None = 120, **changes: object) -> Vitals:
    values: dict[str, object] = {"at": after(minute), "entered_at": after(minute), "systolic_mmhg": systolic}
    return Vitals(**{**values, **changes})  # type: ignore[arg-type]


def sheet(**changes: object) -> RunSheet:
    values: dict[str, object] = {"title": "Run sheet", "start": START, "end": after(85), "now": None, "zone": UTC}
    return RunSheet(**{**values, **changes})  # type: ignore[arg-type]


def drawn(of: RunSheet) -> ET.Element:
    return ET.fromstring(draw_run_sheet(of))


def classed(root: ET.Element, name: str) -> list[ET.Element]:
    return [one for one in root.iter() if name in one.get("class", "").split()]


def numbers(d: str) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in d.strip("MZ").split("L"))
    return [(float(x), float(y)) for x, y in pairs]


def test_a_systolic_of_120_at_20_past_stands_on_its_place() -> None:
    (caret,) = classed(drawn(sheet(vitals=(vitals(20),))), "rs-systolic")
    tip = numbers(caret.get("d", ""))[1]

    # 90 min from 10:00 to 11:30 over 828 px; 40 to 200 mmHg over 260 px above y = 346
    assert tip == pytest.approx((116 + 828 * 20 / 90, 346 - 260 * 80 / 160), abs=0.06)


def test_time_runs_to_the_right_and_pressure_up() -> None:
    scale = axes(sheet())

    assert [scale.x(after(t)) for t in range(0, 90, 5)] == sorted(scale.x(after(t)) for t in range(0, 90, 5))
    assert scale.y(180) < scale.y(120) < scale.y(60)


def test_what_is_expected_lies_behind_what_was_recorded() -> None:
    band = Expected(at=(after(0), after(60)), q05=(110, 110), q25=(115, 120), q75=(125, 140), q95=(130, 160))
    every = list(drawn(sheet(expected=band, vitals=(vitals(20),))).iter())
    places = {
        name: [i for i, one in enumerate(every) if name in one.get("class", "").split()]
        for name in ("rs-band", "rs-systolic")
    }

    assert max(places["rs-band"]) < min(places["rs-systolic"])
    assert "expected systolic" in "".join(drawn(sheet(expected=band)).itertext())


def test_a_corrected_entry_stays_and_is_struck() -> None:
    root = drawn(sheet(vitals=(vitals(10, 188, standing=Standing.CORRECTED), vitals(10, 138))))

    assert len(classed(root, "rs-systolic")) == 2
    assert len(classed(root, "rs-strike")) == 1
    assert "corrected later" in "".join(root.itertext())


def test_only_what_a_correction_changed_is_struck() -> None:
    same = {"diastolic_mmhg": 82, "pulse_per_min": 80, "spo2_pct": 97}
    before = vitals(10, 188, dissociation=3, standing=Standing.CORRECTED, **same)
    root = drawn(sheet(vitals=(before, vitals(10, 138, dissociation=5, **same))))

    assert [len(classed(root, kind)) for kind in ("rs-systolic", "rs-diastolic", "rs-pulse", "rs-strike")] == [
        2,
        1,
        1,
        1,
    ]
    assert sorted("".join(one.itertext()) for one in classed(root, "rs-value")) == ["3", "5", "97"]
    assert ["".join(one.itertext()) for one in classed(root, "rs-value") if one in classed(root, "rs-struck")] == ["3"]


def test_a_rate_step_spans_its_time_and_says_its_rate() -> None:
    drug = DrugRow(name="ketamine", steps=(RateStep(start=after(0), end=after(45), rate_ml_per_h=52.5),), total="41 mg")
    root = drawn(sheet(drugs=(drug,)))
    (rate,) = classed(root, "rs-rate")

    assert float(rate.get("width", "")) == pytest.approx(828 / 2, abs=0.1)
    assert "52.5 mL/h" in "".join(root.itertext())


def test_the_words_tell_everything_in_order() -> None:
    words = describe_run_sheet(
        sheet(
            vitals=(vitals(20, 142, diastolic_mmhg=88, pulse_per_min=84, flag="high"),),
            events=(Event(at=after(12), words="nausea, mild"),),
        )
    )

    assert words == "Drugs: none given. Recorded: 10:12 nausea, mild; 10:20 BP 142/88 high HR 84."


def test_an_entry_made_late_says_when_it_was_made() -> None:
    assert "entered 10:31" in describe_run_sheet(sheet(vitals=(vitals(20, entered_at=after(31)),)))


def test_times_are_those_of_the_clinic() -> None:
    assert "05:20 BP" in describe_run_sheet(sheet(zone=ZoneInfo("America/New_York"), vitals=(vitals(20),)))


@pytest.mark.parametrize("line", [150, 180, 210])
def test_the_stop_line_stands_at_the_clinic_s_own_pressure(line: int) -> None:
    shown = sheet(vitals=(vitals(20),), stop_systolic_mmhg=line)
    root = drawn(shown)
    (drawn_line,) = classed(root, "rs-stop")

    for end in ("y1", "y2"):
        assert float(drawn_line.get(end, "nan")) == pytest.approx(axes(shown).y(line), abs=0.06)
    assert f"clinic stop line {line}" in "".join(root.itertext())


def test_no_style_and_no_script_stand_in_the_drawing() -> None:
    root = drawn(sheet(vitals=(vitals(20),), now=after(30), stop_systolic_mmhg=180))

    assert [one.tag for one in root.iter() if one.get("style") or one.tag in {SVG + "style", SVG + "script"}] == []


@pytest.mark.parametrize(
    "changes",
    [{"end": START}, {"events": (Event(at=datetime(2031, 3, 4, 10, 5), words="x"),)}],  # noqa: DTZ001
)
def test_a_sheet_that_cannot_be_drawn_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises((ValueError, TypeError)):
        sheet(**changes)


@pytest.mark.parametrize("q25", [(115.0,), (200.0, 200.0)])
def test_a_band_whose_edges_cross_is_refused(q25: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="band"):
        Expected(at=(after(0), after(1)), q05=(110, 110), q25=q25, q75=(120, 120), q95=(130, 130))


pressure = st.none() | st.integers(0, 400)
entries = st.builds(
    vitals,
    st.floats(-300, 1500),
    pressure,
    diastolic_mmhg=pressure,
    pulse_per_min=pressure,
    spo2_pct=st.none() | st.integers(0, 100),
    standing=st.sampled_from(Standing),
    flag=st.text(max_size=8),
)
events = st.builds(Event, at=st.floats(0, 1500).map(after), words=st.text(max_size=200))


@settings(max_examples=60, deadline=None)
@given(st.lists(entries, max_size=12), st.lists(events, max_size=5))
def test_any_record_is_well_formed_and_inside_the_sheet(recorded: list[Vitals], happened: list[Event]) -> None:
    of = sheet(vitals=tuple(recorded), events=tuple(happened))
    root = drawn(of)
    _, _, width, height = (float(part) for part in root.get("viewBox", "").split())

    for one in root.iter():
        for x, y in (
            numbers(one.get("d", ""))
            if one.get("d")
            else [(_first(one, "x", "cx", "x1"), _first(one, "y", "cy", "y1"))]
        ):
            assert 0 <= x <= width
            assert 0 <= y <= height
    assert len(classed(root, "rs-systolic")) == sum(entry.systolic_mmhg is not None for entry in recorded)
    assert LEFT < RIGHT < width


def _first(one: ET.Element, *names: str) -> float:
    return next((float(one.get(name, "0")) for name in names if one.get(name)), 0.0)
