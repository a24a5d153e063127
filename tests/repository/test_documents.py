"""The documents at the root and in docs/: there, linked rightly, and in step with the code."""

import re
from pathlib import Path

import pytest

import wane
from tests.repository.tracked import ROOT, files_ending

PAGES = [page for page in files_ending(".md") if page.parts[0] != "docs"]  # mkdocs judges the links of its own pages
MENU = [page for page in files_ending(".md") if page.parts[0] == "docs"]
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NOUNS = (  # what a clinician reads on a page or types, and what a reader of the source meets first
    "Adjustment", "Arm", "Bag", "Band", "Blood pressure reading", "Clinic settings", "Comparison", "Construct",
    "Device", "Dose", "Finding", "Gate", "Leaving", "Missing fact", "Monitoring point", "Observed", "Offence", "Order",
    "Plan", "Pump step", "Reading", "Responder", "Rule", "Salt form", "Series", "Session", "Source", "Step",
    "Summary item", "Validation", "Verdict", "Widening",
    "Audit event", "Clinician", "Emergency access", "Lock", "Patient", "Permission", "Role", "Threshold",
)  # fmt: skip
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "GLOSSARY.md", "STYLE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"])
def test_the_document_is_there(name: str) -> None:
    assert len(text_of(name)) > 200


def test_the_readme_begins_with_both_commands_and_a_picture() -> None:
    first_screen = "\n".join(text_of("README.md").splitlines()[:40])

    assert "./run" in first_screen
    assert "./test" in first_screen
    assert "docs/images/session.png" in first_screen


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    prose = FENCE.sub("", text_of(page.as_posix()))
    links = [link for link in LINK.findall(prose) if "://" not in link and not link.startswith(("#", "mailto:"))]
    targets = [link.split("#")[0] for link in links]

    assert [target for target in targets if not ((ROOT / page).parent / target).exists()] == []


@pytest.mark.parametrize("page", MENU, ids=str)
def test_every_page_of_the_documentation_is_in_its_menu(page: Path) -> None:
    assert page.relative_to("docs").as_posix() in text_of("mkdocs.yml")


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(len(DECISIONS)))


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_its_number_in_the_file_name_only(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    title = text.splitlines()[0]

    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", page.stem)
    assert title.startswith("# ")
    assert not re.search(r"\d{4}", title)
    assert [part for part in ("## Context", "## Decision", "## Consequences") if part not in text] == []


def test_the_public_surface_is_sorted_and_real() -> None:
    assert list(wane.__all__) == sorted(wane.__all__)
    assert [name for name in wane.__all__ if not hasattr(wane, name)] == []


@pytest.mark.parametrize("name", wane.__all__)
def test_a_public_name_is_documented(name: str) -> None:
    assert (getattr(wane, name).__doc__ or "").strip()
    assert f"`{name}`" in text_of("docs/reference/python.md")


@pytest.mark.parametrize("noun", [name for name in wane.__all__ if name[0].isupper() and not name.endswith("Error")])
def test_a_public_noun_is_in_the_glossary(noun: str) -> None:
    words = re.sub(r"(?<!^)(?=[A-Z])", " ", noun).lower()

    assert re.search(rf"^### .*\b{words}s?\b", text_of("GLOSSARY.md"), re.MULTILINE | re.IGNORECASE)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_that_people_see_has_its_paragraph(noun: str) -> None:
    paragraph = re.search(rf"^### {noun}\n\n(.+?)(?=\n\n#|\Z)", text_of("GLOSSARY.md"), re.MULTILINE | re.DOTALL)

    assert paragraph, f"{noun} has no heading in GLOSSARY.md"
    assert len(paragraph[1].split()) >= 8
