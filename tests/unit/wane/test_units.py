"""Units: the exact table against pint, and text from people against what it plainly says."""

import math
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane import units
from wane.errors import OutOfRangeError, UnitError, WaneError
from wane.units import Basis, Dose, SaltForm

SPELLINGS = [(canonical, spelling) for canonical, table in units.EXACT.items() for spelling in table]
DOORS: list[Callable[[str], object]] = [
    units.parse_dose,
    units.parse_rate,
    units.parse_duration_h,
    units.parse_weight_kg,
    units.parse_height_cm,
    units.parse_age,
    units.parse_concentration_ng_ml,
    units.parse_strength_mg_ml,
    units.parse_volume_ml,
    units.parse_bp,
    units.parse_times,
]


@pytest.mark.parametrize(("canonical", "spelling"), SPELLINGS)
def test_the_exact_table_equals_pint(canonical: str, spelling: str) -> None:
    registry = units.registry()
    if canonical.startswith("mg/kg"):
        # one kilogram of person is not a kilogram of drug: give the person a dimension of their own
        parts = zip(spelling.split("/"), canonical.split("/"), strict=True)
        upper, *lower = (registry.Quantity(1.0, mine).to(theirs).magnitude for mine, theirs in parts)
        by_pint = upper / math.prod(lower)
    else:
        by_pint = registry.Quantity(1.0, spelling).to(canonical).magnitude
    assert units.EXACT[canonical][spelling] == pytest.approx(by_pint, rel=1e-12)


def test_every_canonical_unit_has_an_exact_table_that_holds_itself() -> None:
    assert all(units.EXACT[unit][unit] == 1.0 for unit in units.CANONICAL.values())


@pytest.mark.parametrize(
    ("value", "unit", "symbol", "expected"),
    [(1.48, "L/min", "cl", 88.8), (20.1, "min", "mtt", 0.335), (0.04, "1/min", "ka", 2.4), (17.0, "%", "f", 0.17)],
)
def test_published_units_become_canonical(value: float, unit: str, symbol: str, expected: float) -> None:
    assert units.to_canonical(value, unit, symbol) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("unit", "symbol", "one"),
    [("mL/s", "cl", 3.6), ("1/s", "ka", 3600.0), ("fortnight", "time", 336.0), ("oz", "dose", 28_349.523125)],
)
def test_a_rare_unit_is_converted_as_books_say(unit: str, symbol: str, one: float) -> None:
    assert units.to_canonical(2.0, unit, symbol) == pytest.approx(2.0 * one)


def test_a_unit_of_the_wrong_kind_says_symbol_unit_and_need() -> None:
    with pytest.raises(UnitError, match="cl is given in L; it must be convertible to L/h."):
        units.to_canonical(1400.0, "L", "cl")


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("0.5 mg/kg", Dose(amount=0.5, basis=Basis.PER_KG)),
        (" 35mg ", Dose(amount=35.0, basis=Basis.ABSOLUTE)),
        ("500 µg/kg", Dose(amount=0.5, basis=Basis.PER_KG)),
        ("0.5 mg/kg hydrochloride", Dose(amount=0.5, basis=Basis.PER_KG, form=SaltForm.HYDROCHLORIDE)),
        ("32.3 mg HCl", Dose(amount=32.3, basis=Basis.ABSOLUTE, form=SaltForm.HYDROCHLORIDE)),
        ("28 mg (base)", Dose(amount=28.0, basis=Basis.ABSOLUTE)),
        ("28 mg as free base", Dose(amount=28.0, basis=Basis.ABSOLUTE)),
        ("5e1 mg", Dose(amount=50.0, basis=Basis.ABSOLUTE)),
    ],
)
def test_a_dose_is_read_as_it_is_written(text: str, dose: Dose) -> None:
    assert units.parse_dose(text) == dose


