"""The run sheet of a session, as an anaesthetist would draw it: time to the right, drugs above, vital signs below."""

from wane_clinic.web.drawings.run_sheet_axes import WIDTH, axes
from wane_clinic.web.drawings.run_sheet_grid import grid, now_line, stop_line
from wane_clinic.web.drawings.run_sheet_parts import (
    drug_rows,
    event_marks,
    expected_band,
    value_rows,
    vital_marks,
    vitals_words,
)
from wane_clinic.web.drawings.run_sheet_values import RunSheet
from wane_clinic.web.drawings.svg import element, picture, written

EXPECTED = "The shaded band is the systolic pressure expected for this plan: dark 50 %, light 90 %. It raises no alarm."


def draw_run_sheet(sheet: RunSheet) -> str:
    """The sheet as SVG text; what is expected lies behind what was recorded."""
    scale = axes(sheet)
    return written(
        picture(
            grid(sheet, scale),
            element("g", *expected_band(sheet, scale), *stop_line(sheet, scale), class_="rs-behind"),
            element("g", *drug_rows(sheet, scale), class_="rs-drugs"),
            element("g", *now_line(sheet, scale)),
            element("g", *event_marks(sheet, scale), class_="rs-events"),
            element("g", *vital_marks(sheet, scale), class_="rs-recorded"),
            element("g", *value_rows(sheet, scale), class_="rs-rows"),
            width=WIDTH,
            height=scale.height,
            title=sheet.title,
            description=describe_run_sheet(sheet),
            id_="run-sheet",
            class_="run-sheet",
        )
    )


def describe_run_sheet(sheet: RunSheet) -> str:
    """Everything recorded, in order, in words."""
    entries = [(entry.at, vitals_words(entry, sheet)) for entry in sheet.vitals]
    events = [(event.at, f"{event.at.astimezone(sheet.zone):%H:%M} {event.words}") for event in sheet.events]
    recorded = "; ".join(words for _, words in sorted(entries + events)) or "nothing recorded yet"
    drugs = "; ".join(f"{drug.name} {drug.total}".strip() for drug in sheet.drugs) or "none given"
    return f"Drugs: {drugs}. Recorded: {recorded}.{' ' + EXPECTED if sheet.expected else ''}"
