"""Questionnaires as data: they agree with the science, with the database and with their own answers."""

import pytest

from wane.models.instruments import instruments
from wane_clinic.care.models import RANGES, Instrument
from wane_clinic.care.models.course import Phase
from wane_clinic.care.models.session import Drug, Route
from wane_clinic.care.terminology import LOCAL, LOINC, questionnaire, questionnaires


@pytest.mark.parametrize("instrument", list(Instrument))
def test_ranges_are_those_of_the_register(instrument: Instrument) -> None:
    known = instruments()[instrument]
    assert RANGES[instrument] == (known.low, known.high)


def test_words_are_those_of_the_science() -> None:
    from wane.models.regimen import Drug as TheirDrug
    from wane.models.regimen import Route as TheirRoute
    from wane.plan.course_schedule import Phase as TheirPhase

    assert {str(word) for word in Phase} == {str(word) for word in TheirPhase}
    assert {str(word) for word in Route} == {str(word) for word in TheirRoute}
    assert {str(word) for word in Drug} <= {str(word) for word in TheirDrug}


def test_scales_with_an_owner_show_no_question() -> None:
    owned = {Instrument.PCL5, Instrument.MADRS, Instrument.HAMD17, Instrument.QIDS_SR16}
    assert {one for one in Instrument if not questionnaire(one).may_be_answered} == owned


def test_phq9_has_its_codes_and_its_watched_item() -> None:
    phq9 = questionnaire("phq9")
    assert (phq9.codes["total"].system, phq9.codes["total"].code) == (LOINC, "44261-6")
    assert (phq9.watched_item, phq9.items[8].code) == (9, "44260-8")
    assert len({item.code for item in phq9.items}) == 9


@pytest.mark.parametrize("instrument", ["phq9", "gad7"])
def test_an_answer_s_code_that_nobody_verified_is_local(instrument: str) -> None:
    """CLINIC d.1 read the first three at their source, and not the fourth."""
    systems = {option.code: option.system for option in questionnaire(instrument).options}

    assert systems == {"LA6568-5": LOINC, "LA6569-3": LOINC, "LA6570-1": LOINC, "LA6571-9": LOCAL}


@pytest.mark.parametrize("one", [one for one in questionnaires().values() if one.may_be_answered])
def test_the_highest_answers_make_the_highest_total(one: object) -> None:
    from wane_clinic.care.terminology import Questionnaire

    assert isinstance(one, Questionnaire)
    most = max(option.value for option in one.options)
    assert one.total_of([most] * len(one.items)) == one.high
    assert one.total_of([0] * len(one.items)) == 0


@pytest.mark.parametrize("answers", [[], [1] * 8, [1] * 8 + [4], [1] * 8 + [True], [-1] * 9])
def test_a_missing_or_impossible_answer_is_refused(answers: list[int]) -> None:
    with pytest.raises(ValueError, match=r"questions|answered"):
        questionnaire("phq9").total_of(answers)


@pytest.mark.parametrize(("total", "word"), [(0, "minimal"), (5, "mild"), (14, "moderate"), (27, "severe")])
def test_a_total_has_a_word(total: float, word: str) -> None:
    assert questionnaire("phq9").band_of(total) == word
    assert questionnaire("pain_nrs").band_of(total) == ""
