"""What is imported: nothing that is not declared, and nothing slow before it is needed."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.repository.tracked import ROOT, files_ending

SOURCES = tuple(name for name in files_ending(".py") if name.parts[0] == "src")
NAMED_OTHERWISE = {
    "yaml": "pyyaml", "vl_convert": "vl-convert-python",
    "pharmpy": "pharmpy-core", "django": "Django", "django_htmx": "django-htmx", "allauth": "django-allauth",
}  # fmt: skip
OWN = {"wane", "wane_clinic"}
SLOW = [
    "pydantic",
    "pint",
    "scipy",
    "polars",
    "pandas",
    "altair",
    "vl_convert",
    "typst",
    "rich",
    "jax",
    "distributed",
    "pharmpy",
    "django",
]


def imported_roots(name: Path) -> set[str]:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    roots: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            roots.add(node.module.split(".")[0])
    return roots


def test_every_import_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["cluster"], *extras["pharmpy"], *extras["clinic"]]
    declared = {re.split(r"[<>=!~;\[ ]", requirement)[0] for requirement in needed}
    imported = set().union(*(imported_roots(name) for name in SOURCES)) - set(sys.stdlib_module_names) - OWN

    assert {NAMED_OTHERWISE.get(root, root) for root in imported} - declared == set()


@pytest.mark.parametrize("name", [name for name in SOURCES if "kernels" in name.parts], ids=str)
def test_a_kernel_imports_numpy_and_nothing_else(name: Path) -> None:
    assert imported_roots(name) - set(sys.stdlib_module_names) <= {"numpy", "wane"}


@pytest.mark.parametrize("module", ["wane", "wane.cli"])
def test_what_is_slow_is_imported_only_when_needed(module: str) -> None:
    program = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout)

    assert [name for name in SLOW if name in loaded] == []


def test_importing_wane_alone_brings_no_numpy() -> None:
    program = "import sys, wane; print('numpy' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout

    assert printed.strip() == "False"
