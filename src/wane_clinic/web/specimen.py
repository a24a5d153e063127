"""A page that shows every part with fictional values: for screenshots and browser tests.

`python -m wane_clinic.web.specimen out/specimen` writes the page and the static files beside it.
"""

import json
import shutil
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from wane_clinic.web import specimen_values as values
from wane_clinic.web.bundle import write_bundle
from wane_clinic.web.drawings.elapsed_ring import Elapsed, draw_elapsed_ring
from wane_clinic.web.drawings.icon_row import IconRow, draw_icon_row
from wane_clinic.web.drawings.plan_overlay import plan_overlay, plan_table
from wane_clinic.web.drawings.run_sheet import draw_run_sheet
from wane_clinic.web.drawings.score_chart import score_chart, score_table
from wane_clinic.web.drawings.still_well import still_well_chart, still_well_table
from wane_clinic.web.specimen_words import BOARD, CHECKS, ENTRIES, EVIDENCE, KEYPAD, NAV, STRIP

WEB = Path(str(files("wane_clinic.web")))
RELAPSE = "PHQ-9 back to 10 or more on two surveys, or the clinician says relapse"


def write_specimen(folder: Path) -> Path:
    """The specimen page, its evidence page, charts and static files in the folder."""
    static = folder / "static"
    shutil.copytree(WEB / "static", static, dirs_exist_ok=True)
    shutil.copytree(Path(str(files("django_htmx"))) / "static", static, dirs_exist_ok=True)
    write_bundle(static)
    charts = folder / "charts"
    charts.mkdir(parents=True, exist_ok=True)
    for name, spec in _charts().items():
        (charts / f"{name}.json").write_text(json.dumps(spec), encoding="utf-8")
    (folder / "evidence.html").write_text(render("parts/evidence.html", {"evidence": EVIDENCE}), encoding="utf-8")
    page = folder / "specimen.html"
    page.write_text(render("specimen.html", _context()), encoding="utf-8")
    return page


def render(template: str, context: Mapping[str, object]) -> str:
    """A template of this package, outside a running project."""
    import django
    from django.conf import settings
    from django.template import Context, Engine

    if not settings.configured:
        settings.configure(STATIC_URL="/static/", INSTALLED_APPS=[], USE_TZ=True)
        django.setup()
    engine = Engine(
        dirs=[str(WEB / "templates"), str(WEB / "specimen_templates")],
        libraries={"static": "django.templatetags.static"},
    )
    return str(engine.get_template(template).render(Context(dict(context))))


def _charts() -> dict[str, dict[str, object]]:
    return {
        "scores": score_chart(values.course()),
        "still-well": still_well_chart(values.still_well(), relapse=RELAPSE),
        "plan": plan_overlay(values.plan("0.5 mg/kg over 40 min", 40), values.plan("0.5 mg/kg over 60 min", 60)),
    }


def _context() -> dict[str, object]:
    from django.utils.safestring import mark_safe

    rings = (Elapsed(id=f"ring-{i}", passed_min=m, planned_min=40) for i, m in enumerate((27, 12, 64)))
    drawn = [mark_safe(draw_elapsed_ring(ring)) for ring in rings]
    board = [{**chair, "ring": ring} for chair, ring in zip(BOARD, [*drawn, ""], strict=True)]
    icons = IconRow(id="icons", chance=0.2, words="Chance of relapse before the visit")
    return {
        "title": "Specimen · Wane",
        "server_now": values.after(27).isoformat(),
        "csrf_token": "specimen-token",
        "person": "J. Moss",
        "role": "nurse",
        "lock_minutes": 10,
        "lock_url": "/lock",
        "unlock_url": "/unlock",
        "sign_in_url": "/sign-in",
        "nav": NAV,
        "board": board,
        "strip": STRIP,
        "keypad": KEYPAD,
        "entries": ENTRIES,
        "checks": CHECKS,
        "sheet": mark_safe(draw_run_sheet(values.session())),
        "icons": mark_safe(draw_icon_row(icons)),
        "scores": _chart("scores", "Scores, sessions and what is expected", score_table(values.course())),
        "well": _chart("still-well", f"Chance without: {RELAPSE}", still_well_table(values.still_well())),
        "plan": _chart("plan", "0.5 mg/kg over 40 min; dashed: over 60 min", plan_table(values.plan("first", 40))),
    }


def _chart(name: str, title: str, rows: tuple[tuple[str, str, str], ...]) -> dict[str, object]:
    return {"source": f"/charts/{name}.json", "title": title, "columns": ("Day", "Value", "Beside it"), "rows": rows}


if __name__ == "__main__":
    print(write_specimen(Path(sys.argv[1])))
