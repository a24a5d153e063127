"""SE-4, AC-3: each stored field declares what it gives away, and no field that names somebody is declared safe."""

import pytest
from django.apps import apps
from django.db import models

from wane_clinic.people.privacy import PRIVACY, Privacy, privacy, undeclared

OURS = [model for model in apps.get_models() if model.__module__.startswith("wane_clinic.")]
NAMING = ("name", "birth", "phone", "email", "address", "contact", "username", "password", "pin")
SAFE_ALL_THE_SAME = {
    "people.ClinicSettings",  # the clinic's own name and number
    "care.IntakeFact",  # the name of a fact
}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_declares_what_it_gives_away(model: type[models.Model]) -> None:
    assert undeclared(model) == frozenset()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_a_field_that_names_somebody_is_not_declared_safe(model: type[models.Model]) -> None:
    safe = {name for name, kind in PRIVACY.get(model._meta.label, {}).items() if kind is Privacy.SAFE}
    naming = {name for name in safe if any(word in name for word in NAMING) and name.split("_")[-1] != "at"}

    assert naming == set() or model._meta.label in SAFE_ALL_THE_SAME


def test_a_field_is_declared_once() -> None:
    with pytest.raises(TypeError, match="twice"):
        privacy(safe="name", identifies="name")(OURS[0])


def test_every_model_of_the_registry_is_there() -> None:
    assert set(PRIVACY) <= {model._meta.label for model in OURS}
