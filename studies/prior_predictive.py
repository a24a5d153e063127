"""The shipped priors against the rows they were fitted to: published numbers in the spread of simulated arms.

No row marked `validate` is read. The rows were fitted by other code (`wane.fit.relief`, closed forms); here the arms
are lived through person by person with what a forecast starts from. This is a check of consistency, not of prediction.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from studies.figures import data
from studies.people import generator
from studies.study import Part, Row, Rows, Scale, Study
from studies.tables import markdown, names, number, numbers, percent, text, those
from studies.trials import readings, simulated
from wane.blocks.job import Block
from wane.evidence.reading import DATA, FITTED_FOLDER
from wane.fit.relief.readings import LASTING, SIZES, Kind, Reading
from wane.forecast.calibration import wilson_interval
from wane.report.theme import AXIS, METABOLITE, MUTED, PARENT

if TYPE_CHECKING:
    import altair as alt

ARMS: Final = {Scale.FULL: 200, Scale.QUICK: 30}
SIZE: Final = 4  # readings in a part
LEVELS: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
SHARES, POINTS, LASTS = "shares of people, %", "scores and changes, points", "how long it lasts"


def parts(scale: Scale, _: Path | None) -> Sequence[Part]:
    """Every reading, a few at a time; the group says how many arms are simulated for each."""
    count, arms = len(readings()), str(ARMS[scale])
    return [Part(group=arms, first=at, people=min(SIZE, count - at)) for at in range(0, count, SIZE)]


def run(block: Block, part: Part) -> Rows:
    """One row a reading."""
    found = []
    for index in range(part.first, part.first + part.people):
        reading, rng = readings()[index], generator(block, index)
        drawn = [simulated(reading, rng) for _ in range(int(part.group))]
        kept = np.array([value for value in drawn if value is not None])
        if len(kept) >= len(drawn) // 2:
            found.append({**_about(reading), **_spread(kept, reading.value, rng)})
    return found


def _about(reading: Reading) -> Row:
    arm = reading.arm
    return {
        "row": reading.row, "study": arm.study, "condition": arm.condition, "instrument": arm.instrument,
        "says": str(reading.kind), "group": group_of(reading), "n": reading.n, "sessions": int(arm.sessions.days.size),
        "is_weak": reading.factor > 1.0, "observed": reading.value,
    }  # fmt: skip


def group_of(reading: Reading) -> str:
    """What kind of number it is: what is put side by side."""
    if reading.kind in LASTING:
        return LASTS
    return POINTS if reading.kind in SIZES else SHARES


def _spread(drawn: np.ndarray[tuple[int], np.dtype[np.float64]], observed: float, rng: np.random.Generator) -> Row:
    """Quantiles of simulated arms, and where the published number falls among them."""
    quantiles = [round(float(value), 3) for value in np.quantile(drawn, LEVELS)]
    rank = float((drawn < observed).mean() + rng.random() * (drawn == observed).mean())
    return {"q05": quantiles[0], "q25": quantiles[1], "q50": quantiles[2], "q75": quantiles[3], "q95": quantiles[4],
            "rank": round(rank, 4), "arms": len(drawn)}  # fmt: skip


def summarise(rows: Rows) -> Rows:
    """Every reading, then for each kind of number how many lie in the 50 and 90 % of simulated arms."""
    found: list[Row] = [{"what": "reading", **row} for row in rows]
    for group in (LASTS, SHARES, POINTS):
        for condition in ("all", *names(rows, "condition")):
            mine = [row for row in rows if row["group"] == group and condition in ("all", row["condition"])]
            if mine:
                found.append({"what": "inside", "group": group, "condition": condition, **_inside(mine)})
    return found


def _inside(rows: Rows) -> Row:
    ranks = numbers(rows, "rank")
    inside = int((np.abs(ranks - 0.5) <= 0.45).sum())
    low, high = wilson_interval(inside, len(ranks), 0.95)
    return {
        "value": round(inside / len(ranks), 4), "low95": round(low, 4), "high95": round(high, 4),
        "readings": len(ranks), "studies": len(names(rows, "study")),
        "inside50": int((np.abs(ranks - 0.5) <= 0.25).sum()),
        "below": int((ranks < 0.05).sum()), "above": int((ranks > 0.95).sum()),
    }  # fmt: skip


def table(rows: Rows) -> str:
    """How many published numbers lie in the 90 % of simulated arms, by kind and condition; then those on durations."""
    lines = [
        [text(row, "group"), text(row, "condition").replace("_", " "), text(row, "readings"), text(row, "studies"),
         percent(row), f"{100 * number(row, 'inside50') / number(row, 'readings'):.0f}",
         text(row, "below"), text(row, "above")]
        for row in those(rows, what="inside")
    ]  # fmt: skip
    heads = ["kind", "condition", "numbers", "studies", "inside 90 %", "inside 50 %, per cent", "below", "above"]
    lasting = [
        [f"`{text(row, 'row')}`", text(row, "says"), text(row, "sessions"), f"{number(row, 'observed'):g}",
         f"{number(row, 'q50'):.0f} ({number(row, 'q05'):.0f} to {number(row, 'q95'):.0f})"]
        for row in those(rows, what="reading", group=LASTS)
    ]  # fmt: skip
    more = markdown(["row", "says", "sessions", "published", "simulated arms, median (90 %)"], lasting)
    return f"{markdown(heads, lines)}\n{more}"


def draw(rows: Rows) -> "alt.TopLevelMixin":
    """Published against simulated, one mark a reading with its 90 % of simulated arms."""
    import altair as alt

    found = those(rows, what="reading")
    days = [row for row in found if row["group"] == LASTS and row["says"] != str(Kind.KEPT)]
    shares = [row for row in found if row["group"] == SHARES or row["says"] == str(Kind.KEPT)]
    panels = [
        _panel("Mean or median days to relapse", days, is_log=True),
        _panel("Shares of people, %", shares, is_log=False),
        _panel("Scores and changes, points", those(found, group=POINTS), is_log=False),
    ]
    return alt.hconcat(*panels).properties(
        title=alt.TitleParams(
            "Published numbers and arms simulated from the shipped priors",
            subtitle="On the line: as published. Horizontal lines: 90 % of simulated arms. Orange squares: outside.",
        )
    )


def _panel(title: str, rows: Rows, *, is_log: bool) -> "alt.LayerChart | alt.FacetChart":
    import altair as alt

    values = [
        {**{key: number(row, key) for key in ("observed", "q05", "q50", "q95")},
         "where": "inside" if abs(number(row, "rank") - 0.5) <= 0.45 else "outside"}
        for row in rows
    ]  # fmt: skip
    ends = [min(min(v["q05"], v["observed"]) for v in values), max(max(v["q95"], v["observed"]) for v in values)]
    scale = alt.Scale(type="log", zero=False) if is_log else alt.Scale(type="linear", zero=False)
    x = alt.X("q50:Q", title="simulated", scale=scale, axis=alt.Axis(tickCount=5))
    y = alt.Y("observed:Q", title="published", scale=scale, axis=alt.Axis(tickCount=5))
    where = ["inside", "outside"]
    colour = alt.Color("where:N", legend=None, scale=alt.Scale(domain=where, range=[PARENT, METABOLITE]))
    shape = alt.Shape("where:N", legend=None, scale=alt.Scale(domain=where, range=["circle", "square"]))
    same = data([{"q50": end, "observed": end} for end in ends]).mark_line(color=MUTED, strokeDash=[4, 3])
    base = data(values)
    return alt.layer(
        base.mark_rule(color=AXIS, opacity=0.6).encode(x=alt.X("q05:Q", scale=scale), x2="q95:Q", y=y),
        same.encode(x=x, y=y),
        base.mark_point(filled=True, size=36, opacity=0.9).encode(x=x, y=y, color=colour, shape=shape),
    ).properties(width=230, height=230, title=title)


STUDY: Final = Study(
    name="prior_predictive", title="Priors against the rows they were fitted to", seed=19, parts=parts, run=run,
    summarise=summarise, table=table, draw=draw,
    modules=(__name__, "studies.trials", "studies.tables", "wane.fit.relief.rows", "wane.fit.relief.problem",
             "wane.fit.relief.readings"),
    data=(DATA / "effect" / "relief_fit.yaml", *sorted((DATA / "relief").glob("*__*.yaml")),
          *sorted((DATA / FITTED_FOLDER).glob("relief_*.yaml"))),
)  # fmt: skip
