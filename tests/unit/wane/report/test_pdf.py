"""The PDF: two or three A4 pages whose text can be read back, vector figure, tagged, the same bytes each time."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from tests.factories.session_plan import session_plan, session_plan_without_concentrations
from wane.report.pdf import render_pdf
from wane.report.sources import Describe

A4_PT = (595.28, 841.89)


@pytest.fixture(scope="module")
def pdf(describe: Describe) -> bytes:
    return render_pdf(session_plan(), describe=describe)


def words_of(pdf: bytes) -> str:
    """All text, spaces made one."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize(
    "words",
    [
        "Ketamine hydrochloride 0.5 mg/kg IV over 40 min",
        "Expected peak 110–310 ng/mL (90 %), median 190, venous, at 40 min.",
        "52.5 mL/h from 0 to 40 min",
        "Ketamine exposure, venous, to infinity 230–510 340 ng·h/mL",
        "earliest expected 131 min",
        "restful sleep",
        "Aneurysm in the history",
        "not re-checked",
        "Concentration, venous blood, ng/mL",
        "1,000 virtual people",
    ],
)
def test_the_text_holds(pdf: bytes, words: str) -> None:
    assert words in words_of(pdf)


def test_it_prints_on_two_or_three_sheets_of_a4(pdf: bytes) -> None:
    pages = PdfReader(io.BytesIO(pdf)).pages

    assert 2 <= len(pages) <= 3
    assert all((float(p.mediabox.width), float(p.mediabox.height)) == pytest.approx(A4_PT, abs=0.1) for p in pages)


def test_the_figure_is_drawn_and_not_a_photograph(pdf: bytes) -> None:
    assert [image for page in PdfReader(io.BytesIO(pdf)).pages for image in page.images] == []


def test_it_is_tagged_in_a_language_with_a_title(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))

    assert reader.root_object["/MarkInfo"].get_object() == {"/Marked": True, "/Suspects": False}
    assert str(reader.root_object["/Lang"]).startswith("en")
    assert reader.metadata is not None
    assert reader.metadata.title == "Ketamine hydrochloride 0.5 mg/kg IV over 40 min: session plan"


def test_the_same_plan_gives_the_same_file(pdf: bytes, describe: Describe) -> None:
    assert render_pdf(session_plan(), describe=describe) == pdf


def test_markup_in_words_stays_words(describe: Describe) -> None:
    plan = replace(session_plan(), ordered="#panic() *bold* $x$ [link] <label> @ref", limits=('#read("/etc/hosts")',))
    words = words_of(render_pdf(plan, describe=describe))

    assert "#panic() *bold* $x$ [link] <label> @ref" in words
    assert '#read("/etc/hosts")' in words


def test_a_plan_without_concentrations_prints_too(describe: Describe) -> None:
    words = words_of(render_pdf(session_plan_without_concentrations(), describe=describe))

    assert "Expected peak not known: no human parameters for the subcutaneous route." in words
