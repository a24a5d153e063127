"""The gate, on good data and on one bad example a check."""

from collections.abc import Callable
from typing import cast

import pytest

from tests.unit.wane.evidence.conftest import DataFolder, Fields
from wane.errors import EvidenceError
from wane.evidence.gate import check, require

MODEL, OTTO, CONSTRUCT = "pk/elkomy_2015.yaml", "pk/otto_2021.yaml", "constructs/im_racemate.yaml"
Change = Callable[[Fields], object]


def whats(folder: DataFolder) -> str:
    return "\n".join(str(offence) for offence in check(folder.path).offences)


def test_a_folder_in_order_passes(folder: DataFolder) -> None:
    report = require(folder.path)

    assert (report.models, report.tables) == (2, 4)


def _held(value: object) -> dict[str | int, object]:
    """A mapping or a list of a YAML file; both take a step by its name or number."""
    return cast(dict[str | int, object], value)


def set_in(*path: str | int, to: object) -> Change:
    def change(fields: Fields) -> None:
        inner: object = fields
        for step in path[:-1]:
            inner = _held(inner)[step]
        _held(inner)[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        (MODEL, set_in("colour", to="blue"), "colour: Extra inputs are not permitted"),
        (MODEL, set_in("structure", to="TODO"), "says nothing"),
        (MODEL, set_in("population", "n", to=-1), "greater than 0"),
        (MODEL, set_in("population", "age_low_y", to=99), "runs from 99"),
        (MODEL, set_in("population", "doses", 0, "low", to=9.0), "above high"),
        (MODEL, set_in("parameters", "CL", "value", to=None), "null without a reason"),
        (MODEL, set_in("parameters", "CL", "low", to=99.0), "not in order"),
        (MODEL, set_in("parameters", "CL", "how", to="guessed"), "estimated"),
        (MODEL, set_in("parameters", "CL", "unit", to="furlong"), "a unit that converts to L is needed"),
        (MODEL, set_in("parameters", "CL", "unit", to="1/h"), "neither volume nor clearance"),
        (MODEL, set_in("parameters", "CL", "value", to=70.0), "comes out of the parameters"),
        (MODEL, set_in("flows", 0, "rate", to="Q/V9"), "names V9"),
        (MODEL, set_in("flows", 0, "rate", to="Q**2"), "is not an expression"),
        (MODEL, set_in("flows", 0, "to", to="p9"), "p9 is not one of"),
        (MODEL, set_in("flows", 0, "fraction", to=1.5), "less than or equal to 1"),
        (MODEL, set_in("pathways", to={"nose": [{"state": "c", "fraction": "1"}]}), "nose is not one of"),
        (MODEL, set_in("outputs", to={"kitamine": {"state": "c", "scale": "1000/V1"}}), "kitamine is not one of"),
        (MODEL, set_in("site", to="capillary"), "capillary is not one of"),
        (MODEL, set_in("confidence", to="sure"), "sure is not one of"),
        (MODEL, set_in("alias", to="elkomy_2016"), "must be named elkomy_2016.yaml"),
        (MODEL, set_in("spread", "note", to=None), "the note must say why"),
        (MODEL, set_in("source", "doi", to="doi:10.1/x"), "String should match pattern"),
        (MODEL, set_in("source", "read_at", to=["http://192.0.2.1:8081/1"]), "String should match pattern"),
        (MODEL, set_in("source", "read_at", to=["https://192.0.2.1/1"]), "no stable public"),
        (MODEL, set_in("source", "read_at", to=["https://proxy.weglot.com/1"]), "no stable public"),
        (MODEL, set_in("reproduces", 0, "quantity", to="mood"), "Input should be"),
        (OTTO, set_in("spread", "covariances", 0, "covariance", to=1.0), "no covariance matrix"),
        (OTTO, set_in("spread", "covariances", 0, "correlation", to=0.1), "exactly one of"),
        (OTTO, set_in("spread", "covariances", 0, "between", to=["V1", "Q1"]), "Q1 is not one of"),
        (CONSTRUCT, set_in("f", "low", to=0.99), "not in order"),
        (CONSTRUCT, set_in("ka", to=None), "ka is null without ka_reason"),
        (CONSTRUCT, set_in("disposition", to=["otto_2031"]), "otto_2031, which is no evidence id"),
        ("acute/rules.yaml", set_in("rows", to=107), "counts 107 rows"),
        ("acute/rules.yaml", set_in("sha256", to="0" * 64), "not the one the passport was written for"),
        ("acute/rules.yaml", set_in("table", to="ruels"), "must be of rules"),
        ("acute/rules.yaml", set_in("retrieved_reason", to=None), "retrieved is null without"),
        ("acute/rules.yaml", set_in("columns", "colour", to="blue"), "differ in colour"),
        ("registers/relations.yaml", set_in("relations", "cl_r_over_cl_s", "evidence", to=["x.1"]), "x.1, which is no"),
    ],
)  # fmt: skip
def test_a_bad_file_is_an_offence(folder: DataFolder, file: str, change: Change, said: str) -> None:
    folder.edit(file, change)

    assert said in whats(folder)


