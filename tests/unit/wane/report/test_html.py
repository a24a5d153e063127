"""The HTML page: valid, whole, escaped, asks for nothing outside itself."""

import re
from collections import Counter
from dataclasses import replace
from xml.etree.ElementTree import Element

import html5lib
import pytest

from tests.factories.session_plan import session_plan, session_plan_without_concentrations
from wane.report.html import render_html
from wane.report.sources import Describe

OUTSIDE = re.compile(r"https?://|//[a-z]|url\(\s*['\"]?(?!#)|@import", re.IGNORECASE)


def parsed(html: str) -> Element:
    """The document; a parser in strict mode raises on any error."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return root


@pytest.fixture(scope="module")
def html(describe: Describe) -> str:
    return render_html(session_plan(), describe=describe)


def test_the_page_is_valid_by_a_strict_parser(describe: Describe) -> None:
    assert parsed(render_html(session_plan(), describe=describe)).tag == "html"
    assert parsed(render_html(session_plan(), compare=session_plan(over_min=60.0), describe=describe)).tag == "html"
    assert parsed(render_html(session_plan_without_concentrations(), describe=describe)).tag == "html"


def test_nothing_is_fetched_from_outside(html: str) -> None:
    """Links that a reader may follow are no requests; everything else stays inside."""
    for node in parsed(html).iter():
        for name, value in node.attrib.items():
            if (node.tag, name) != ("a", "href"):
                assert not OUTSIDE.search(value), (node.tag, name, value)
        assert node.tag not in {"script", "link", "iframe", "object", "embed", "img"}
    (style,) = parsed(html).findall("head/style")
    assert not OUTSIDE.search(style.text or "")


def test_the_page_forbids_requests_by_policy(html: str) -> None:
    assert "default-src 'none'" in html


def test_ids_are_unique_and_every_link_inside_leads_somewhere(html: str) -> None:
    root = parsed(html)
    ids = Counter(node.attrib["id"] for node in root.iter() if "id" in node.attrib)
    inside = {a.attrib["href"][1:] for a in root.iter("a") if a.attrib["href"].startswith("#")}
    used = set(re.findall(r"url\(#([^)]+)\)", html))

    assert [name for name, count in ids.items() if count > 1] == []
    assert inside | used <= set(ids)


def test_words_are_escaped(describe: Describe) -> None:
    plan = session_plan()
    hostile = replace(
        plan,
        ordered='<script>alert("x")</script> & more',
        findings=(replace(plan.findings[0], sentence="<img src=x onerror=alert(1)>"),),
        limits=("</style><b>",),
    )
    root = parsed(render_html(hostile, describe=describe))

    assert not list(root.iter("script"))
    assert not list(root.iter("img"))
    assert not list(root.iter("b"))
    assert '<script>alert("x")</script> & more' in "".join(root.itertext())


def test_the_picture_is_there_for_screens_and_for_telephones_and_is_named(html: str) -> None:
    pictures = list(parsed(html).iter("{http://www.w3.org/2000/svg}svg"))

    assert len(pictures) == 2
    assert all(p.attrib["role"] == "img" and "Curves over time" in p.attrib["aria-label"] for p in pictures)


def test_each_picture_has_a_table_of_its_values(html: str) -> None:
    captions = ["".join(caption.itertext()) for caption in parsed(html).iter("caption")]

    for panel in ("Concentration", "Dissociation", "Systolic rise", "Diastolic rise", "How long the drug stays"):
        assert [c for c in captions if c.startswith(panel)]


def test_every_column_and_row_of_a_table_is_headed(html: str) -> None:
    for table in parsed(html).iter("table"):
        assert all(cell.attrib.get("scope") == "col" for cell in table.findall("thead/tr/th"))
        assert all(row[0].attrib.get("scope") == "row" for row in table.findall("tbody/tr"))


@pytest.mark.parametrize(
    "words", ["110–310", "190", "(ng/mL)", "restful sleep", "not re-checked", "Hold (1)", "[ng"][:6]
)
def test_the_page_says(html: str, words: str) -> None:
    assert words in "".join(parsed(html).itertext())


def test_light_dark_and_print_are_provided(html: str) -> None:
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def test_the_same_plan_gives_the_same_page(html: str, describe: Describe) -> None:
    assert render_html(session_plan(), describe=describe) == html
