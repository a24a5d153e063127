"""A simulated trial as one HTML file that asks for nothing outside itself: pictures, a table for each, notes."""

from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from wane.report import theme
from wane.report import trial_words as words
from wane.report.html import CONTENT_POLICY, style_sheet
from wane.report.markup import element, inline_svg, kept_together, table, written
from wane.report.trial_figures import relapse_rows, render_trial_svg
from wane.simulate.answers import TrialAnswer

CURVE_HEADS: Final = ("Day", "Arm", "At risk", "Free, %", "90 % interval")
BANDS: Final = (
    "Lines: the virtual people of each arm, with a dot at each visit. Bands: the 90 % interval over what the fit "
    "leaves open; they say nothing of how people differ."
)
EVERY_DAYS: Final = 7  # rows of the curve's table


def render_trial_html(answer: TrialAnswer) -> str:
    """The whole page as HTML text."""
    design = answer.plan.design
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", **{"http-equiv": "Content-Security-Policy", "content": CONTENT_POLICY}),
        element("title", f"{design.name} · virtual trial"),
        element("style", style_sheet()),
    )
    header = element(
        "header",
        element("p", "Virtual trial", class_="kind"),
        element("h1", words.title(answer)),
        element("p", element("span", kept_together(words.asked(answer))), class_="person"),
        element("p", words.DECIDES, class_="headline"),
    )
    body = element(
        "body", header, element("main", *_sections(answer)), element("footer", element("p", words.made(answer)))
    )
    return written(element("html", head, body, lang="en"))


def _sections(answer: TrialAnswer) -> list[Element]:
    heads, unit = words.score_heads(answer), f"{answer.plan.design.instrument.name} in points"
    scores = [
        _table(heads, words.score_rows(answer, arm), caption=f"{arm.name}: {arm.words}; {unit}", names=1)
        for arm in answer.arms
    ]
    burden = _table(words.BURDEN_HEADS, words.burden_rows(answer), caption=words.burden_caption(answer), names=1)
    found = [
        _section("curves", "Curves", element("p", BANDS, class_="note"), _figure(answer)),
        _section("scores", "Scores by visit", element("p", words.HOW_TO_READ, class_="note"), *scores),
        _section("burden", "Sessions, bad days, cost", burden),
    ]
    if answer.plan.design.relapse is not None:
        curve = _table(CURVE_HEADS, curve_rows(answer), caption="The curves of relapse, week by week", names=2)
        shown = _table(words.RELAPSE_HEADS, words.relapse_rows(answer), caption=words.relapse_caption(answer), names=1)
        found.insert(2, _section("relapse", "Relapse", shown, curve))
    if rows := words.session_rows(answer):
        hours = _table(words.SESSION_HEADS, rows, caption="The first session, between people", names=2)
        found.append(_section("session", "The hours of a session", hours))
    notes = element("ul", *(element("li", note) for note in (*answer.notes, *words.reasons(answer))))
    return [*found, _section("notes", "Notes", notes)]


def curve_rows(answer: TrialAnswer) -> list[tuple[str, ...]]:
    """The curves of relapse as rows, a week apart."""
    return [
        (
            f"{row['day']:g}",
            str(row["arm"]),
            f"{row['at_risk']:,.0f}",
            f"{row['value']:.1f}",
            f"{row['low']:.1f}–{row['high']:.1f}",
        )
        for row in relapse_rows(answer)
        if float(row["day"] or 0.0) % EVERY_DAYS == 0.0
    ]


def _figure(answer: TrialAnswer) -> Element:
    """Drawn once for screens and paper, once for telephones."""
    label = f"Curves of {words.title(answer)}; the same values stand in the tables below."
    relapse = element("a", "relapse", href="#relapse")
    more = (".",) if answer.plan.design.relapse is None else (", ", relapse, ".")
    wide, narrow = (render_trial_svg(answer, layout=layout) for layout in (theme.PAGE, theme.NARROW))
    return element(
        "figure",
        element("div", inline_svg(wide, label=label, prefix="wide-"), class_="wide"),
        element("div", inline_svg(narrow, label=label, prefix="narrow-"), class_="narrow"),
        element(
            "figcaption", "The same values as tables: ", element("a", "scores and responders", href="#scores"), *more
        ),
    )


def _section(id_: str, title: str, *content: Element) -> Element:
    return element("section", element("h2", title), *content, id=id_)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, names: int, caption: str) -> Element:
    """A table whose first `names` columns are words, the others numbers."""
    return table(heads, rows, caption=caption, numeric=frozenset(range(names, len(heads))))
