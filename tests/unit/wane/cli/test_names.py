"""Names: own name, synonym, or an error that lists what exists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.cli.names import DRUGS, ROUTES, SITES, resolve
from wane.errors import UnknownNameError
from wane.models.regimen import Drug, Route
from wane.models.timecourse import Site


@pytest.mark.parametrize(
    ("text", "route"), [("iv", Route.IV), (" IV ", Route.IV), ("Nasal", Route.INTRANASAL), ("po", Route.ORAL)]
)
def test_a_name_or_its_synonym_is_found(text: str, route: Route) -> None:
    assert resolve(text, Route, "The route", ROUTES) is route


@pytest.mark.parametrize("synonyms", [(DRUGS, Drug), (ROUTES, Route), (SITES, Site)])
def test_every_synonym_leads_to_a_name(synonyms: tuple[dict[str, str], type[Drug]]) -> None:
    table, kind = synonyms
    assert {resolve(word, kind, "The name", table) for word in table} <= set(kind)


def test_a_slip_is_offered_the_nearest_name() -> None:
    with pytest.raises(
        UnknownNameError,
        match='The drug "ketamin" is not known; one of ketamine, esketamine is needed: did you mean "ketamine"',
    ):
        resolve("ketamin", Drug, "The drug", DRUGS)


@given(text=st.text(max_size=300))
def test_any_text_is_a_name_or_one_sentence(text: str) -> None:
    try:
        assert resolve(text, Route, "The route", ROUTES) in Route
    except UnknownNameError as error:
        assert "\n" not in str(error)
        assert len(str(error)) < 300
