"""The sources list: every id once, in the order a reader meets them, real evidence in words."""

import pytest

from tests.factories.session_plan import CLINIC_RULE, MODEL, session_plan
from wane.errors import UnknownNameError
from wane.evidence import catalogue
from wane.evidence.reading import load_table, model_ids
from wane.report.evidence_words import describe as described
from wane.report.sources import Describe, cite, marks, named_in, without_ids


def test_marks_count_from_one_without_a_gap(describe: Describe) -> None:
    numbered = [citation.mark for citation in cite(session_plan(), describe).values() if citation.mark is not None]

    assert numbered == list(range(1, len(numbered) + 1))


def test_findings_are_cited_before_numbers(describe: Describe) -> None:
    citations = cite(session_plan(), describe)

    assert marks((session_plan().findings[0].source,), citations) < marks((MODEL,), citations)


def test_an_id_named_in_a_sentence_is_cited_without_a_mark(describe: Describe) -> None:
    citations = cite(session_plan(), describe)

    assert citations["KR055"].mark is None
    assert marks(("KR055",), citations) == ()


def test_what_is_no_evidence_claims_nothing(describe: Describe) -> None:
    setting = cite(session_plan(), describe)[CLINIC_RULE]

    assert setting.confidence is None
    assert setting.text == CLINIC_RULE


def test_ids_are_read_from_sentences() -> None:
    sentences = (
        "Watch (KR047, written for esketamine intranasal)",
        "Rest (clinic.aftercare)",
        "By (interactions.sex.1, interactions.sex.2)",
    )

    assert list(named_in(sentences)) == ["KR047", "clinic.aftercare", "interactions.sex.1", "interactions.sex.2"]
    assert without_ids("the floor for this route (clinic.floor_after_dosing)") == "the floor for this route"


def test_a_rule_is_told_by_its_reason_and_scope() -> None:
    rule = next(row for row in load_table("rules") if row["id"] == "KR001")

    assert rule["rationale"] in described("KR001").text
    assert "written for esketamine, intranasal" in described("KR001").text


@pytest.mark.parametrize("model_id", model_ids())
def test_a_model_is_told_by_its_paper(model_id: str) -> None:
    words = described(model_id)

    assert words.confidence
    assert len(words.text) > 20


@pytest.mark.parametrize("table", ["pk_observations", "acute_timecourse", "interactions"])
def test_a_row_is_told_with_its_confidence(table: str) -> None:
    row = load_table(table)[0]

    assert described(row["id"]).confidence == row["confidence"]


def test_a_clinic_setting_is_told_by_the_words_of_its_default() -> None:
    assert described("clinic.driving_after_dosing").text.startswith("Clinic default, 24 h")
    assert described("clinic.monitoring").confidence == "clinic setting"


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(UnknownNameError):
        described("no_such_paper_1900")


def test_a_page_of_a_session_never_reads_the_whole_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "find", lambda evidence_id: pytest.fail(f"{evidence_id} was sought everywhere"))

    for evidence_id in ("fitted.acute", "fitted.acute.resolved_cadss", "studied_doses.ketamine.sublingual.single"):
        assert described(evidence_id).confidence is not None
    for evidence_id in ("oral_racemate", "otto_2021_s_ketamine_iv", "KR001", "interactions.sex.1"):
        assert described(evidence_id).text