@pytest.mark.parametrize(
    ("table", "row_id", "cells", "said"),
    [
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"value": "about 5"}, "a number is needed"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"unit": "smoots"}, "neither a unit nor a word"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"doi": "https://doi.org/10.1/2"}, "is not well formed"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"pmid": "PMID 1"}, "is not well formed"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"checked": "yes"}, "is not well formed"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"read_at": "http://192.0.2.1/x"}, "is not an https address"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"read_at": "https://192.0.2.1/x"}, "no stable public"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"confidence": "sure"}, "not in the register"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"use": "train"}, "use 'train' is not one of"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"ci_low": "9", "ci_high": "1"}, "is above ci_high"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"duplicate_of": "acute_pkpd.x.1"}, "which is no row"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"id": "olofsen 1"}, "the id must be"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"id": "acute_pkpd.olofsen_2022.2"}, "given twice"),
        ("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", {"id": "acute_pkpd.olofsen_2022.99"}, "given and is gone"),
        ("acute/rules", "KR001", {"operator": "="}, "operator '=' is not one of"),
        ("acute/rules", "KR001", {"action": "shout"}, "action 'shout' is not one of"),
        ("acute/rules", "KR001", {"strength": "rumour"}, "strength 'rumour' is not one of"),
        ("acute/rules", "KR001", {"condition_variable": ""}, "names no fact"),
        ("acute/rules", "KR001", {"threshold_number": "", "threshold": ""}, "either a number or a category"),
        ("acute/rules", "KR001", {"threshold_number": "2", "threshold": "2"}, "compared with == to 0 or 1"),
        ("acute/scales", "scales.phq_9.1", {"total_range": "all of it"}, "is not low-high"),
        ("acute/scales", "scales.phq_9.1", {"total_high": "26"}, "do not say 0-27"),
    ],
)  # fmt: skip
def test_a_bad_row_is_an_offence(folder: DataFolder, table: str, row_id: str, cells: dict[str, str], said: str) -> None:
    if said == "is not low-high":
        cells = {**cells, "note": ""}
    folder.edit_row(table, row_id, **cells)

    assert said in whats(folder)


def test_a_row_without_any_source_must_say_why(folder: DataFolder) -> None:
    bare = dict.fromkeys(("doi", "pmid", "pmc", "read_at", "read_via"), "")
    folder.edit_row("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", **bare)

    assert "read_via does not say why" in whats(folder)


def test_a_construct_may_not_rest_on_a_row_kept_for_validation(folder: DataFolder) -> None:
    folder.edit_row("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", use="validate")
    folder.edit(CONSTRUCT, set_in("evidence", to=["acute_pkpd.olofsen_2022.1"]))

    assert "kept for validation" in whats(folder)


def test_a_ragged_row_is_an_offence(folder: DataFolder) -> None:
    path = folder.path / "acute/acute_pkpd.csv"
    path.write_text(path.read_text() + "acute_pkpd.olofsen_2022.99,too,few\n")

    assert "more or fewer cells" in whats(folder)


