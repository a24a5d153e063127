"""The evidence that is shipped: the gate finds nothing, and what the papers print is what the files say."""

import pytest

from wane.evidence.gate import Report, check
from wane.evidence.reading import DATA, find, load_construct, load_model, load_table, load_yaml, table_names


@pytest.fixture(scope="module")
def report() -> Report:
    return check()


def test_the_gate_finds_nothing(report: Report) -> None:
    assert [str(offence) for offence in report.offences] == []


def test_everything_of_the_hand_over_is_there(report: Report) -> None:
    rows = {name: len(load_table(name)) for name in table_names()}

    assert report.models == 12
    assert rows == {
        "acute_incidence": 183, "acute_pkpd": 42, "acute_timecourse": 132, "interactions": 71, "mechanism": 36,
        "mood_durability": 68, "mood_moderators": 68, "mood_noise": 44, "mood_outcomes": 207, "mood_practice": 68,
        "pain_durability": 119, "pain_moderators_practice": 89, "pain_noise": 13, "pain_outcomes": 180, "pain_pkpd": 71,
        "pk_observations": 218, "rules": 108, "scales": 36,
    }  # fmt: skip


def test_no_construct_rests_on_a_row_kept_for_validation() -> None:
    kept = {row["id"] for name in table_names() for row in load_table(name) if row["use"] == "validate"}

    assert kept
    for name in ("im_racemate", "oral_racemate", "sublingual_racemate", "intranasal_racemate", "rectal_racemate"):
        assert not kept & set(load_construct(name).evidence)


def test_tables_without_a_use_are_priors() -> None:
    for name in ("interactions", "mechanism", "mood_moderators", "mood_practice", "mood_noise", "rules", "scales"):
        assert {row["use"] for row in load_table(name)} == {"prior"}


def test_the_best_known_numbers_are_as_printed() -> None:
    otto, perezruixo, kamp = (load_model(name) for name in ("otto_2021", "perezruixo_2020", "kamp_2020"))

    assert otto.parameters["CL"].estimate.value == 95.2
    assert perezruixo.parameters["FRn"].value == 0.54
    assert kamp.parameters["V1"].value == 25
    assert (otto.site, kamp.site, load_model("simons_2022").site) == ("venous", "pooled", "arterial")


def test_race_and_age_move_what_the_paper_says() -> None:
    effects = {(e.level or e.covariate, e.parameter): e.value for e in load_model("perezruixo_2020").covariate_effects}

    assert effects == {
        ("asian", "kel"): 0.36,
        ("asian", "CLn"): 0.81,
        ("japanese", "FRn"): 1.34,
        ("age_y", "Qh"): -2.19,
    }


def test_every_correction_changes_a_cell_and_says_why() -> None:
    corrections = load_yaml(DATA / "corrections.yaml")["corrections"]

    assert isinstance(corrections, list)
    assert len(corrections) > 50
    assert all(one["was"] != one["now"] and one["reason"] for one in corrections)


def test_a_number_that_stands_in_two_tables_is_kept_for_validation_in_both() -> None:
    assert (
        find("acute_timecourse.zanos_2018_review_zarate.1").use
        == find("pk_observations.zarate_2006.1").use
        == "validate"
    )


def test_the_peak_of_an_infusion_is_timed_from_its_own_start() -> None:
    peak = next(row for row in load_table("pk_observations") if row["id"] == "pk_observations.simons_2022.1")

    assert float(peak["time_h"]) == pytest.approx(float(peak["duration_min"]) / 60.0, abs=1e-3)


def test_rows_that_the_hand_over_saw_for_a_construct_say_so() -> None:
    rows = {row["id"]: row for row in load_table("pk_observations")}

    for n in (1, 2):
        assert "no independent test" in rows[f"pk_observations.hirlinger_dick_1984_part_ii.{n}"]["note"]
