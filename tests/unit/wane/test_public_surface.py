"""The public surface: lazy, complete, and the same thing as in the module a name lives in."""

import importlib

import pytest

import wane


def test_every_public_name_has_one_home() -> None:
    at_home = [name for names in wane.HOMES.values() for name in names]

    assert sorted(at_home) == sorted(wane.__all__)


@pytest.mark.parametrize(("module", "names"), wane.HOMES.items())
def test_a_public_name_is_the_one_of_its_home(module: str, names: tuple[str, ...]) -> None:
    home = importlib.import_module(module)

    assert all(getattr(wane, name) is getattr(home, name) for name in names)


def test_a_name_that_does_not_exist_is_refused_with_the_ones_that_do() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'nothing'; it has CourseRequest"):
        _ = wane.nothing


def test_public_names_are_offered_for_completion() -> None:
    assert set(wane.__all__) <= set(dir(wane))
