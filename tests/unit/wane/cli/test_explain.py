"""`wane explain` prints one page: block by arithmetic, labelled, then sourced statements and what is not known."""

import re
from pathlib import Path

import pytest

from wane.cli.explain import MINUTES, WIDTH, page
from wane.errors import WaneError


def of(**given: str | None) -> list[str]:
    usual: dict[str, str | None] = {
        "dose": None,
        "route": "iv",
        "over": None,
        "drug": "ketamine",
        "weight": "70 kg",
    }
    chosen = usual | given
    return page(
        dose=chosen["dose"],
        route=str(chosen["route"]),
        over=chosen["over"],
        drug=str(chosen["drug"]),
        weight=str(chosen["weight"]),
    )


def test_the_page_labels_block_as_an_estimate() -> None:
    text = "\n".join(of())
    assert "estimated from rat binding" in text
    assert "0.5 mg/kg" in text
    for title in ("Glutamate", "Plasticity", "Inflammation", "Metabolites", "Not known"):
        assert title in text


def test_the_page_stays_narrow() -> None:
    assert max(len(line) for line in of()) <= WIDTH


@pytest.mark.parametrize(
    ("drug", "route", "dose", "over"),
    [
        ("esketamine", "intranasal", "84 mg", None),
        ("ketamine", "im", "0.5 mg/kg", None),
        ("ketamine", "oral", "1 mg/kg", None),
        ("ketamine", "iv", "0.5 mg/kg", "bolus"),
        ("spravato", "nasal", None, None),
        ("esketamine", "sublingual", None, None),
        ("ketamine", "iv", None, "bolus"),
    ],
)
def test_every_route_with_a_model_gives_a_page(drug: str, route: str, dose: str | None, over: str | None) -> None:
    assert any("%" in line for line in of(drug=drug, route=route, dose=dose, over=over))


def test_block_falls_after_the_infusion() -> None:
    shares = [float(line.split()[2]) for line in of() if line.rstrip().endswith("%") and line.split()[0].isdigit()]
    assert max(shares) == shares[3]
    assert shares[-1] < 0.5 * shares[3]


def test_a_route_without_concentrations_says_why() -> None:
    with pytest.raises(WaneError):
        of(route="sc")


def test_the_page_in_the_docs_is_what_the_command_prints() -> None:
    stored = (Path(__file__).parents[4] / "docs" / "explanation" / "why-it-works.txt").read_text(encoding="utf-8")
    shown, now = stored.splitlines(), of()

    assert [_without_block(line) for line in shown] == [_without_block(line) for line in now]
    assert _block(shown) == pytest.approx(_block(now), rel=0.02, abs=1.0)  # the last digit may round otherwise


BLOCK = re.compile(r"^ +\d+ +\d+ +\d+ % +\d+-\d+ %$")


def _without_block(line: str) -> str:
    return "a line of block" if BLOCK.match(line) else line


def _block(lines: list[str]) -> list[float]:
    """Every number of the table of block: minute, concentration, block and its range."""
    return [float(number) for line in lines if BLOCK.match(line) for number in re.findall(r"\d+", line)]


def test_the_table_of_block_is_found() -> None:
    assert len(_block(of())) == 5 * len(MINUTES)
