"""Learning from a clinic unlike the published prior: how far forecasts of its other people miss, by how many taught."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from studies.figures import data
from studies.people import generator, prior_file
from studies.study import Cell, Part, Row, Rows, Scale, Study
from studies.tables import markdown, names, numbers, one, plain, text, those
from wane.blocks.job import Block
from wane.forecast.cohort import Member
from wane.forecast.learning import e_step_here, learn
from wane.forecast.score_card_rows import score_rows
from wane.forecast.simulate_clinic import simulate_course, unlike_published
from wane.models.relief import History
from wane.models.relief_prior import ReliefPrior, load_relief_prior
from wane.report.theme import INK, MUTED, PARENT

if TYPE_CHECKING:
    import altair as alt

MAIN: Final = "starting_phq9"
TAUGHT: Final = {Scale.FULL: (0, 10, 30, 100, 300), Scale.QUICK: (0, 10, 30)}
CLINICS: Final = {Scale.FULL: 8, Scale.QUICK: 2}
JUDGED: Final = {Scale.FULL: 60, Scale.QUICK: 15}
DAYS: Final = 60.0
KNOWN: Final = "the clinic's own"
Z95: Final = 1.959963984540054


def parts(scale: Scale, _: Path | None) -> Sequence[Part]:
    """One part for each clinic; `people` are those judged, and the last of TAUGHT that many taught."""
    return [Part(group=str(TAUGHT[scale][-1]), first=i, people=JUDGED[scale]) for i in range(CLINICS[scale])]


def run(block: Block, part: Part) -> Rows:
    """One clinic: its prior learned from more and more people, each judged on the same others."""
    published = load_relief_prior(MAIN)
    clinic, most = unlike_published(published), int(part.group)
    taught = [simulate_course(clinic, DAYS, generator(block, part.first, 1 + i)) for i in range(most)]
    judged = [simulate_course(clinic, DAYS, generator(block, part.first, -i - 1 + 2**31)) for i in range(part.people)]
    rows = [missed(clinic, judged, part.first, KNOWN)]
    counts = [count for count in TAUGHT[Scale.FULL] if count <= most]
    return rows + [missed(learned(published, taught[:count]), judged, part.first, str(count)) for count in counts]


def learned(published: ReliefPrior, taught: list[History]) -> ReliefPrior:
    """The prior after these people; as published after nobody."""
    if not taught:
        return published
    return learn(published, published, lambda prior, _: e_step_here(prior, taught)).prior


def missed(prior: ReliefPrior, judged: list[History], clinic: int, name: str) -> Row:
    """Root mean square error and mean CRPS over people, each person's scores forecast one by one."""
    squares, crps = [], []
    for history in judged:
        rows = score_rows(prior, _member(prior, history))
        squares.append(np.mean([(row.observed - row.expected) ** 2 for row in rows]))
        crps.append(np.mean([row.crps for row in rows]))
    return {
        "clinic": clinic, "taught": name, "rmse": round(float(np.sqrt(np.mean(squares))), 5),
        "crps": round(float(np.mean(crps)), 5), "judged": len(judged),
    }  # fmt: skip


def _member(prior: ReliefPrior, history: History) -> Member:
    routes = ("iv",) * len(history.treatments)
    return Member(
        name="", condition=prior.condition, instrument=prior.instrument, history=history, routes=routes, sex=None
    )


def summarise(rows: Rows) -> Rows:
    """Mean over clinics of each error, and of what was gained beside the published prior, with 95 % intervals."""
    found: list[Row] = []
    for name in sorted(names(rows, "taught"), key=lambda name: int(name) if name.isdigit() else 10**9):
        for what in ("rmse", "crps"):
            own, published = (numbers(those(rows, taught=key), what) for key in (name, "0"))
            key: dict[str, Cell] = {"taught": name, "what": what}
            found.append({**key, "kind": "error", **_mean(own)})
            found.append({**key, "kind": "gain", **_mean(published - own)})
    return found


def _mean(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> dict[str, Cell]:
    half = Z95 * float(values.std(ddof=1)) / float(np.sqrt(len(values)))
    mean = float(values.mean())
    return {
        "value": round(mean, 4), "low95": round(mean - half, 4), "high95": round(mean + half, 4), "clinics": len(values)
    }  # fmt: skip


def table(rows: Rows) -> str:
    """Error and gain, a line for each number of people taught."""
    lines = [
        [
            text({"taught": name}, "taught") if name.isdigit() else name,
            plain(one(rows, taught=name, what="rmse", kind="error"), 2),
            plain(one(rows, taught=name, what="rmse", kind="gain"), 2),
            plain(one(rows, taught=name, what="crps", kind="gain"), 3),
        ]
        for name in names(rows, "taught")
    ]
    return markdown(["people taught", "RMSE of a score, points", "gained, RMSE", "gained, CRPS"], lines)


def draw(rows: Rows) -> "alt.TopLevelMixin":
    """The error by how many people taught, above the floor of knowing the clinic's own prior."""
    import altair as alt

    shown = [dict(row) for row in those(rows, what="rmse", kind="error")]
    floor = [row for row in shown if row["taught"] == KNOWN]
    points = [row for row in shown if row["taught"] != KNOWN]
    order = [text(row, "taught") for row in points]
    x = alt.X("taught:N", sort=order, title="people of the clinic learned from", axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False))
    base = data(points)
    return alt.layer(
        data(floor).mark_rule(color=INK, strokeDash=[4, 3]).encode(y=y),
        data(floor).mark_text(align="left", dy=-6, x=4, color=MUTED, text="the clinic's own prior known").encode(y=y),
        base.mark_rule(color=PARENT).encode(x=x, y=alt.Y("low95:Q"), y2="high95:Q"),
        base.mark_point(filled=True, size=60, color=PARENT, opacity=1).encode(x=x, y=y),
    ).properties(
        width=360, height=200,
        title=alt.TitleParams("RMSE of the next score, points, in a clinic unlike the published prior",
                              subtitle="Mean over clinics, with its 95 % interval."),
    )  # fmt: skip


STUDY: Final = Study(
    name="learning", title="Learning from a clinic", seed=2031, parts=parts, run=run, summarise=summarise, table=table,
    draw=draw, data=(prior_file(MAIN),),
    modules=(
        __name__, "studies.people", "studies.tables", "wane.forecast.learning", "wane.forecast.learning_sums",
        "wane.forecast.score_card_rows", "wane.forecast.score_card_known", "wane.forecast.simulate_clinic",
        "wane.forecast.scores",
    ),
)  # fmt: skip
