"""A session plan as one HTML file that asks for nothing outside itself: pictures, style, light, dark, print."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from wane.plan.session_plan import SessionPlan
from wane.report import theme
from wane.report.evidence_words import describe
from wane.report.figures import render_svg
from wane.report.glance import Glance
from wane.report.markup import element, inline_svg, kept_together, table, written
from wane.report.page import FindingGroup, FindingLine, Page, SummaryRow, page_of
from wane.report.panels import Table, value_tables
from wane.report.sources import NAMED_ID, Citation, Describe
from wane.report.wording import NOT_KNOWN, confidence_words

STYLE_FILE = Path(__file__).parent / "templates" / "session.css"
CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def render_html(plan: SessionPlan, *, compare: SessionPlan | None = None, describe: Describe = describe) -> str:
    """The whole page as HTML text."""
    page = page_of(plan, compare=compare, describe=describe)
    wide = render_svg(plan, compare=compare, layout=theme.PAGE, describe=describe)
    narrow = render_svg(plan, compare=compare, layout=theme.NARROW, describe=describe)
    body = element(
        "body",
        _header(page),
        element(
            "main",
            _glance(page.glance),
            _section("expected", "Expected", *_summary(page)),
            _section("curves", "Curves", _figure(page, wide, narrow)),
            _section("findings", "Findings", *_findings(page)),
            _section("pump", "Pump", *_pump(page)) if page.pump or page.bag else None,
            _section("monitoring", "Monitoring", _monitoring(page)) if page.monitoring else None,
            _section("watch", "Watch while it runs", _list(page.watch)) if page.watch else None,
            _section("stop", "Stop and call help", _list(page.stop)) if page.stop else None,
            _section("leaving", "Leaving and driving", *_paragraphs(page.leaving), _checklist(page.checklist)),
            _section("aftercare", "Aftercare", _list(page.aftercare)),
            _section("course", "Over a course of sessions", _list(page.longterm)) if page.longterm else None,
            _section("limits", "Limits", _list(page.limits)),
            _section("values", "The curves as tables", *_value_tables(value_tables(plan, compare))),
            _section("sources", "Sources", _sources(page.citations)),
        ),
        element("footer", *_paragraphs((page.provenance, page.intended_use))),
    )
    return written(element("html", _head(page), body, lang="en"))


def style_sheet() -> str:
    """The page's style, with the dark counterpart of each colour that the pictures use."""
    swaps = "".join(
        f'svg [fill="{light}"] {{ fill: {dark} }} svg [stroke="{light}"] {{ stroke: {dark} }}\n'
        for light, dark in theme.DARK.items()
    )
    return STYLE_FILE.read_text(encoding="utf-8") + f"@media screen and (prefers-color-scheme: dark) {{\n{swaps}}}\n"


def _head(page: Page) -> Element:
    """Title, policy, style."""
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", **{"http-equiv": "Content-Security-Policy", "content": CONTENT_POLICY}),
        element("title", f"{page.title} · session plan"),
        element("style", style_sheet()),
    )


def _header(page: Page) -> Element:
    """What, who, the headline."""
    facts = [element("span", kept_together(fact)) for fact in page.person]
    return element(
        "header",
        element("p", "Session plan", class_="kind"),
        element("h1", kept_together(page.title)),
        element("p", *facts, class_="person"),
        element("p", kept_together(page.headline), class_="headline"),
        element("p", f"Beside it, dashed: {page.compared_with}", class_="person") if page.compared_with else None,
    )


def _section(id_: str, title: str, *content: Element | None) -> Element:
    """One titled part of the page."""
    return element("section", element("h2", title), *content, id=id_)


def _paragraphs(sentences: Iterable[str]) -> list[Element]:
    """One paragraph a sentence."""
    return [element("p", *_linked(sentence)) for sentence in sentences]


def _list(sentences: Iterable[str], *, class_: str = "plain") -> Element:
    """A list; each evidence id that a sentence names leads to its source."""
    return element("ul", *(element("li", *_linked(sentence)) for sentence in sentences), class_=class_)


def _linked(sentence: str) -> list[str | Element]:
    """The sentence with its evidence ids as links."""
    parts = NAMED_ID.split(sentence)
    return [element("a", part, href=f"#{anchor(part)}") if i % 2 else part for i, part in enumerate(parts)]


def _marks(numbers: Sequence[int]) -> Element:
    """Evidence marks that lead to the sources list."""
    links = (element("a", f"[{number}]", href=f"#mark-{number}") for number in numbers)
    return element("span", *links, class_="marks")


def anchor(evidence_id: str) -> str:
    """Where the sources list holds an evidence id."""
    return f"source-{evidence_id}"


