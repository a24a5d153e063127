"""The terminal page: what a nurse must find first, in plain words, in a width that fits."""

import io
import re

import pytest

from tests.factories.session_plan import session_plan, session_plan_without_concentrations
from wane.report.sources import Describe
from wane.report.text import WIDTH, render_text, write_text

FIRST_SCREEN_LINES = 40


@pytest.fixture(scope="module")
def page(describe: Describe) -> str:
    return render_text(session_plan(), describe=describe)


@pytest.mark.parametrize(
    "needed",
    [
        "Ketamine hydrochloride 0.5 mg/kg IV over 40 min",
        "weight 70 kg",
        "Expected peak 110–310 ng/mL (90 %), median 190, venous, at 40 min.",
        "35 mg in all",
        "52.5 mL/h from 0 to 40 min",
        "15 min: Blood pressure",
        "earliest expected 131 min (2 h 11 min)",
        "24 h",
        "restful sleep",
        "Aneurysm in the history",
    ],
)
def test_the_first_screen_holds(page: str, needed: str) -> None:
    first_screen = " ".join(" ".join(page.splitlines()[:FIRST_SCREEN_LINES]).split())

    assert needed in first_screen


def test_no_line_is_wider_than_the_page(describe: Describe) -> None:
    page = render_text(session_plan(), compare=session_plan(over_min=60.0), describe=describe)

    assert max(len(line) for line in page.splitlines()) <= WIDTH


def test_findings_stand_from_the_strongest_to_the_mildest(page: str) -> None:
    assert page.index("HOLD (1)") < page.index("CAUTION (1)") < page.index("PROCEED, WITH A NOTE (1)")


def test_a_finding_says_where_it_was_extended_from_and_that_nobody_checked_it(page: str) -> None:
    words = " ".join(page.split())

    assert "extended from esketamine" in words
    assert "warning, abstract only, not re-checked" in words


def test_missing_facts_are_not_known(page: str) -> None:
    assert "NOT KNOWN\n  Could the person be pregnant? (asked by KR020, KR021)" in page


def test_an_unchecked_source_carries_its_mark(page: str) -> None:
    sources = page[page.index("SOURCES") :]

    assert re.search(r"KR031: .*full text; not\s+re-checked", sources)
    assert not re.search(r"KR017: [^[]*not\s+re-checked", sources)


def test_a_clinic_setting_is_a_source_without_a_paper(page: str) -> None:
    assert re.search(r"^  \[\d+\] KR002$", page, re.MULTILINE)


def test_every_mark_leads_to_a_source(page: str) -> None:
    body, sources = page.split("SOURCES")
    listed = {int(number) for number in re.findall(r"^  \[(\d+)\]", sources, re.MULTILINE)}
    printed = [part.split("–") for marks in re.findall(r"\[(\d[\d, –]*)\]", body) for part in marks.split(", ")]
    used = {number for part in printed for number in range(int(part[0]), int(part[-1]) + 1)}

    assert used == listed


def test_a_withheld_number_says_why_once(describe: Describe) -> None:
    page = render_text(session_plan_without_concentrations(), describe=describe)
    words = " ".join(page.split())

    assert "Expected peak not known: no human parameters for the subcutaneous route." in words
    assert words.count("Why: no human parameters for the subcutaneous route") == 1


def test_a_plan_without_a_pump_shows_none(describe: Describe) -> None:
    assert "PUMP" not in render_text(session_plan_without_concentrations(), describe=describe)


def test_a_second_regimen_stands_beside_the_first(describe: Describe) -> None:
    page = render_text(session_plan(), compare=session_plan(over_min=60.0), describe=describe)

    assert "there: Ketamine hydrochloride 0.5 mg/kg IV over 60 min" in page
    assert re.search(r"Peak ketamine, venous\s+110–310 \(190\)\s+110–310 \(190\)\s+ng/mL", page)


def test_leaving_is_rounded_up_and_never_down(page: str) -> None:
    assert re.search(r"readiness to leave, plan\s+no interval\s+131\s+min", page)


def test_the_words_promise_nothing(page: str) -> None:
    assert not re.search(r"\bwill\b|\bsafe\b|ready at", page)


@pytest.mark.parametrize("label", ["Peak ketamine, venous", "Half-life of ketamine", "Peak dissociation"])
def test_every_number_of_the_summary_has_a_unit(page: str, label: str) -> None:
    (row,) = [line for line in page.splitlines() if line.startswith(f"  {label}  ")]

    assert re.search(r"\d\s+(ng/mL|h|CADSS points)\s+\[\d", row)


class Terminal(io.StringIO):
    """A stream that calls itself a terminal of the given encoding."""

    def __init__(self, encoding: str, *, is_terminal: bool) -> None:
        super().__init__()
        self.named, self.is_terminal = encoding, is_terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a property where the base has an attribute
        return self.named

    def isatty(self) -> bool:
        return self.is_terminal


def test_headings_are_bold_on_a_terminal_only() -> None:
    terminal, file = Terminal("utf-8", is_terminal=True), Terminal("utf-8", is_terminal=False)
    write_text(session_plan(), terminal)
    write_text(session_plan(), file)

    assert "\033[1mFINDINGS\033[0m" in terminal.getvalue()
    assert re.sub(r"\033\[\d?m", "", terminal.getvalue()) == file.getvalue()
    assert "\033" not in file.getvalue()


def test_a_narrow_encoding_gets_plain_letters() -> None:
    stream = Terminal("ascii", is_terminal=False)
    write_text(session_plan(), stream)

    assert stream.getvalue().isascii()
    assert "110-310 ng/mL" in stream.getvalue()
