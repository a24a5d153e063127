"""Every id is findable, with what uses it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wane.errors import UnknownNameError
from wane.evidence.catalogue import catalogue, find, used_by
from wane.evidence.reading import find as find_through_reading


@pytest.mark.parametrize(
    ("evidence_id", "kind", "value"),
    [
        ("otto_2021_s_ketamine_iv.CL", "parameter", "95.2"),
        ("otto_2021_s_ketamine_iv.cl", "parameter", "95.2"),
        ("otto_2021.cl", "parameter", "95.2"),
        ("perezruixo_2020_esketamine.omega.FRn", "spread", "70.8"),
        ("perezruixo_2020_esketamine.race.kel", "covariate effect", "0.36"),
        ("hornik_2018_im_iv_children.ka_im", "parameter", "not known"),
        ("im_racemate.f", "construct", "0.93"),
        ("relations.cl_r_over_cl_s", "relation", "0.86"),
        ("KR013", "rule", "block"),
        ("acute_timecourse.glue_2017.4", "row", "9.4"),
    ],
)
def test_any_id_is_found(evidence_id: str, kind: str, value: str) -> None:
    entry = find(evidence_id)

    assert (entry.kind, entry.value) == (kind, value)


def test_reading_finds_the_same() -> None:
    assert find_through_reading("KR001") == find("KR001")


def test_ids_are_unique_whatever_their_case() -> None:
    folded = [entry.id.casefold() for entry in catalogue()]

    assert len(folded) == len(set(folded))


def test_a_miss_suggests_the_near_ids() -> None:
    with pytest.raises(UnknownNameError, match=r"did you mean .*acute_timecourse\.glue_2017\.4"):
        find("acute_timecourse.glue_2071.4")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("kr28", "did you mean KR028"), ("otto_2020", "did you mean otto_2021_s_ketamine_iv "), ("zzz", "evidence list")],
)
def test_a_miss_in_another_case_or_of_another_year_is_met_too(typed: str, said: str) -> None:
    with pytest.raises(UnknownNameError, match=said):
        find(typed)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_search(text: str) -> None:
    try:
        entry = find(text)
    except UnknownNameError:
        return
    assert entry.id


def test_a_parameter_is_used_by_what_uses_its_model() -> None:
    assert set(used_by("otto_2021_s_ketamine_iv")) <= set(used_by("otto_2021_s_ketamine_iv.CL"))
    assert "default iv_venous" in used_by("otto_2021")


def test_a_row_kept_for_validation_says_who_reads_it() -> None:
    assert "wane validate session" in used_by("acute_timecourse.aanhetrot_2010.2")


def test_an_entry_links_to_its_doi_first() -> None:
    assert find("otto_2021").link == "https://doi.org/10.1007/s00228-021-03104-1"


def test_nothing_claims_to_be_checked_without_a_date() -> None:
    assert all(entry.is_checked == bool(entry.checked) for entry in catalogue())


@pytest.mark.parametrize(
    ("evidence_id", "link"),
    [
        ("clements_nimmo_1981", "https://doi.org/10.1093/bja/53.1.27"),
        ("domino_1982", "https://pubmed.ncbi.nlm.nih.gov/7198883/"),
        ("abuhelwa_2022_iv_sc_im_trd", "https://doi.org/10.1002/cpt.2640"),
        ("KR044", "https://asahq.org/advocating-for-you/guidance/ketamine-safe-use"),
        ("KR001", None),
        ("im_racemate", None),
    ],
)
def test_a_link_is_the_best_address_there_is(evidence_id: str, link: str | None) -> None:
    assert find(evidence_id).link == link


def test_a_row_known_by_its_pmc_number_links_there() -> None:
    entry = next(entry for entry in catalogue() if entry.pmc and not entry.doi)

    assert entry.link == f"https://pmc.ncbi.nlm.nih.gov/articles/{entry.pmc}/"
