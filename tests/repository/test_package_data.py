"""A file that is not installed is a file that a user does not have."""

import tomllib
from fnmatch import fnmatch

import pytest

from tests.repository.tracked import ROOT, tracked_files


@pytest.mark.parametrize("package", ["wane", "wane_clinic"])
def test_every_data_file_is_installed_with_the_package(package: str) -> None:
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = tables["package-data"][package]
    data = [name.name for name in tracked_files() if name.parts[:2] == ("src", package) and name.suffix != ".py"]

    assert [name for name in data if not any(fnmatch(name, pattern.removeprefix("**/")) for pattern in patterns)] == []


def test_every_folder_with_python_is_a_package() -> None:
    folders = {name.parent for name in tracked_files() if name.parts[0] == "src" and name.suffix == ".py"}

    assert [folder for folder in sorted(folders) if not (ROOT / folder / "__init__.py").is_file()] == []
