"""What is recorded on the run sheet: drugs, events, pressures and pulse, and the rows of values below."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final

from wane_clinic.web.drawings.run_sheet_axes import DRUG_ROW, LEFT, RIGHT, TOP, VALUE_ROW, Axes
from wane_clinic.web.drawings.run_sheet_values import (
    DrugRow,
    Event,
    RunSheet,
    SingleDose,
    Standing,
    Vitals,
    rows_of,
)
from wane_clinic.web.drawings.svg import Element, element, line, path, text, titled

LATE: Final = timedelta(minutes=5)
CARET: Final = 6.5
LETTER_PX: Final = 6.4
LANES: Final = 2
LANE: Final = 14.0
ValueOf = Callable[[Vitals], int | None]


def expected_band(sheet: RunSheet, axes: Axes) -> Iterator[Element]:
    """The 90 and 50 % bands of systolic pressure, behind the dots, with their name."""
    band = sheet.expected
    if band is None or len(band.at) < 2:
        return
    xs = [axes.x(at) for at in band.at]
    for low, high, kind in ((band.q05, band.q95, "rs-wide"), (band.q25, band.q75, "rs-inner")):
        there = [(x, axes.y(value)) for x, value in zip(xs, high, strict=True)]
        back = [(x, axes.y(value)) for x, value in zip(xs, low, strict=True)][::-1]
        yield element("path", d=path([*there, *back]) + "Z", class_=f"rs-band {kind}")
    x, y = min(xs[-1], RIGHT) - 6, axes.y(band.q95[-1]) - 6
    yield text("expected systolic, 50 and 90 %", x=x, y=max(y, axes.plot_top + 12), anchor="end", class_="rs-expected")


def drug_rows(sheet: RunSheet, axes: Axes) -> Iterator[Element]:
    """A row a drug, aligned with the vital signs below."""
    for place, drug in enumerate(sheet.drugs):
        y = TOP + place * DRUG_ROW
        yield text(_short(drug.name, 13), x=8, y=y + 14, class_="rs-name")
        yield text(drug.total, x=8, y=y + 28, class_="rs-total")
        yield from _steps(drug, sheet, axes, y)
        yield from (_dose(dose, axes, y) for dose in drug.doses)


def _steps(drug: DrugRow, sheet: RunSheet, axes: Axes, y: float) -> Iterator[Element]:
    highest = max((step.rate_ml_per_h for step in drug.steps), default=0.0) or 1.0
    for step in drug.steps:
        left, right = axes.x(step.start), axes.x(step.end or sheet.now or sheet.end)
        tall, width = 20 * max(0.0, step.rate_ml_per_h) / highest, max(0.0, right - left)
        words = f"{step.rate_ml_per_h:g} mL/h"
        rect = element("rect", x=left, y=y + 28 - tall, width=width, height=tall, class_="rs-rate")
        yield titled(rect, f"{drug.name} {words} from {_clock(step.start, sheet)}")
        if width >= len(words) * LETTER_PX:
            yield text(words, x=left + 5, y=y + 24, class_="rs-rate-words")


def _dose(dose: SingleDose, axes: Axes, y: float) -> Element:
    x = axes.x(dose.at)
    words = _words(dose.words, x, y + 12, 7, "rs-dose-words")
    arrow = element("path", d=path([(x - 4, y + 20), (x, y + 28), (x + 4, y + 20)]) + "Z", class_="rs-dose")
    return titled(element("g", line(x, y + 6, x, y + 22, class_="rs-dose-stem"), arrow, words), dose.words)


def event_marks(sheet: RunSheet, axes: Axes) -> Iterator[Element]:
    """A small flag for each event, its words beside it in the first lane with room; all stand in the entries too."""
    lanes = {axes.plot_top - 9 - lane * LANE: LEFT for lane in range(LANES)}
    for event in sorted(sheet.events, key=lambda event: event.at):
        x = axes.x(event.at)
        words = _short(event.words, 22)
        wide = 10 + LETTER_PX * len(words)
        free = next((y for y, taken in lanes.items() if x >= taken), None)
        y = axes.plot_top - 9 if free is None else free
        mark = element("path", d=path([(x, y - 9), (x + 7, y - 5.5), (x, y - 2)]) + "Z", class_="rs-flag")
        parts = [line(x, y - 9, x, axes.plot_bottom, class_="rs-event"), mark]
        if free is not None:
            parts.append(_words(words, x, y, 10, _class("rs-event-words", event)))
            lanes[free] = x + wide
        yield titled(
            element("g", *parts, class_=_class("rs-marked", event)), f"{_clock(event.at, sheet)} {event.words}"
        )


def vital_marks(sheet: RunSheet, axes: Axes) -> Iterator[Element]:
    """Carets at systolic and diastolic pressure, a dot at the pulse; struck where corrected."""
    for entry in sheet.vitals:
        yield titled(
            element("g", *_marks(entry, sheet, axes), class_=_class("rs-vitals", entry)), vitals_words(entry, sheet)
        )


def _marks(entry: Vitals, sheet: RunSheet, axes: Axes) -> Iterator[Element]:
    x, is_struck = axes.x(entry.at), entry.standing is Standing.CORRECTED
    if entry.systolic_mmhg is not None and entry.diastolic_mmhg is not None:
        yield line(x, axes.y(entry.systolic_mmhg), x, axes.y(entry.diastolic_mmhg), class_="rs-stem")
    for value_of, up, kind in (
        (_systolic, -CARET, "rs-systolic"),
        (_diastolic, CARET, "rs-diastolic"),
    ):
        value = value_of(entry)
        if value is None or _is_unchanged(entry, value_of, sheet):
            continue
        y = axes.y(value)
        yield element("path", d=path([(x - CARET, y + up), (x, y), (x + CARET, y + up)]), class_=kind)
        if is_struck:
            yield line(x - 10, y + 5, x + 10, y - 5, class_="rs-strike")
    if entry.pulse_per_min is not None and not _is_unchanged(entry, _pulse, sheet):
        y = axes.y(entry.pulse_per_min)
        yield element("circle", cx=x, cy=y, r=3.6, class_="rs-pulse")
        if not is_struck and "pulse_per_min" in entry.words:
            yield _words(f"pulse {entry.words['pulse_per_min']}", x, y + 4, 9, "rs-flag-words")
    if not is_struck and entry.flag and entry.systolic_mmhg is not None:
        yield _words(entry.flag, x, axes.y(entry.systolic_mmhg) - 2, 9, "rs-flag-words")


def value_rows(sheet: RunSheet, axes: Axes) -> Iterator[Element]:
    """Oxygen, sedation and dissociation in columns under their time."""
    top = axes.plot_bottom + 30
    for place, (name, field) in enumerate(rows_of(sheet)):
        value_of = attrgetter(field)
        y, taken = top + place * VALUE_ROW + 17, [LEFT - 40.0, LEFT - 40.0]
        yield text(name, x=8, y=y, class_="rs-name")
        for entry in sorted(sheet.vitals, key=lambda entry: entry.at):
            value, x = value_of(entry), axes.x(entry.at)
            if value is None or _is_unchanged(entry, value_of, sheet):
                continue
            if entry.standing is Standing.CORRECTED:
                yield text(str(value), x=x - LETTER_PX, y=y, anchor="end", class_="rs-value rs-struck")
                continue
            word = entry.words.get(field, "")
            shown = f"{value} {word}".rstrip()
            half = 3 + LETTER_PX * len(shown) / 2
            lane = next((one for one in (0, 1) if x - half >= taken[one]), taken.index(min(taken)))
            taken[lane] = x + half
            kind = "rs-value rs-flag-words" if word else "rs-value"
            yield text(shown, x=x, y=y - 10.0 * lane, anchor="middle", class_=kind)


def _is_unchanged(entry: Vitals, value_of: ValueOf, sheet: RunSheet) -> bool:
    """Whether a corrected set had this value right: it stands once, not struck beside itself."""
    return entry.standing is Standing.CORRECTED and any(
        other.standing is not Standing.CORRECTED and other.at == entry.at and value_of(other) == value_of(entry)
        for other in sheet.vitals
    )


def _systolic(entry: Vitals) -> int | None:
    return entry.systolic_mmhg


def _diastolic(entry: Vitals) -> int | None:
    return entry.diastolic_mmhg


def _pulse(entry: Vitals) -> int | None:
    return entry.pulse_per_min


def vitals_words(entry: Vitals, sheet: RunSheet) -> str:
    """One set of vital signs in a line: the text alternative of its marks."""
    parts = [_clock(entry.at, sheet)]
    if entry.systolic_mmhg is not None or entry.diastolic_mmhg is not None:
        parts.append(f"BP {_or_dash(entry.systolic_mmhg)}/{_or_dash(entry.diastolic_mmhg)} {entry.flag}".rstrip())
    for name, field in (("HR", "pulse_per_min"), *rows_of(sheet)):
        value = getattr(entry, field)
        parts += [] if value is None else [f"{name} {value} {entry.words.get(field, '')}".rstrip()]
    parts += ["corrected later"] if entry.standing is Standing.CORRECTED else []
    parts += [f"entered {_clock(entry.entered_at, sheet)}"] if entry.entered_at - entry.at > LATE else []
    return " ".join(parts)


def _or_dash(value: int | None) -> str:
    return "–" if value is None else str(value)


def _words(words: str, x: float, y: float, gap: float, kind: str) -> Element:
    """Right of the mark, or left of it where the sheet ends."""
    short = _short(words, 22)
    if x + gap + LETTER_PX * len(short) <= RIGHT:
        return text(short, x=x + gap, y=y, class_=kind)
    return text(short, x=x - gap, y=y, anchor="end", class_=kind)


def _clock(at: datetime, sheet: RunSheet) -> str:
    return f"{at.astimezone(sheet.zone):%H:%M}"


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _class(kind: str, entry: Vitals | Event) -> str:
    return f"{kind} rs-struck" if entry.standing is Standing.CORRECTED else kind
