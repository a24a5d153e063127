"""Reading models, tables, registers and constructs from the package data."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wane.errors import UnknownNameError
from wane.evidence import reading
from wane.evidence.population_model import How, SpreadScale


def test_a_model_is_found_by_id_and_by_alias() -> None:
    assert reading.load_model("otto_2021") is not None
    assert reading.load_model("otto_2021").id == reading.load_model("otto_2021_s_ketamine_iv").id


def test_all_twelve_complete_models_are_there() -> None:
    aliases = {reading.load_model(model_id).alias for model_id in reading.model_ids()}

    assert aliases == {
        "otto_2021", "perezruixo_2020", "simons_2022", "kamp_2020", "clements_nimmo_1981", "domino_1982", "hijazi_2003",
        "flint_2017", "herd_2007", "elkomy_2015", "sherwin_2015", "hornik_2018",
    }  # fmt: skip


def test_a_model_that_does_not_exist_is_answered_with_the_near_ones() -> None:
    with pytest.raises(UnknownNameError, match="did you mean otto_2021"):
        reading.load_model("oto_2021")


@pytest.mark.parametrize("load", [reading.load_table, reading.load_register, reading.load_construct])
def test_an_unknown_name_lists_what_exists(load: Callable[[str], object]) -> None:
    with pytest.raises(UnknownNameError, match="must be one of"):
        load("no such thing at all")


def test_native_minutes_are_hours_in_the_model() -> None:
    simons = reading.load_model("simons_2022")

    assert simons.parameters["CLK1"].value == pytest.approx(1.48 * 60)
    assert simons.parameters["CLK1"].estimate.unit == "L/min/70kg"
    assert simons.parameters["MTTK"].value == pytest.approx(20.1 / 60)


def test_weight_scaling_is_per_parameter_and_says_how() -> None:
    otto, simons, perezruixo = (reading.load_model(name) for name in ("otto_2021", "simons_2022", "perezruixo_2020"))

    scaled = {name: p.weight_exponent for name, p in otto.parameters.items() if p.weight_exponent}
    assert scaled == {"V1": 1.0, "Vnk": 1.0, "CL": 0.75, "CLnk": 0.75}
    assert all(p.weight_how is How.ASSUMED for p in simons.parameters.values() if p.weight_exponent)
    assert not any(p.weight_exponent for p in perezruixo.parameters.values())


def test_a_model_per_kilogram_scales_its_volume_and_leaves_its_rates() -> None:
    clements = reading.load_model("clements_nimmo_1981")

    assert clements.parameters["V1"].weight_exponent == 1.0
    assert clements.parameters["V1"].value == pytest.approx(1.7522 * 70)
    assert {p.weight_exponent for name, p in clements.parameters.items() if name.startswith("k")} == {0.0}


def test_spreads_are_standard_deviations_with_the_printed_form_kept() -> None:
    otto, perezruixo = reading.load_model("otto_2021"), reading.load_model("perezruixo_2020")

    assert otto.omegas["CL"] == pytest.approx(0.026048**0.5)
    assert otto.spread["CL"].printed.value == 0.026048
    assert perezruixo.logit_parameters == {"FRn"}
    assert perezruixo.spread["FRn"].scale is SpreadScale.LOGIT
    assert ("V1", "CL", 0.02261) in otto.covariances


def test_a_printed_correlation_becomes_a_covariance() -> None:
    flint = reading.load_model("flint_2017")

    ((_, _, covariance),) = flint.covariances
    assert covariance / (flint.omegas["CL"] * flint.omegas["CLsnk"]) == pytest.approx(0.506)


def test_spread_between_occasions_stands_apart() -> None:
    assert reading.load_model("simons_2022").occasion_omegas["F1"] == pytest.approx(0.06**0.5)


def test_what_a_source_has_and_nobody_could_read_has_a_reason() -> None:
    hornik = reading.load_model("hornik_2018")

    assert "ka_im" not in hornik.parameters
    assert hornik.unknown["ka_im"].value is None
    assert hornik.unknown["ka_im"].reason


def test_later_nasal_devices_have_a_smaller_mucosal_share() -> None:
    mucosal, swallowed = reading.load_model("perezruixo_2020").pathways["intranasal"]

    assert mucosal.later_fraction == "FRn*dose_on_FRn"
    assert swallowed.duration == "D_sw"


def test_every_row_of_every_table_has_an_id() -> None:
    assert all(row["id"] for name in reading.table_names() for row in reading.load_table(name))


def test_all_tables_of_the_contract_are_there() -> None:
    assert set(reading.table_names()) == {
        "pk_observations", "interactions", "mechanism", "mood_outcomes", "mood_durability", "mood_moderators",
        "mood_practice", "mood_noise", "pain_outcomes", "pain_durability", "pain_moderators_practice",
        "pain_noise", "pain_pkpd", "acute_timecourse", "acute_pkpd", "acute_incidence", "rules", "scales",
    }  # fmt: skip


def test_a_construct_without_an_absorption_rate_says_why() -> None:
    rectal = reading.load_construct("rectal_racemate")

    assert rectal.ka is None
    assert rectal.ka_reason


def test_the_intramuscular_construct_is_the_settled_one() -> None:
    im = reading.load_construct("im_racemate")

    assert im.ka is not None
    assert (im.f.value, im.ka.value, im.ka.low, im.ka.high) == (0.93, 5.0, 4.0, 8.0)
    assert im.how is How.CONSTRUCTED


def test_the_digest_does_not_depend_on_line_ends(tmp_path: Path) -> None:
    unix, windows = tmp_path / "a.csv", tmp_path / "b.csv"
    unix.write_bytes(b"id\na\n")
    windows.write_bytes(b"id\r\na\r\n")

    assert reading.checksum(unix) == reading.checksum(windows)


def test_the_digest_moves_with_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.yaml").write_text("a: 1\n")
    monkeypatch.setattr(reading, "DATA", tmp_path)
    reading.digest.cache_clear()
    before = reading.digest()
    (tmp_path / "one.yaml").write_text("a: 2\n")
    reading.digest.cache_clear()
    after = reading.digest()
    reading.digest.cache_clear()

    assert before != after
    assert len(before) == 64


def test_reading_a_model_imports_no_pydantic_no_pint_and_no_scipy() -> None:
    code = (
        "import sys; from wane.evidence.reading import load_model, load_table, load_construct;"
        "load_model('simons_2022'); load_table('rules'); load_construct('im_racemate');"
        "print(*{'pydantic', 'pint', 'scipy', 'numpy'} & set(sys.modules))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert printed.stdout.strip() == ""


def test_a_model_is_one_object_by_id_and_by_alias() -> None:
    assert reading.load_model("otto_2021") is reading.load_model("otto_2021_s_ketamine_iv")