def _glance(glances: Sequence[Glance]) -> Element:
    """What a nurse in a hurry must find."""
    parts: list[Element] = []
    for glance in glances:
        lines = element("dd", *(element("span", kept_together(line)) for line in glance.lines))
        parts.append(element("div", element("dt", glance.word), lines, class_=f"row {glance.verdict or ''}".strip()))
    return element("section", element("dl", *parts), id="glance", aria_label="At a glance")


def _summary(page: Page) -> list[Element]:
    """The table of numbers, and why some are not there."""
    heads: list[str | Element] = ["Quantity", "90 % interval", "Median", "Sources"]
    numeric = frozenset({1, 2})
    if page.compared_with:
        heads[3:3] = ["Interval there", "Median there"]
        numeric = frozenset({1, 2, 3, 4})
    shown = table(heads, (_summary_cells(row) for row in page.summary), caption="Expected values", numeric=numeric)
    return [shown, *(element("p", f"{label}. Why: {reason}", class_="note") for label, reason in page.reasons)]


def _summary_cells(row: SummaryRow) -> list[str | Element]:
    """One row of the table."""
    compared = row.compared or ()
    label = element("span", row.label, " ", element("span", f"({row.unit})", class_="unit"))
    return [label, row.interval, row.median, *compared, _marks(row.marks)]


def _figure(page: Page, wide: str, narrow: str) -> Element:
    """The plot stack, drawn once for screens and paper, once for telephones."""
    label = f"Curves over time for {page.title}; the same values stand in the tables below."
    return element(
        "figure",
        element("div", inline_svg(wide, label=label, prefix="wide-"), class_="wide"),
        element("div", inline_svg(narrow, label=label, prefix="narrow-"), class_="narrow"),
        element("figcaption", "The same values as tables: ", element("a", "the curves as tables", href="#values"), "."),
    )


def _findings(page: Page) -> list[Element]:
    """Findings by verdict, then what is not known."""
    groups = [_finding_group(group) for group in page.findings]
    if not page.missing:
        return groups
    unknown = element("ul", *(element("li", question, _basis(asked)) for question, asked in page.missing))
    return [*groups, element("h3", f"{NOT_KNOWN.capitalize()} ({len(page.missing)})"), unknown]


def _finding_group(group: FindingGroup) -> Element:
    """The findings of one verdict."""
    lines = element("ul", *(_finding(line) for line in group.lines))
    return element("div", element("h3", f"{group.title} ({len(group.lines)})"), lines, class_=f"group {group.verdict}")


def _finding(line: FindingLine) -> Element:
    """One finding with what it rests on."""
    return element("li", line.sentence, _basis(line.basis), _marks(line.marks))


def _basis(words: str) -> Element:
    """What a sentence rests on, in small."""
    return element("span", words, class_="basis")


def _pump(page: Page) -> list[Element]:
    """What is drawn up, and the settings in order."""
    parts = _paragraphs([page.bag] if page.bag else [])
    if page.pump:
        heads = ("Time", "Rate", "Drug", "Given by then")
        parts.append(table(heads, page.pump, caption="Pump settings", numeric=frozenset({1, 2, 3})))
    return parts


def _monitoring(page: Page) -> Element:
    """When, what, by which rule."""
    rows = ((when, what, _marks(numbers)) for when, what, numbers in page.monitoring)
    return table(("After the start", "What", "Sources"), rows, caption="Monitoring")


def _checklist(items: Sequence[str]) -> Element | None:
    """Boxes to tick with a pen: the page ticks nothing by itself."""
    return _list(items, class_="checklist") if items else None


def _value_tables(tables: Iterable[Table]) -> list[Element]:
    """A table for each picture."""
    return [
        table(shown.heads, shown.rows, caption=shown.caption, numeric=frozenset(range(len(shown.heads))))
        for shown in tables
    ]


def _sources(citations: Iterable[Citation]) -> Element:
    """The list that marks and ids lead to: numbered ones first, then those that sentences name."""
    return element("dl", *(part for citation in citations for part in _source(citation)))


def _source(citation: Citation) -> tuple[Element, Element]:
    """One source with how far to trust it."""
    named = f"[{citation.mark}]" if citation.mark else "–"
    mark = {"id": f"mark-{citation.mark}"} if citation.mark else {}
    term = element("dt", element("span", named, **mark), id=anchor(citation.id))
    if citation.confidence is None:
        return term, element("dd", citation.text)
    checked = None if citation.is_checked else element("strong", "not re-checked", class_="unchecked")
    link = element("a", citation.link, href=citation.link, rel="noreferrer") if citation.link else None
    basis = _basis(confidence_words(citation.confidence))
    return term, element("dd", element("code", citation.id), f" {citation.text}", basis, " ", checked, " ", link)