@pytest.mark.parametrize(
    ("door", "text", "expected"),
    [
        (units.parse_duration_h, "40 min", 2 / 3),
        (units.parse_duration_h, "1 h 30 min", 1.5),
        (units.parse_duration_h, "90 s", 0.025),
        (units.parse_duration_h, "2 days", 48.0),
        (units.parse_duration_h, "1 fortnight", 336.0),
        (units.parse_weight_kg, "154 lb", 69.853),
        (units.parse_weight_kg, "11 st 2 lb", 70.760),
        (units.parse_weight_kg, "70 KG", 70.0),
        (units.parse_height_cm, "5 ft 7 in", 170.18),
        (units.parse_height_cm, "1.7 m", 170.0),
        (units.parse_age, "45", 45.0),
        (units.parse_age, "18 months", 1.5),
        (units.parse_concentration_ng_ml, "1 ng/mL", 1.0),
        (units.parse_concentration_ng_ml, "0.001 mg/L", 1.0),
        (units.parse_strength_mg_ml, "50 mg/mL", 50.0),
        (units.parse_strength_mg_ml, "100 mg in 50 mL", 2.0),
        (units.parse_strength_mg_ml, "100 mg/50 mL", 2.0),
        (units.parse_volume_ml, "0.1 L", 100.0),
    ],
)
def test_text_becomes_the_canonical_unit(door: Callable[[str], float], text: str, expected: float) -> None:
    assert door(text) == pytest.approx(expected, rel=1e-4)


def test_a_rate_says_whether_it_is_per_kilogram() -> None:
    per_kg, basis = units.parse_rate("10 ug/kg/min")
    assert per_kg == pytest.approx(0.6)
    assert basis is Basis.PER_KG
    assert units.parse_rate("50 mg/h") == (50.0, Basis.ABSOLUTE)


def test_amount_of_substance_needs_a_molar_mass() -> None:
    assert units.parse_concentration_ng_ml("2 umol/L", molar_mass_g_mol=200.0) == pytest.approx(400.0)
    with pytest.raises(UnitError, match="write ng/mL"):
        units.parse_concentration_ng_ml("2 umol/L")


def test_blood_pressure_keeps_systolic_first() -> None:
    reading = units.parse_bp("128/78 mmHg")
    assert (reading.systolic_mmhg, reading.diastolic_mmhg) == (128.0, 78.0)


def test_times_are_sorted_and_each_once() -> None:
    assert units.parse_times("2 h,20 min, 120 min") == pytest.approx((1 / 3, 2.0))


def test_a_dose_per_kilogram_keeps_its_kilograms() -> None:
    dose = units.parse_dose("0.5 mg/kg")
    assert (dose.amount, str(dose.basis), dose.total_mg(70.0)) == (0.5, "mg/kg", 35.0)
    assert str(units.parse_dose("0.5 mg/kg HCl")) == "0.5 mg/kg hydrochloride"


@pytest.mark.parametrize(
    ("door", "text", "says"),
    [
        (units.parse_dose, "35", "without a unit"),
        (units.parse_dose, "0,5 mg/kg", "comma"),
        (units.parse_dose, "٣٥ mg", "digits 0 to 9"),
        (units.parse_dose, "½ mg", "digits 0 to 9"),
        (units.parse_dose, "35 mL", "mg or mg/kg"),
        (units.parse_dose, "35 MG", "mg or mg/kg"),
        (units.parse_dose, "35 Mg", "mg or mg/kg"),
        (units.parse_dose, "20 mg/m2", "mg or mg/kg"),
        (units.parse_dose, "0.5 mg/kg/h", "mg or mg/kg"),
        (units.parse_dose, "ketamine", "a number"),
        (units.parse_dose, "", "empty"),
        (units.parse_dose, "9" * 500 + " mg", "503 characters"),
        (units.parse_dose, "1 mg" + "**9" * 60, "mg or mg/kg"),
        (units.parse_dose, "1 " + "mg**99999999", "mg or mg/kg"),
        (units.parse_dose, "1 oz/m", "mg or mg/kg"),
        (units.parse_duration_h, "40 m", "minutes"),
        (units.parse_duration_h, "30 min 1 h", "larger part"),
        (units.parse_weight_kg, "70", "kg or lb"),
        (units.parse_weight_kg, "70 kilos", "kg or lb"),
        (units.parse_bp, "128", "128/78"),
        (units.parse_times, " , ", "one or more times"),
    ],
)
def test_what_is_no_quantity_gets_one_sentence_with_a_way_out(
    door: Callable[[str], object], text: str, says: str
) -> None:
    with pytest.raises(UnitError, match=says) as caught:
        door(text)
    message = str(caught.value)
    assert "\n" not in message
    assert "write " in message
    assert len(message) < 300


