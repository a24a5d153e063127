"""Salts: which part of a milligram as weighed is free base."""

from collections.abc import Mapping
from typing import cast

from wane.evidence.reading import load_register
from wane.units import SaltForm


def base_share(form: SaltForm) -> float:
    """[fraction] of free base in a milligram of this form, from the molar masses of the register."""
    salts = cast(Mapping[str, Mapping[str, float]], load_register("salts")["salts"])
    return salts[SaltForm.BASE]["molar_mass_g_mol"] / salts[form]["molar_mass_g_mol"]
