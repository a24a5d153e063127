"""Receptor block is arithmetic that must hold, and every statement says where it comes from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wane.evidence.catalogue import find
from wane.models.mechanism import chapters, load_affinities, not_known, receptor_block


def test_about_a_third_to_a_half_is_blocked_at_the_usual_peak() -> None:
    half = np.array([185.0 / 2.0])
    block = receptor_block({"s_ketamine": half, "r_ketamine": half}, load_affinities())
    assert 0.40 < block.central[0] < 0.50
    assert 0.25 < block.low[0] < 0.35
    assert block.high[0] > block.central[0]


def test_half_is_blocked_when_one_ligand_stands_at_its_constant() -> None:
    a = load_affinities()
    level = np.array([a.central_um["s_ketamine"] * a.molar_mass["ketamine"] / a.unbound_share])
    assert receptor_block({"s_ketamine": level}, a).central[0] == pytest.approx(0.5)


@given(s=st.floats(0.0, 5000.0), r=st.floats(0.0, 5000.0), more=st.floats(0.0, 1000.0))
def test_block_lies_between_none_and_all_and_grows_with_each_ligand(s: float, r: float, more: float) -> None:
    a = load_affinities()
    one = receptor_block({"s_ketamine": np.array([s]), "r_ketamine": np.array([r])}, a)
    two = receptor_block({"s_ketamine": np.array([s]), "r_ketamine": np.array([r + more])}, a)
    assert 0.0 <= one.low[0] <= one.central[0] <= one.high[0] < 1.0
    assert two.central[0] >= one.central[0]


def test_every_statement_has_a_strength_and_a_source_that_can_be_found() -> None:
    for chapter in chapters():
        assert chapter.statements
        for said in chapter.statements:
            assert said.text.endswith(".")
            assert said.strength
            if said.source.startswith("mechanism."):
                for row in said.source.split(", "):
                    assert find(row).id == row
            else:
                assert "abstract only" in said.source


def test_what_is_not_known_is_said() -> None:
    assert len(not_known()) >= 3


def test_higher_hydroxynorketamine_is_said_to_go_with_less_improvement() -> None:
    texts = " ".join(said.text for chapter in chapters() for said in chapter.statements)
    assert "less improvement" in texts