def test_a_table_without_a_passport_is_an_offence(folder: DataFolder) -> None:
    (folder.path / "acute/rules.yaml").unlink()

    assert "write rules.yaml beside it" in whats(folder)


def test_a_table_without_the_common_columns_is_an_offence(folder: DataFolder) -> None:
    path = folder.path / "acute/acute_pkpd.csv"
    path.write_text(path.read_text().replace(",use,", ",usage,", 1))
    folder.edit(
        "acute/acute_pkpd.yaml",
        lambda p: p.update(columns={("usage" if k == "use" else k): v for k, v in _held(p["columns"]).items()}),
    )

    assert "lacks use" in whats(folder)


def test_an_unreadable_file_is_an_offence_and_not_the_end(folder: DataFolder) -> None:
    (folder.path / MODEL).write_text("id: [")
    (folder.path / "acute/rules.yaml").write_text("table: {")

    assert whats(folder).count("cannot be read") == 2


def test_a_missing_register_is_an_offence(folder: DataFolder) -> None:
    (folder.path / "registers/sites.yaml").unlink()

    assert "the register is missing" in whats(folder)


def test_an_id_nobody_gave_is_an_offence(folder: DataFolder) -> None:
    (folder.path / "registers/given_ids.csv").write_text("id\n")

    assert "add it there" in whats(folder)


def test_a_lost_correction_is_an_offence(folder: DataFolder) -> None:
    one = "{id: KR001, column: action, was: warn, now: monitor, reason: the label says so}"
    (folder.path / "corrections.yaml").write_text(f"corrections:\n- {one}\n")

    assert "the correction was lost" in whats(folder)


def test_a_correction_without_a_reason_is_an_offence(folder: DataFolder) -> None:
    (folder.path / "corrections.yaml").write_text(
        "corrections:\n- {id: KR001, column: action, was: warn, now: block}\n"
    )

    assert "reason: Field required" in whats(folder)


def test_a_default_must_exist(folder: DataFolder) -> None:
    text = "about: x\ndefaults:\n  iv: {model: otto_2031, check: [], why: none}\n"
    (folder.path / "registers/defaults.yaml").write_text(text)

    assert "otto_2031, which is no evidence id" in whats(folder)


def test_the_id_stands_in_the_first_line(folder: DataFolder) -> None:
    folder.edit(MODEL, lambda fields: fields.update(id=fields.pop("id")))

    assert "must stand in the first line" in whats(folder)


def test_a_fit_must_say_how(folder: DataFolder) -> None:
    (folder.path / "fitted/acute.yaml").write_text("parameters: {}\n")

    assert "how: Field required" in whats(folder)


def test_all_offences_come_at_once(folder: DataFolder) -> None:
    folder.edit(MODEL, set_in("site", to="capillary"))
    folder.edit_row("acute/rules", "KR001", action="shout")
    folder.edit_row("acute/scales", "scales.phq_9.1", use="train")

    with pytest.raises(EvidenceError) as caught:
        require(folder.path)

    assert "found 3 offences" in str(caught.value)
    assert all(word in str(caught.value) for word in ("capillary", "shout", "train"))
    assert caught.value.exit_code == 20


def test_a_study_used_both_ways_is_listed_and_no_offence(folder: DataFolder) -> None:
    folder.edit_row("acute/acute_pkpd", "acute_pkpd.olofsen_2022.1", use="fit")
    folder.edit_row("acute/acute_pkpd", "acute_pkpd.olofsen_2022.2", use="validate")

    report = check(folder.path)

    assert report.offences == ()
    assert report.mixed_uses == ("10.1097/aln.0000000000004176: acute fit and prior and validate",)


def test_a_division_by_zero_is_an_offence(folder: DataFolder) -> None:
    folder.edit(MODEL, set_in("parameters", "V1", "value", to=0.0))

    assert "cannot be computed" in whats(folder)
