"""Salts: the conversion agrees with what labels print."""

import pytest

from wane.models.salts import base_share
from wane.units import SaltForm


def test_base_is_all_base() -> None:
    assert base_share(SaltForm.BASE) == 1.0


@pytest.mark.parametrize(("hydrochloride_mg", "base_mg"), [(32.3, 28.0), (57.7, 50.0)])
def test_hydrochloride_holds_the_base_that_labels_and_papers_print(hydrochloride_mg: float, base_mg: float) -> None:
    assert hydrochloride_mg * base_share(SaltForm.HYDROCHLORIDE) == pytest.approx(base_mg, rel=2e-3)
