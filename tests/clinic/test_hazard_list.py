"""QM-1: every hazard has a severity, a cause, a control, and a test that exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "clinic-hazards.md"
TESTS = re.compile(r"`(test_\w+)`")


def rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| H")]


def test_qm_1_every_hazard_names_severity_cause_control_and_a_test_that_exists() -> None:
    written = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    exists = set(re.findall(r"def (test_\w+)\(", written))

    for number, hazard, severity, cause, control, proof in rows():
        named = TESTS.findall(proof)
        assert all((hazard, cause, control)), number
        assert severity in {"A", "B", "C"}, number
        assert named, number
        assert [name for name in named if name not in exists] == [], number


def test_hazards_are_numbered_from_one_without_a_gap() -> None:
    assert [row[0] for row in rows()] == [f"H{number}" for number in range(1, len(rows()) + 1)]