@pytest.mark.parametrize(
    ("door", "text"),
    [
        (units.parse_dose, "nan mg"),
        (units.parse_dose, "inf mg"),
        (units.parse_dose, "-5 mg"),
        (units.parse_dose, "0 mg"),
        (units.parse_dose, "1e999 mg"),
        (units.parse_duration_h, "-1 min"),
        (units.parse_age, "-3"),
        (units.parse_strength_mg_ml, "50 mg/0 mL"),
        (units.parse_bp, "78/128"),
        (units.parse_bp, "900/78"),
    ],
)
def test_impossible_numbers_are_out_of_range(door: Callable[[str], object], text: str) -> None:
    with pytest.raises(OutOfRangeError):
        door(text)


UNIT_WORDS = st.sampled_from(
    [spelling for _, spelling in SPELLINGS] + ["**", "^", "µg", "HCl", "base", "/", "in", ",", " ", "°", "1/"]
)
LOOKALIKES = st.lists(
    st.one_of(st.floats().map(str), st.integers().map(str), UNIT_WORDS, st.text(max_size=3)), max_size=6
)


@given(
    door=st.sampled_from(DOORS),
    text=st.one_of(st.text(max_size=300), LOOKALIKES.map("".join), LOOKALIKES.map(" ".join)),
)
def test_only_a_value_or_a_wane_error_comes_out(door: Callable[[str], object], text: str) -> None:
    try:
        door(text)
    except WaneError as error:
        assert "\n" not in str(error)
        assert len(str(error)) < 400


@given(amount=st.floats(1e-6, 1e6), unit=st.sampled_from(["mg", "mg/kg"]), salt=st.sampled_from(["", " hydrochloride"]))
def test_a_dose_written_out_is_read_back(amount: float, unit: str, salt: str) -> None:
    dose = units.parse_dose(f"{amount!r} {unit}{salt}")
    assert units.parse_dose(f"{dose.amount!r} {dose.basis} {dose.form}") == dose


def test_common_spellings_never_import_pint() -> None:
    code = (
        "import sys; from wane.units import *; "
        "parse_dose('0.5 mg/kg'); parse_duration_h('40 min'); parse_weight_kg('154 LB'); "
        "parse_concentration_ng_ml('1 ng/mL'); sys.exit('pint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 min"),
        (40, "40 min"),
        (2.5, "2.5 min"),
        (37 / 3, "12.33 min"),
        (37 / 60, "0.62 min"),
        (0.0012, "0.0012 min"),
        (300, "300 min"),
        (600, "10 h"),
        (610, "10 h 10 min"),
        (1500, "1 d 1 h"),
        (10120, "7 d 0 h 40 min"),
        (14400, "10 d"),
    ],
)
def test_a_length_of_time_keeps_every_minute(minutes: float, words: str) -> None:
    assert units.length_words(minutes / 60.0) == words


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\x00", "\ufeff"])
def test_a_sign_that_cannot_be_seen_is_shown_and_named(sign: str) -> None:
    with pytest.raises(UnitError, match="0.5\ufffdmg/kg.* cannot be seen"):
        units.parse_dose(f"0.5{sign}mg/kg")
