"""Names: own name, synonym, or an error that lists what exists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.cli.names import DRUGS, ROUTES, SITES, resolve
from wane.errors import UnknownNameError, UnsupportedError
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


@pytest.mark.parametrize(
    ("text", "kind"),
    [("rectal", Route), ("Epidural", Route), ("inhaled", Route), ("arketamine", Drug), ("R-ketamine", Drug)],
)
def test_what_is_known_and_has_no_model_gets_no_near_name(text: str, kind: type[Route] | type[Drug]) -> None:
    with pytest.raises(UnsupportedError, match="no model of it is shipped") as caught:
        resolve(text, kind, "The name", DRUGS if kind is Drug else ROUTES)
    assert "did you mean" not in str(caught.value)


def test_a_name_that_is_not_close_is_no_hint() -> None:
    with pytest.raises(UnknownNameError, match="give one of these"):
        resolve("aural", Route, "The route")


@given(text=st.text(max_size=300))
def test_any_text_is_a_name_or_one_sentence(text: str) -> None:
    try:
        assert resolve(text, Route, "The route", ROUTES) in Route
    except (UnknownNameError, UnsupportedError) as error:
        assert "\n" not in str(error)
        assert len(str(error)) < 300
