"""The figure of the policies: sessions and bad days of each, and what a fixed interval leaves for as many sessions."""

from typing import TYPE_CHECKING, Final

import numpy as np

from studies.figures import PANEL_WIDTH, data
from studies.study import Rows
from studies.tables import names, number, one, text
from wane.report.theme import DISSOCIATION, INK, METABOLITE, MUTED, PARENT

if TYPE_CHECKING:
    import altair as alt

KINDS: Final = ("fixed interval", "habit", "rule 1", "rule 2", "known")
COLOURS: Final = (MUTED, METABOLITE, PARENT, DISSOCIATION, INK)
SHAPES: Final = ("circle", "square", "triangle-up", "diamond", "cross")
PANELS: Final = (("sessions", "sessions in the year"), ("bad_days", "days at or above the line"))
ROW_HEIGHT: Final = 22


def draw(rows: Rows) -> "alt.TopLevelMixin":
    """One row a policy, sessions and bad days side by side; a tick for a fixed interval of as many sessions."""
    import altair as alt

    policies = names(rows, "policy")
    marks = [
        {
            "policy": policy, "kind": text(one(rows, policy=policy, what=what), "kind"), "what": what,
            **{key: number(one(rows, policy=policy, what=what), key) for key in ("value", "low95", "high95")},
            "fixed": _by_fixed_interval(rows, policy) if what == "bad_days" else None,
        }
        for policy in policies
        for what, _ in PANELS
    ]  # fmt: skip
    base = data(marks)
    y = alt.Y("policy:N", title=None, sort=policies, axis=alt.Axis(labelLimit=260, grid=True))
    colour = alt.Color("kind:N", title=None, scale=alt.Scale(domain=list(KINDS), range=list(COLOURS)))
    shape = alt.Shape("kind:N", title=None, scale=alt.Scale(domain=list(KINDS), range=list(SHAPES)))
    panels = []
    for what, title in PANELS:
        here = base.transform_filter(alt.datum.what == what)
        x = alt.X("value:Q", title=title, scale=alt.Scale(zero=True))
        layers = [
            here.mark_rule(opacity=0.6).encode(x=alt.X("low95:Q", title=title), x2="high95:Q", y=y, color=colour),
            here.mark_point(filled=True, size=60, opacity=1).encode(x=x, y=y, color=colour, shape=shape),
        ]
        if what == "bad_days":
            compared = here.transform_filter(alt.datum.kind != "fixed interval")
            layers.append(compared.mark_tick(color=MUTED, thickness=2, size=12).encode(x="fixed:Q", y=y))
        panels.append(alt.layer(*layers).properties(width=PANEL_WIDTH, height=ROW_HEIGHT * len(policies)))
        y = alt.Y("policy:N", title=None, sort=policies, axis=alt.Axis(labels=False, ticks=False, grid=True))
    return alt.hconcat(*panels).properties(
        title=alt.TitleParams(
            "A year of maintenance: sessions against bad days",
            subtitle=[
                f"{text(rows[0], 'people')} simulated responders. Horizontal lines: 95 % intervals.",
                "Grey tick: the bad days that a fixed interval leaves with as many sessions (on straight lines).",
            ],
        )
    )


def _by_fixed_interval(rows: Rows, policy: str) -> float:
    """Bad days of a fixed interval with as many sessions as this policy, between the intervals that were lived."""
    is_fixed = {
        name: text(one(rows, policy=name, what="sessions"), "kind") == KINDS[0] for name in names(rows, "policy")
    }
    fixed = [name for name, so in is_fixed.items() if so]
    points = sorted((_value(rows, name, "sessions"), _value(rows, name, "bad_days")) for name in fixed)
    sessions, bad_days = np.array(points).T
    return float(np.interp(_value(rows, policy, "sessions"), sessions, bad_days))


def _value(rows: Rows, policy: str, what: str) -> float:
    return number(one(rows, policy=policy, what=what), "value")
