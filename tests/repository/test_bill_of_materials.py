"""SE-6: the list of dependencies holds each package of the lock, judged by what the installed packages say."""

import json
import re
import subprocess
import sys
from importlib import metadata
from typing import Any

import pytest

from tests.repository.tracked import ROOT


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    command = [sys.executable, "requirements/bill_of_materials.py", "requirements/run.lock"]
    made: dict[str, Any] = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    return made


def required_by(name: str) -> set[str]:
    """What an installed package asks for, its extras included."""
    asked = metadata.requires(name) or ()
    return {re.sub(r"[-_.]+", "-", re.split(r"[ <>=!~;\\[(]", line)[0]).lower() for line in asked}


def test_se_6_each_package_has_its_version_and_licence(bill: dict[str, Any]) -> None:
    for one in bill["components"]:
        assert one["version"] == metadata.version(one["name"])
        assert one["licenses"], one["name"]
        assert one["bom-ref"] == f"pkg:pypi/{one['name']}@{one['version']}"


def test_se_6_what_is_said_to_need_a_package_asks_for_it(bill: dict[str, Any]) -> None:
    names = {one["bom-ref"]: one["name"] for one in bill["components"]}
    edges = {each["ref"]: {names[ref] for ref in each["dependsOn"]} for each in bill["dependencies"]}

    assert set(edges) == {"wane", *names}
    assert set(names.values()) == set().union(*edges.values(), {"setuptools"})  # which builds, and nothing asks for
    for ref, name in names.items():
        assert edges[ref] <= required_by(name), name
